import secrets

from django.db import models
from django.db.models import Q

from publicity.models.notices import NoticeLine

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_receipt() -> str:
    """Return a receipt number that cannot be guessed: whoever holds it may read the reply."""
    return "YY-" + "".join(secrets.choice(ALPHABET) for _ in range(10))


class Objection(models.Model):
    """An objection (异议) of anybody to one line of a notice; it holds that line until it is answered in writing."""

    class State(models.TextChoices):
        OPEN = "open", "核查中"
        DISMISSED = "dismissed", "异议不成立"
        UPHELD = "upheld", "异议成立"

    receipt = models.CharField("回执编号", max_length=20, unique=True, default=new_receipt)
    line = models.ForeignKey(NoticeLine, verbose_name="公示条目", on_delete=models.PROTECT, related_name="objections")
    name = models.CharField("姓名或单位", max_length=60)
    contact = models.CharField("联系方式", max_length=80)
    content = models.TextField("异议内容")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    filed_at = models.DateTimeField("提出时间")
    due_on = models.DateField("答复时限")
    reply = models.TextField("书面答复", blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", verbose_name="答复人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ["due_on", "filed_at"]
        indexes = [models.Index(fields=["state", "due_on"], name="objection_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answered_by__isnull=True, answered_at__isnull=True)
                | Q(state__in=["dismissed", "upheld"], answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(reply=""),
                name="objection_answered_in_writing",
                violation_error_message="答复异议须写明书面答复，并记录答复人和时间",
            ),
            models.CheckConstraint(
                condition=Q(content__regex=r".{10,}"),
                name="objection_content_says_something",
                violation_error_message="异议内容不少于 10 个字",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(contact=""),
                name="objection_real_name",
                violation_error_message="请填写姓名和联系方式",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def todo_key(self) -> str:
        """Return the matter (所办事项) under which officers are told that it waits for an answer."""
        return f"objection-{self.receipt}"

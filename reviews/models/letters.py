import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.append_only import APPEND_ONLY


def new_code() -> str:
    """Return a code that cannot be guessed: whoever holds the letter may check it."""
    return secrets.token_hex(8)


class Letter(models.Model):
    """A letter (文书) to an enterprise about its case, or to whoever objected to it, as it was issued; numbered in sequence per bureau, kind and year.

    `digest` is SHA-256 over the canonical JSON of `content`. Append-only in the database.
    """

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", "受理通知书"
        TOLERATED = "tolerated", "容缺受理告知书"
        NOT_ACCEPTED = "not_accepted", "不予受理通知书"
        CORRECTION = "correction", "补正告知书"
        REFUSED = "refused", "不予通过告知书"
        APPROVED = "approved", "审定结果告知书"
        RECOGNISED = "recognised", "认定通知书"
        PAID = "paid", "拨付告知书"
        OBJECTION_REFUSED = "objection_refused", "异议不予受理告知书"
        OBJECTION_ANSWERED = "objection_answered", "异议答复书"
        OBJECTION_REVIEWED = "objection_reviewed", "异议复核答复书"

    TO_OBJECTOR = (Kind.OBJECTION_REFUSED, Kind.OBJECTION_ANSWERED, Kind.OBJECTION_REVIEWED)

    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="letters"
    )
    bureau = models.ForeignKey("accounts.Bureau", verbose_name="发文部门", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("文书", max_length=20, choices=Kind)
    year = models.PositiveSmallIntegerField("年份")
    sequence = models.PositiveIntegerField("序号")
    number = models.CharField("文号", max_length=60)
    content = models.JSONField("内容")
    digest = models.CharField("摘要", max_length=64)
    code = models.CharField("核验码", max_length=32, unique=True, default=new_code)
    issued_by = models.ForeignKey("accounts.User", verbose_name="签发人", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("签发时间")

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ["issued_at", "id"]
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(fields=["bureau", "kind", "year", "sequence"], name="letter_number_once"),
            models.CheckConstraint(
                condition=Q(sequence__gt=0), name="letter_sequence_from_one", violation_error_message="文号从 1 起编"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def is_to_enterprise(self) -> bool:
        """Tell whether the enterprise is the reader; answers to an objection are not for it."""
        return self.kind not in self.TO_OBJECTOR

    @property
    def path(self) -> str:
        """Return the path of the page on which anybody who holds the letter checks it."""
        return reverse("letter_check", args=[self.code])

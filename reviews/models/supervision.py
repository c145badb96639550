"""Supervision (督办): when lateness is reported upwards, and the notices that a bureau's chief must answer."""

from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY


class SupervisionTerms(models.Model):
    """From when on lateness is reported to the supervisor, and how long an answer may take, for a region and those below."""

    region = models.OneToOneField(
        "accounts.Region", verbose_name="行政区划", on_delete=models.PROTECT, related_name="supervision_terms"
    )
    report_after_days = models.PositiveSmallIntegerField("超时几个工作日后上报监督", default=3)
    answer_days = models.PositiveSmallIntegerField("督办答复期限（工作日）", default=5)

    class Meta:
        verbose_name = verbose_name_plural = "督办规则"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_days__gt=0),
                name="supervision_answer_days_positive",
                violation_error_message="答复期限至少一个工作日",
            )
        ]

    def __str__(self) -> str:
        return f"{self.region} 督办规则"


class SupervisionNotice(models.Model):
    """A supervision notice (督办单) on a case or a bureau: answered by the chief who answers for it, until accepted."""

    class State(models.TextChoices):
        OPEN = "open", "待答复"
        ANSWERED = "answered", "已答复待认可"
        ACCEPTED = "accepted", "已办结"

    number = models.CharField("督办编号", max_length=20, unique=True)
    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", null=True, blank=True, on_delete=models.PROTECT,
        related_name="supervision_notices",
    )  # fmt: skip
    bureau = models.ForeignKey("accounts.Bureau", verbose_name="被督办部门", on_delete=models.PROTECT, related_name="+")
    answering = models.ForeignKey(
        "accounts.Bureau", verbose_name="答复部门", on_delete=models.PROTECT, related_name="supervision_notices"
    )
    issued_for = models.ForeignKey(
        "accounts.Bureau", verbose_name="督办单位", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    due_on = models.DateField("答复期限")
    issued_at = models.DateTimeField("发出时间")

    class Meta:
        verbose_name = verbose_name_plural = "督办单"
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "answered", "accepted"]),
                name="supervision_state_known",
                violation_error_message="未知的督办状态",
            ),
            models.UniqueConstraint(
                fields=["application", "bureau"],
                condition=~Q(state="accepted") & Q(application__isnull=False),
                name="supervision_one_live_per_case_and_bureau",
                violation_error_message="此件对该部门已有未办结的督办单",
            ),
        ]

    def __str__(self) -> str:
        return f"督办单 {self.number}"

    @property
    def todo_key(self) -> str:
        """Return the matter (所办事项) under which people are told of the notice."""
        return f"supervision-{self.pk}"


class SupervisionStep(models.Model):
    """One act on a supervision notice (督办流水): who wrote what, and by when it is to be answered. Append-only."""

    class Act(models.TextChoices):
        ISSUE = "issue", "发出督办"
        ANSWER = "answer", "答复"
        ASK_AGAIN = "ask_again", "要求重新答复"
        ACCEPT = "accept", "认可办结"

    notice = models.ForeignKey(SupervisionNotice, verbose_name="督办单", on_delete=models.PROTECT, related_name="steps")
    act = models.CharField("动作", max_length=10, choices=Act)
    text = models.TextField("内容")
    due_on = models.DateField("答复期限", null=True, blank=True)
    by = models.ForeignKey("accounts.User", verbose_name="办理人", on_delete=models.PROTECT, related_name="+")
    bureau = models.ForeignKey("accounts.Bureau", verbose_name="部门", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "督办流水"
        triggers = APPEND_ONLY
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="supervision_step_says_something", violation_error_message="请写明内容"
            ),
            models.CheckConstraint(
                condition=Q(act__in=["issue", "ask_again"], due_on__isnull=False) | Q(act__in=["answer", "accept"]),
                name="supervision_step_asks_by_a_day",
                violation_error_message="督办须写明答复期限",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d}"

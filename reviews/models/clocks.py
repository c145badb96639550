"""What happened to the clock of a task: the thresholds it passed, and the changes of its due day. Evidence, append-only."""

from django.db import models
from django.db.models import F, Q

from accounts.append_only import APPEND_ONLY


class ClockEvent(models.Model):
    """A threshold that a task's clock passed (时限预警): told once, whatever runs twice."""

    class Kind(models.TextChoices):
        HALF = "half", "时限过半"
        MOST = "most", "时限已用八成"
        LATE = "late", "已超时"
        ESCALATED = "escalated", "超时上报监督"

    task = models.ForeignKey(
        "reviews.ReviewTask", verbose_name="审核任务", on_delete=models.PROTECT, related_name="clock_events"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind)
    at = models.DateTimeField("时间")
    used_days = models.PositiveSmallIntegerField("已用天数")
    limit_days = models.PositiveSmallIntegerField("时限天数")
    due_on = models.DateField("应办结日")

    class Meta:
        verbose_name = verbose_name_plural = "时限预警"
        triggers = APPEND_ONLY
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "kind"], name="clock_event_once_per_threshold"),
            models.CheckConstraint(
                condition=Q(kind__in=["half", "most", "late", "escalated"]),
                name="clock_event_kind_known",
                violation_error_message="未知的预警类别",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class DeadlineChange(models.Model):
    """A due day that a change of the working-day calendar moved (时限重算). Append-only."""

    task = models.ForeignKey(
        "reviews.ReviewTask", verbose_name="审核任务", on_delete=models.PROTECT, related_name="deadline_changes"
    )
    change = models.ForeignKey(
        "policies.CalendarChange", verbose_name="日历变更", on_delete=models.PROTECT, related_name="+"
    )
    before = models.DateField("原应办结日")
    after = models.DateField("新应办结日")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "时限重算"
        triggers = APPEND_ONLY
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(before=F("after")),
                name="deadline_change_moves",
                violation_error_message="应办结日没有变化",
            )
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"

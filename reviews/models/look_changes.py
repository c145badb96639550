"""What happens to a second look before it is done: another reviewer in place of the drawn one, a deadline passing."""

from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY


class LookRedraw(models.Model):
    """Another reviewer for a second look (递补), drawn by the same seed, and why the one before does not do it. Append-only."""

    look = models.ForeignKey(
        "reviews.SecondLook", verbose_name="复看", on_delete=models.PROTECT, related_name="redraws"
    )
    former = models.ForeignKey(
        "accounts.User", verbose_name="原复看人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewer = models.ForeignKey(
        "accounts.User", verbose_name="递补复看人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("理由")
    by = models.ForeignKey("accounts.User", verbose_name="办理人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "复看人递补"
        triggers = APPEND_ONLY
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="look_redraw_has_reason", violation_error_message="请写明不能复看的理由"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.look_id} 递补 {self.at:%Y-%m-%d %H:%M}"


class LookWarning(models.Model):
    """A threshold that the clock of a second look has passed (复看预警), told once. Append-only."""

    class Kind(models.TextChoices):
        HALF = "half", "复看期限已过半"
        MOST = "most", "复看期限已用八成"
        LATE = "late", "复看已超时"

    look = models.ForeignKey(
        "reviews.SecondLook", verbose_name="复看", on_delete=models.PROTECT, related_name="warnings"
    )
    kind = models.CharField("预警", max_length=6, choices=Kind)
    due_on = models.DateField("当时期限")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "复看预警"
        triggers = APPEND_ONLY
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["look", "kind", "due_on"], name="look_warned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.look_id} {self.get_kind_display()}"

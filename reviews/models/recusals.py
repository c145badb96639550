from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY


class Recusal(models.Model):
    """An official's declaration to keep away from a case (回避声明), with the reason. Append-only."""

    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="recusals"
    )
    user = models.ForeignKey("accounts.User", verbose_name="回避人", on_delete=models.PROTECT, related_name="recusals")
    reason = models.TextField("回避理由")
    declared_at = models.DateTimeField("声明时间")

    class Meta:
        verbose_name = verbose_name_plural = "回避声明"
        triggers = APPEND_ONLY
        ordering = ["declared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "user"], name="recusal_once", violation_error_message="您已声明回避此件"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="recusal_has_reason", violation_error_message="请写明回避理由"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} 回避 {self.application_id}"

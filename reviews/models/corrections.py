from django.db import models
from django.db.models import F, Q


class CorrectionRequest(models.Model):
    """A reviewer's request to tell a second correction in one stage (再次补正告知报批): the chief's task decides it."""

    task = models.OneToOneField(
        "reviews.ReviewTask", verbose_name="审批任务", on_delete=models.PROTECT, related_name="correction_request"
    )
    origin = models.ForeignKey(
        "reviews.ReviewTask", verbose_name="报批环节", on_delete=models.PROTECT, related_name="correction_requests"
    )
    asked_by = models.ForeignKey("accounts.User", verbose_name="报批人", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("报批时间")
    why = models.TextField("再次告知的理由")
    reason = models.TextField("总体说明")
    items = models.JSONField("补正事项")
    days = models.PositiveSmallIntegerField("补正期限（工作日）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "再次补正告知报批"
        constraints = [
            models.CheckConstraint(
                condition=~Q(why="") & ~Q(reason="") & ~Q(items=[]),
                name="correction_request_whole",
                violation_error_message="请写明再次告知的理由、补正原因和事项",
            ),
            models.CheckConstraint(
                condition=~Q(task=F("origin")),
                name="correction_request_decided_elsewhere",
                violation_error_message="报批与审批不得为同一任务",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id} 再次补正告知"

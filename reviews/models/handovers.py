from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY


class Handover(models.Model):
    """A review task passing from hand to hand (交接流水): claimed, released or assigned. Append-only in the database.

    A lease that runs out writes no row: the claim says until when it held.
    """

    class Act(models.TextChoices):
        CLAIM = "claim", "领取"
        RELEASE = "release", "放回"
        ASSIGN = "assign", "分派"

    task = models.ForeignKey(
        "reviews.ReviewTask", verbose_name="审核任务", on_delete=models.PROTECT, related_name="handovers"
    )
    act = models.CharField("动作", max_length=8, choices=Act)
    actor = models.ForeignKey("accounts.User", verbose_name="操作人", on_delete=models.PROTECT, related_name="+")
    former = models.ForeignKey(
        "accounts.User", verbose_name="原承办人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    holder = models.ForeignKey(
        "accounts.User", verbose_name="承办人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    held_until = models.DateTimeField("领取有效至", null=True, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "交接流水"
        triggers = APPEND_ONLY
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(act="assign") | Q(holder__isnull=False) & ~Q(reason=""),
                name="handover_assigned_with_reason",
                violation_error_message="分派须指明承办人并写明理由",
            ),
            models.CheckConstraint(
                condition=~Q(act="claim") | Q(holder__isnull=False, held_until__isnull=False),
                name="handover_claimed_for_a_time",
                violation_error_message="领取须有承办人和有效期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d %H:%M}"

from datetime import date
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q

from policies.models.policies import Policy

FROZEN_RULING = pgtrigger.Trigger(
    name="frozen_ruling",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange(exclude=["withdrawn_at", "withdrawn_by", "withdrawal_reason"]),
    func="RAISE EXCEPTION 'a ruling is withdrawn, never changed';",
)
WITHDRAWN_RULING = pgtrigger.Protect(
    name="withdrawn_ruling", operation=pgtrigger.Update, condition=pgtrigger.Q(old__withdrawn_at__isnull=False)
)
KEPT_RULING = pgtrigger.Protect(name="kept_ruling", operation=pgtrigger.Delete)


class RulingQuerySet(models.QuerySet):
    """Rulings asked by date."""

    def in_force(self, today: date) -> Self:
        """Keep the rulings that hold on `today`, the first day included."""
        return self.filter(withdrawn_at__isnull=True, effective_from__lte=today)


class Ruling(models.Model):
    """A ruling (裁定): how an open point of a policy's text is read from a day on, by whom and why.

    `text` and `label` keep the words of the point and of the reading as they stood when it was made.
    """

    policy = models.ForeignKey(Policy, verbose_name="政策", on_delete=models.PROTECT, related_name="rulings")
    number = models.CharField("裁定编号", max_length=20, unique=True)
    ambiguity = models.CharField("歧义代号", max_length=80)
    text = models.TextField("未明确之处")
    clause = models.CharField("条款", max_length=200, blank=True)
    reading = models.CharField("口径代号", max_length=80)
    label = models.CharField("采用的口径", max_length=300)
    reason = models.TextField("裁定理由")
    document_number = models.CharField("文号", max_length=60, blank=True)
    bureau = models.ForeignKey("accounts.Bureau", verbose_name="裁定部门", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("accounts.User", verbose_name="裁定人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("裁定时间")
    effective_from = models.DateField("施行日期")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "accounts.User", verbose_name="撤回人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawal_reason = models.TextField("撤回理由", blank=True)

    objects = RulingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "裁定"
        triggers = [FROZEN_RULING, WITHDRAWN_RULING, KEPT_RULING]
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "ambiguity"],
                condition=Q(withdrawn_at__isnull=True),
                name="ruling_one_in_force_per_point",
                violation_error_message="此处已有施行中的裁定，须先撤回",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(reading="") & ~Q(ambiguity=""),
                name="ruling_has_reading_and_reason",
                violation_error_message="裁定须写明口径和理由",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal_reason=""),
                name="ruling_withdrawn_by_someone_with_reason",
                violation_error_message="撤回裁定须记录撤回人、时间和理由",
            ),
        ]

    def __str__(self) -> str:
        return f"裁定 {self.number}"

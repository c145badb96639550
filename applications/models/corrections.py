from datetime import date

from django.db import models
from django.db.models import F, Q


class CorrectionNotice(models.Model):
    """A correction notice (补正告知): all that a stage wants corrected, told once; answered when the case is resubmitted."""

    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="corrections"
    )
    stage = models.CharField("环节", max_length=40)
    bureau = models.ForeignKey("accounts.Bureau", verbose_name="部门", on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey("accounts.User", verbose_name="告知人", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("告知时间")
    reason = models.TextField("总体说明")
    due_on = models.DateField("补正期限", null=True, blank=True)
    approved_by = models.ForeignKey(
        "accounts.User", verbose_name="批准再次告知", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField("补正时间", null=True, blank=True)
    lapsed_at = models.DateTimeField("因撤回失效时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "补正告知"
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at__isnull=True, lapsed_at__isnull=True),
                name="correction_one_open_per_case",
                violation_error_message="该办件已有未答复的补正告知",
            ),
            models.UniqueConstraint(
                fields=["application", "stage"],
                condition=Q(approved_by__isnull=True),
                name="correction_once_per_stage",
                violation_error_message="本环节已一次性告知，再次告知须经负责人批准",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("issued_by")),
                name="correction_approved_by_another",
                violation_error_message="再次告知的批准人与告知人不得为同一人",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="correction_has_reason", violation_error_message="请写明需要补正的原因"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.number} 补正告知 {self.issued_at:%Y-%m-%d}"

    def is_overdue(self, today: date) -> bool:
        """Tell whether the answer is late on `today`; the due day itself is still in time. Late is told, nothing more."""
        return self.answered_at is None and self.lapsed_at is None and self.due_on is not None and today > self.due_on


class CorrectionItem(models.Model):
    """One item of a correction notice: exactly one fact, one material or the account, and what is wrong with it."""

    class Kind(models.TextChoices):
        FACT = "fact", "填报项"
        MATERIAL = "material", "材料"
        ACCOUNT = "account", "收款账户"

    notice = models.ForeignKey(
        CorrectionNotice, verbose_name="补正告知", on_delete=models.PROTECT, related_name="items"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind)
    key = models.CharField("项目", max_length=60)
    label = models.CharField("名称", max_length=120)
    reason = models.TextField("问题与要求")
    example = models.TextField("示例或填写提示", blank=True)
    answer = models.TextField("企业说明", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "补正事项"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "kind", "key"], name="correction_item_once"),
            models.CheckConstraint(
                condition=~Q(reason=""), name="correction_item_has_reason", violation_error_message="请逐项写明问题"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.label}"

import pgtrigger
from django.db import models
from django.db.models import Q

FROZEN_REMITTANCE = pgtrigger.Trigger(
    name="frozen_remittance",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange(exclude=["voided_at", "voided_by", "void_reason"]),
    func="RAISE EXCEPTION 'a recorded remittance does not change';",
)
VOIDED_REMITTANCE = pgtrigger.Protect(
    name="voided_remittance", operation=pgtrigger.Update, condition=pgtrigger.Q(old__voided_at__isnull=False)
)
KEPT_REMITTANCE = pgtrigger.Protect(name="kept_remittance", operation=pgtrigger.Delete)


class ShareRemittance(models.Model):
    """A share remitted by the local finance bureau (属地资金上缴) before the upper level pays a case.

    A mistake is voided with a reason and recorded anew; the row itself never changes.
    """

    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="remittances"
    )
    determination = models.ForeignKey(
        "reviews.Determination", verbose_name="核定", on_delete=models.PROTECT, related_name="remittances"
    )
    bureau = models.ForeignKey(
        "accounts.Bureau", verbose_name="上缴财政部门", on_delete=models.PROTECT, related_name="remittances"
    )
    level = models.CharField("分担层级", max_length=12)
    amount_yuan = models.DecimalField("上缴金额（元）", max_digits=16, decimal_places=2)
    remitted_on = models.DateField("缴款单日期")
    voucher_number = models.CharField("缴款单号", max_length=40)
    is_late = models.BooleanField("逾期上缴", default=False)
    recorded_by = models.ForeignKey("accounts.User", verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")
    voided_by = models.ForeignKey(
        "accounts.User", verbose_name="作废人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "属地资金上缴"
        ordering = ["-recorded_at"]
        triggers = [FROZEN_REMITTANCE, VOIDED_REMITTANCE, KEPT_REMITTANCE]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "level"],
                condition=Q(voided_at__isnull=True),
                name="remittance_once_per_share",
                violation_error_message="该办件的属地资金上缴已登记",
            ),
            models.CheckConstraint(
                condition=Q(amount_yuan__gt=0),
                name="remittance_amount_positive",
                violation_error_message="上缴金额须大于零",
            ),
            models.CheckConstraint(
                condition=~Q(voucher_number=""),
                name="remittance_has_voucher",
                violation_error_message="请填写缴款单号",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True)
                | Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
                name="remittance_voided_with_reason",
                violation_error_message="作废须写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} 上缴 {self.amount_yuan} 元"

"""The special funds (专项资金) and how much was appropriated to them."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

FROZEN_APPROPRIATION = pgtrigger.Trigger(
    name="frozen_appropriation",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange(exclude=["state", "decided_by", "decided_at", "refusal_reason"]),
    func="RAISE EXCEPTION 'an appropriation is not rewritten';",
)
DECIDED_APPROPRIATION = pgtrigger.Protect(
    name="decided_appropriation", operation=pgtrigger.Update, condition=pgtrigger.Q(old__decided_at__isnull=False)
)
KEPT_APPROPRIATION = pgtrigger.Protect(name="kept_appropriation", operation=pgtrigger.Delete)


class Fund(models.Model):
    """A special fund (专项资金) of one year and one level of government, kept by a finance bureau, for some policies.

    What it holds is told by its ledger; the fund itself has no amount. Its level is that of its region.
    """

    name = models.CharField("资金名称", max_length=80)
    year = models.PositiveSmallIntegerField("预算年度")
    region = models.ForeignKey("accounts.Region", verbose_name="区划", on_delete=models.PROTECT, related_name="funds")
    bureau = models.ForeignKey(
        "accounts.Bureau", verbose_name="管理部门", on_delete=models.PROTECT, related_name="funds"
    )
    policies = models.ManyToManyField(
        "policies.Policy", verbose_name="适用政策", through="FundPolicy", related_name="funds"
    )
    second_check_above_yuan = models.DecimalField(
        "须两人复核的批次金额（元，超过）", max_digits=16, decimal_places=2, null=True, blank=True
    )
    made_by = models.ForeignKey("accounts.User", verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "专项资金"
        ordering = ["-year", "region", "name"]
        triggers = [pgtrigger.Protect(name="kept_fund", operation=pgtrigger.Delete)]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year", "name"],
                name="fund_name_once",
                violation_error_message="该年度已有同名的专项资金",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & Q(year__gte=2000, year__lte=2100),
                name="fund_named_and_dated",
                violation_error_message="请填写资金名称和预算年度",
            ),
            models.CheckConstraint(
                condition=Q(second_check_above_yuan__isnull=True) | Q(second_check_above_yuan__gte=0),
                name="fund_threshold_not_negative",
                violation_error_message="须两人复核的金额不得为负",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.name}"

    def needs_second_check(self, total_yuan) -> bool:
        """Tell whether a batch of that total takes two checkers (两人复核): above the threshold, not at it."""
        return self.second_check_above_yuan is not None and total_yuan > self.second_check_above_yuan


class FundPolicy(models.Model):
    """One policy that a fund pays (适用政策): a policy has one fund per region and year, so that no claim has two."""

    fund = models.ForeignKey(Fund, verbose_name="专项资金", on_delete=models.PROTECT, related_name="covers")
    policy = models.ForeignKey("policies.Policy", verbose_name="政策", on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey("accounts.Region", verbose_name="区划", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("预算年度")

    class Meta:
        verbose_name = verbose_name_plural = "专项资金适用政策"
        triggers = [pgtrigger.Protect(name="kept_cover", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "region", "year"],
                name="fund_of_policy_once",
                violation_error_message="该政策本年度已有专项资金",
            )
        ]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.policy_id}"


class Appropriation(models.Model):
    """An appropriation (下达) or adjustment (调增、调减) of a fund by a document: counts once another person confirmed it."""

    class Kind(models.TextChoices):
        APPROPRIATION = "appropriation", "预算下达"
        INCREASE = "increase", "调增"
        DECREASE = "decrease", "调减"

    class State(models.TextChoices):
        PROPOSED = "proposed", "待复核"
        CONFIRMED = "confirmed", "已生效"
        REFUSED = "refused", "已退回"

    fund = models.ForeignKey(Fund, verbose_name="专项资金", on_delete=models.PROTECT, related_name="appropriations")
    kind = models.CharField("类别", max_length=14, choices=Kind)
    amount_yuan = models.DecimalField("金额（元）", max_digits=16, decimal_places=2)
    document_number = models.CharField("文号", max_length=60)
    document_on = models.DateField("文件日期")
    reason = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    made_by = models.ForeignKey("accounts.User", verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("登记时间")
    decided_by = models.ForeignKey(
        "accounts.User", verbose_name="复核人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)
    refusal_reason = models.CharField("退回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预算下达与调整"
        ordering = ["made_at", "id"]
        triggers = [FROZEN_APPROPRIATION, DECIDED_APPROPRIATION, KEPT_APPROPRIATION]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_yuan__gt=0),
                name="appropriation_amount_positive",
                violation_error_message="金额须大于零",
            ),
            models.CheckConstraint(
                condition=~Q(document_number=""),
                name="appropriation_has_document",
                violation_error_message="请填写文号",
            ),
            models.CheckConstraint(
                condition=Q(kind="appropriation") | ~Q(reason=""),
                name="adjustment_has_reason",
                violation_error_message="调增、调减须写明说明",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by")),
                name="appropriation_four_eyes",
                violation_error_message="登记人不得复核自己登记的预算",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | Q(state="confirmed", decided_by__isnull=False, decided_at__isnull=False)
                | Q(state="refused", decided_by__isnull=False, decided_at__isnull=False) & ~Q(refusal_reason=""),
                name="appropriation_decided_by_someone",
                violation_error_message="复核须记录复核人和时间，退回须写明原因",
            ),
            models.UniqueConstraint(
                fields=["fund", "document_number", "kind", "amount_yuan"],
                condition=~Q(state="refused"),
                name="appropriation_once",
                violation_error_message="同一文号、同一金额的这笔预算已经登记",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.get_kind_display()} {self.amount_yuan} 元"

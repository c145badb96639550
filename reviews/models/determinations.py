"""What a case was determined to be owed."""

from django.db import models
from django.db.models import F, Q

from accounts.append_only import APPEND_ONLY


class Determination(models.Model):
    """The determination (核定): the one immutable record that notice, payment, recovery and audit read from.

    `digest` and `digest_sm3` are SHA-256 and SM3 over the canonical JSON of every other field, `previous_digest` included:
    a chain, one for each deciding city, the province having its own.
    """

    chain = models.ForeignKey(
        "accounts.Region", verbose_name="所在链", on_delete=models.PROTECT, related_name="determinations"
    )
    sequence = models.PositiveBigIntegerField("链上序号")
    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="determinations"
    )
    version = models.ForeignKey(
        "policies.PolicyVersion", verbose_name="政策版本", on_delete=models.PROTECT, related_name="+"
    )
    case = models.JSONField("办件与申报主体", default=dict)
    policy = models.JSONField("政策版本与政策包摘要", default=dict)
    facts = models.JSONField("事实及来源")
    documents = models.JSONField("材料摘要")
    decision = models.JSONField("规则结果与测算过程")
    computed_yuan = models.DecimalField("测算金额（元）", max_digits=16, decimal_places=2, null=True)
    approved_yuan = models.DecimalField("核定金额（元）", max_digits=16, decimal_places=2)
    title = models.CharField("认定称号", max_length=80, blank=True)
    difference_reason = models.TextField("与测算不一致的理由", blank=True)
    ruling = models.JSONField("裁定", null=True)
    rulings = models.JSONField("适用的裁定", default=list, blank=True)
    ledger = models.JSONField("历史享受", default=list, blank=True)
    shares = models.JSONField("分担")
    reviews = models.JSONField("审核经过")
    flags = models.JSONField("疑点及处理", default=list, blank=True)
    clock = models.JSONField("计时经过", default=dict)
    recommended_by = models.ForeignKey(
        "accounts.User", verbose_name="审定经办", on_delete=models.PROTECT, related_name="+"
    )
    countersigned_by = models.ForeignKey(
        "accounts.User", verbose_name="会签人", on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("核定时间")
    previous_digest = models.CharField("前一记录摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)
    digest_sm3 = models.CharField("摘要（SM3）", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "核定"
        ordering = ["chain", "sequence"]
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "sequence"],
                name="determination_once_per_place",
                violation_error_message="链上同一序号只能有一份核定",
            ),
            models.CheckConstraint(
                condition=~Q(recommended_by=F("countersigned_by")),
                name="determination_four_eyes",
                violation_error_message="审定经办与会签人不得为同一人",
            ),
            models.CheckConstraint(
                condition=Q(approved_yuan__gt=0, title="") | Q(approved_yuan=0) & ~Q(title=""),
                name="determination_amount_positive",
                violation_error_message="核定金额须大于零；认定称号的没有金额",
            ),
            models.CheckConstraint(
                condition=Q(computed_yuan__isnull=False, computed_yuan=F("approved_yuan"))
                | ~Q(difference_reason="")
                | Q(computed_yuan__isnull=True) & ~Q(title=""),
                name="determination_difference_has_reason",
                violation_error_message="核定金额与测算不一致时须写明理由",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} 核定 {self.title or f'{self.approved_yuan} 元'}"

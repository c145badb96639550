from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY
from policies.models.policies import ApplicationRound, Scarcity


class RoundTerms(models.Model):
    """What a round asks of a filing (批次申报要求), as the releasing bureau set it: the latest row counts. Append-only."""

    round = models.ForeignKey(ApplicationRound, verbose_name="申报批次", on_delete=models.PROTECT, related_name="terms")
    needs_certification = models.BooleanField("须企业负责人确认后提交", default=False)
    needs_stamped_form = models.BooleanField("须上传盖章申报书", default=False)
    second_look_pct = models.PositiveSmallIntegerField("核定后抽查比例（%）", default=0)
    second_look_days = models.PositiveSmallIntegerField("复看期限（工作日）", null=True, blank=True)
    site_check_pct = models.PositiveSmallIntegerField("实地抽查比例（%）", null=True, blank=True)
    scarcity_rule = models.CharField("资金不足时的分配规则", max_length=12, choices=Scarcity, blank=True)
    set_by = models.ForeignKey("accounts.User", verbose_name="办理人", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField("时间")
    reason = models.TextField("理由")

    class Meta:
        verbose_name = verbose_name_plural = "批次申报要求"
        triggers = APPEND_ONLY
        ordering = ["-set_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="round_terms_have_reason", violation_error_message="请写明理由"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} 申报要求 {self.set_at:%Y-%m-%d}"

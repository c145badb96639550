from django.db import models
from django.db.models import Q


class CaseFact(models.Model):
    """One fact of a case (事实): a named value in the pack's type, with where it came from."""

    class Source(models.TextChoices):
        DECLARED = "declared", "企业填报"
        PROFILE = "profile", "企业档案"
        REGISTER = "register", "部门登记"
        EARLIER_CASE = "earlier_case", "以往申报"
        COMPUTED = "computed", "系统计算"

    application = models.ForeignKey(
        "applications.Application", verbose_name="申报", on_delete=models.PROTECT, related_name="fact_rows"
    )
    name = models.CharField("事实名", max_length=80)
    value = models.JSONField("值")
    source = models.CharField("来源", max_length=12, choices=Source, default=Source.DECLARED)
    origin = models.CharField("来源说明", max_length=300, blank=True)
    set_by = models.ForeignKey("accounts.User", verbose_name="填写人", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField("填写时间")

    class Meta:
        verbose_name = verbose_name_plural = "申报事实"
        constraints = [
            models.UniqueConstraint(fields=["application", "name"], name="fact_once_per_application"),
            models.CheckConstraint(
                condition=Q(source="declared") | ~Q(origin=""),
                name="fact_origin_told",
                violation_error_message="不是企业本次填报的数据须写明来源",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"

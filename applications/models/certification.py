from django.db import models
from django.db.models import F, Q

from accounts.append_only import APPEND_ONLY


class Certification(models.Model):
    """The principal's certification (企业负责人确认) of a claim: of exactly the contents with that digest. Append-only."""

    application = models.ForeignKey(
        "applications.Application", verbose_name="申报", on_delete=models.PROTECT, related_name="certifications"
    )
    handed_in_by = models.ForeignKey("accounts.User", verbose_name="经办人", on_delete=models.PROTECT, related_name="+")
    certified_by = models.ForeignKey("accounts.User", verbose_name="负责人", on_delete=models.PROTECT, related_name="+")
    certified_at = models.DateTimeField("确认时间")
    digest = models.CharField("内容摘要", max_length=64)
    estimated_yuan = models.DecimalField("测算金额（元）", max_digits=16, decimal_places=2, null=True, blank=True)
    commitment = models.TextField("承诺内容")

    class Meta:
        verbose_name = verbose_name_plural = "企业负责人确认"
        triggers = APPEND_ONLY
        ordering = ["-certified_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(certified_by=F("handed_in_by")),
                name="certified_by_another_person",
                violation_error_message="确认人不得是提交确认的经办人",
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="certified_contents_known",
                violation_error_message="确认须记录所确认内容的摘要",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certified_by} 确认 {self.certified_at:%Y-%m-%d %H:%M}"

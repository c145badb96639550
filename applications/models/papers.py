from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY


class ClaimPaper(models.Model):
    """One version of the printable claim (申报书): its words are kept, so that it prints the same for ever. Append-only."""

    application = models.ForeignKey(
        "applications.Application", verbose_name="申报", on_delete=models.PROTECT, related_name="papers"
    )
    number = models.PositiveSmallIntegerField("版本")
    digest = models.CharField("内容摘要", max_length=64)
    content = models.JSONField("申报书内容")
    made_by = models.ForeignKey("accounts.User", verbose_name="生成人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "申报书"
        triggers = APPEND_ONLY
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"],
                name="paper_number_once",
                violation_error_message="申报书已有此版本号",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="paper_of_known_contents",
                violation_error_message="申报书须有版本号和内容摘要",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} 申报书第{self.number}版"


class StampedScan(models.Model):
    """A stamped scan (盖章申报书扫描件): which version its QR code names, as it was read at the upload. Append-only."""

    class Reading(models.TextChoices):
        READ = "read", "已识别"
        FOREIGN = "foreign", "不是本件的申报书"
        UNREADABLE = "unreadable", "未能识别"

    document = models.OneToOneField(
        "applications.Document", verbose_name="文件", on_delete=models.PROTECT, related_name="scan"
    )
    reading = models.CharField("识别结果", max_length=10, choices=Reading)
    paper = models.ForeignKey(
        ClaimPaper, verbose_name="申报书版本", null=True, blank=True, on_delete=models.PROTECT, related_name="scans"
    )

    class Meta:
        verbose_name = verbose_name_plural = "盖章申报书扫描件"
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=Q(reading="read", paper__isnull=False) | (~Q(reading="read") & Q(paper__isnull=True)),
                name="scan_read_names_its_version",
                violation_error_message="识别成功的扫描件须对应一个申报书版本",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.get_reading_display()}"

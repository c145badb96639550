from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY
from publicity.models.notices import Notice


class NoticeSnapshot(models.Model):
    """The page of a notice as it was served at one moment (页面存证): its HTML and the SHA-256 of it."""

    class Occasion(models.TextChoices):
        PUBLISHED = "published", "发布时"
        EXTENDED = "extended", "延长时"
        SUPERSEDED = "superseded", "更正时"
        CLOSED = "closed", "期满时"

    notice = models.ForeignKey(Notice, verbose_name="公示", on_delete=models.PROTECT, related_name="snapshots")
    occasion = models.CharField("时点", max_length=12, choices=Occasion)
    url = models.CharField("地址", max_length=300)
    html = models.TextField("页面")
    digest = models.CharField("页面摘要", max_length=64)
    taken_at = models.DateTimeField("存证时间")

    class Meta:
        verbose_name = verbose_name_plural = "页面存证"
        ordering = ["taken_at", "pk"]
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=~Q(html="") & Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="notice_snapshot_whole",
                violation_error_message="存证须有页面和摘要",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.get_occasion_display()}"


class NoticeCheck(models.Model):
    """One look at the public address during the window (在线检查): whether page and content stood there as published."""

    notice = models.ForeignKey(Notice, verbose_name="公示", on_delete=models.PROTECT, related_name="checks")
    checked_at = models.DateTimeField("检查时间")
    status_code = models.PositiveSmallIntegerField("页面状态码")  # 0: no answer
    content_digest = models.CharField("取回内容的摘要", max_length=64, blank=True)
    is_standing = models.BooleanField("在线且一致")
    words = models.CharField("结果", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "在线检查"
        ordering = ["-checked_at", "-pk"]
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=Q(is_standing=False) | Q(status_code=200, content_digest__regex=r"^[0-9a-f]{64}$"),
                name="notice_check_standing_is_proven",
                violation_error_message="在线且一致须有页面和内容摘要为证",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.checked_at:%Y-%m-%d %H:%M}"


class NoticePdf(models.Model):
    """The PDF of a long notice, laid out in the background once for each last day (公示 PDF 生成)."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "排版中"
        DONE = "done", "已生成"
        FAILED = "failed", "未生成"

    notice = models.ForeignKey(Notice, verbose_name="公示", on_delete=models.PROTECT, related_name="pdfs")
    ends_on = models.DateField("所载截止日")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField("请求时间")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    file = models.CharField("文件", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公示 PDF"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "ends_on"], name="notice_pdf_once", violation_error_message="该 PDF 已在生成"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(file="") & Q(finished_at__isnull=False),
                name="notice_pdf_done_has_file",
                violation_error_message="已生成的 PDF 须有文件和时间",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.get_state_display()}"

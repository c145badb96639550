from datetime import UTC
from typing import Any

from django.db import models
from django.db.models import F, Q

from accounts.append_only import APPEND_ONLY
from accounts.canonical import digest_of
from publicity.models.notices import Notice


class NoticeEvent(models.Model):
    """What was done with a notice (公示流水), by whom and when; nobody where the system did it."""

    class Kind(models.TextChoices):
        DRAFTED = "drafted", "拟稿"
        SCHEDULED = "scheduled", "定时发布"
        UNSCHEDULED = "unscheduled", "取消定时"
        DISCARDED = "discarded", "撤销拟稿"
        PUBLISHED = "published", "发布"
        NOT_PUBLISHED = "not_published", "到时未能发布"
        EXTENDED = "extended", "延长公示期"
        CORRECTED = "corrected", "更正"
        CLOSED = "closed", "期满办结"

    notice = models.ForeignKey(Notice, verbose_name="公示", on_delete=models.PROTECT, related_name="events")
    kind = models.CharField("事项", max_length=15, choices=Kind)
    words = models.TextField("说明", blank=True)
    by = models.ForeignKey(
        "accounts.User", verbose_name="办理人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "公示流水"
        ordering = ["at", "pk"]
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(kind__in=["published", "not_published", "closed"]),
                name="notice_event_by_somebody",
                violation_error_message="公示流水须记录办理人",
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.get_kind_display()}"


class NoticeExtension(models.Model):
    """A longer window (延长公示期): the new last day, inclusive, and why; `digest` ties it to the notice and to the one before."""

    notice = models.ForeignKey(Notice, verbose_name="公示", on_delete=models.PROTECT, related_name="extensions")
    previous_ends_on = models.DateField("原截止日")
    ends_on = models.DateField("新截止日")
    reason = models.TextField("延长原因")
    by = models.ForeignKey("accounts.User", verbose_name="办理人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    previous_digest = models.CharField("前一摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "公示延长"
        ordering = ["ends_on"]
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("previous_ends_on")),
                name="notice_extension_is_longer",
                violation_error_message="新的截止日须晚于原截止日，公示期只能延长、不能缩短",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="notice_extension_reason", violation_error_message="请写明延长原因"
            ),
            models.UniqueConstraint(
                fields=["notice", "previous_ends_on"],
                name="notice_extension_in_one_line",
                violation_error_message="公示期已由他人延长",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} 延长至 {self.ends_on}"

    def content(self) -> dict[str, Any]:
        """Return what is digested, as plain JSON values."""
        return {
            "notice": self.notice.number,
            "previous_ends_on": str(self.previous_ends_on),
            "ends_on": str(self.ends_on),
            "reason": self.reason,
            "by": self.by_id,
            "at": self.at.astimezone(UTC).isoformat(),
            "previous_digest": self.previous_digest,
        }

    def digest_holds(self) -> bool:
        """Tell whether the stored digest is that of the stored content."""
        return self.digest == digest_of(self.content())

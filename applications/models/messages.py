from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY


class CaseMessage(models.Model):
    """A message on a case (办件留言), between the enterprise and the officials; `bureau` is set on the officials' side. Append-only."""

    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="messages"
    )
    author = models.ForeignKey("accounts.User", verbose_name="留言人", on_delete=models.PROTECT, related_name="+")
    bureau = models.ForeignKey(
        "accounts.Bureau", verbose_name="部门", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField("内容")
    document = models.ForeignKey(
        "applications.Document", verbose_name="附件", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "办件留言"
        triggers = APPEND_ONLY
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="message_says_something", violation_error_message="请填写留言"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author} {self.at:%Y-%m-%d %H:%M}"


class MessageRead(models.Model):
    """Who read a message and when (已读), told to the other side. Append-only."""

    message = models.ForeignKey(CaseMessage, verbose_name="留言", on_delete=models.PROTECT, related_name="reads")
    reader = models.ForeignKey("accounts.User", verbose_name="阅读人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "留言已读"
        triggers = APPEND_ONLY
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "reader"], name="message_read_once", violation_error_message="已记为已读"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader} {self.at:%Y-%m-%d %H:%M}"

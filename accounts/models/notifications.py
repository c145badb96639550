from django.db import models


class Notification(models.Model):
    """A message to one person (站内消息): what happened, where to read on or to act; also mailed once through the outbox."""

    user = models.ForeignKey(
        "accounts.User", verbose_name="收件人", on_delete=models.PROTECT, related_name="notifications"
    )
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=200, blank=True)
    needs_action = models.BooleanField("需要办理", default=False)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    mailed_at = models.DateTimeField("邮件发出时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "站内消息"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["user", "read_at"], name="notification_unread")]

    def __str__(self) -> str:
        return self.title

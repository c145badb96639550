from django.db import models
from django.db.models import F, Q


class Event(models.TextChoices):
    """What a message tells of (事件); texts may be worded anew for each, and people choose by group how they are told."""

    TASK_OPEN = "task_open", "待审核办件"
    TASK_CHANGED = "task_changed", "办件交接与退回"
    CORRECTION = "correction", "请补正"
    CASE_NEWS = "case_news", "办件进展"
    CASE_MESSAGE = "case_message", "办件留言"
    APPROVED = "approved", "审定通过"
    REFUSED = "refused", "未通过"
    PUBLISHED = "published", "公示情况"
    OBJECTION = "objection", "异议"
    PAYMENT_DUE = "payment_due", "待拨付"
    PAID = "paid", "资金到账"
    PAYMENT_FAILED = "payment_failed", "拨付失败"
    BATCH = "batch", "拨付批次复核"
    CLOCK = "clock", "时限预警"
    SUPERVISION = "supervision", "督办"
    POLICY = "policy", "政策编制与裁定"
    PEOPLE = "people", "人员与授权"
    GENERAL = "general", "其他"


class Group(models.TextChoices):
    """What people choose by (消息类别)."""

    WORK = "work", "我要办的事"
    CASES = "cases", "办件进展"
    PUBLICITY = "publicity", "公示与异议"
    MONEY = "money", "资金拨付"
    TIME = "time", "时限与督办"
    OTHER = "other", "其他"


GROUP_OF = {
    Event.TASK_OPEN: Group.WORK,
    Event.TASK_CHANGED: Group.WORK,
    Event.CORRECTION: Group.WORK,
    Event.CASE_NEWS: Group.CASES,
    Event.CASE_MESSAGE: Group.CASES,
    Event.APPROVED: Group.CASES,
    Event.REFUSED: Group.CASES,
    Event.PUBLISHED: Group.PUBLICITY,
    Event.OBJECTION: Group.PUBLICITY,
    Event.PAYMENT_DUE: Group.MONEY,
    Event.PAID: Group.MONEY,
    Event.PAYMENT_FAILED: Group.MONEY,
    Event.BATCH: Group.MONEY,
    Event.CLOCK: Group.TIME,
    Event.SUPERVISION: Group.TIME,
}


def group_of(event: str) -> Group:
    """Return the group that an event belongs to."""
    return GROUP_OF.get(Event(event), Group.OTHER)


class Notification(models.Model):
    """A message to one person (站内消息): what happened, where to read on or to act.

    One that needs action is a to-do (待办事项); the act itself clears it by its `key`, whoever does it.
    """

    user = models.ForeignKey(
        "accounts.User", verbose_name="收件人", on_delete=models.PROTECT, related_name="notifications"
    )
    event = models.CharField("事件", max_length=20, choices=Event, default=Event.GENERAL)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=200, blank=True)
    needs_action = models.BooleanField("需要办理", default=False)
    key = models.CharField("所办事项", max_length=80, blank=True)
    due_on = models.DateField("办理时限", null=True, blank=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    done_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "站内消息"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["user", "read_at"], name="notification_unread"),
            models.Index(fields=["key"], condition=Q(done_at__isnull=True), name="notification_open_todo"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                condition=Q(needs_action=True, done_at__isnull=True) & ~Q(key=""),
                name="notification_one_todo_per_matter",
                violation_error_message="同一事项已有待办",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """One way by which a message goes out of the portal (发送记录): queued, tried, sent or given up, with the last error.

    A mail about an account itself (a new password) belongs to no message and brings its own words.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", "邮件"
        SMS = "sms", "短信"

    class State(models.TextChoices):
        QUEUED = "queued", "待发送"
        DIGEST = "digest", "待汇总"
        SENT = "sent", "已发送"
        FAILED = "failed", "发送失败"

    notification = models.ForeignKey(
        Notification, verbose_name="消息", null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    subject = models.CharField("主题", max_length=150, blank=True)
    body = models.TextField(
        "正文", blank=True
    )  # of a mail that is no message: kept until it is sent, it may hold a link
    channel = models.CharField("方式", max_length=4, choices=Channel)
    address = models.CharField("地址", max_length=254)
    state = models.CharField("状态", max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    error = models.CharField("最近一次失败", max_length=300, blank=True)
    queued_at = models.DateTimeField("进入队列", auto_now_add=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发送记录"
        ordering = ["-queued_at", "-id"]
        indexes = [models.Index(fields=["state", "queued_at"], name="delivery_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["notification", "channel"], name="delivery_once_per_channel"),
            models.CheckConstraint(
                condition=Q(notification__isnull=False, subject="", body="")
                | (Q(notification__isnull=True) & ~Q(subject="")),
                name="delivery_of_message_or_own_words",
                violation_error_message="发送记录须对应一条消息，或者有自己的主题",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(body=""),
                name="delivery_sent_keeps_no_body",
                violation_error_message="已发送的邮件不留存正文",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="delivery_sent_with_time",
                violation_error_message="已发送的须记录发出时间",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error=""),
                name="delivery_failed_with_reason",
                violation_error_message="发送失败须记录原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.address} {self.get_state_display()}"


class Preference(models.Model):
    """How a person wants to be told of one group of messages (接收方式); every message is shown in the portal anyway."""

    class Mail(models.TextChoices):
        NOW = "now", "逐条发送"
        DIGEST = "digest", "每日汇总"
        NONE = "none", "不发邮件"

    user = models.ForeignKey(
        "accounts.User", verbose_name="用户", on_delete=models.CASCADE, related_name="message_preferences"
    )
    group = models.CharField("消息类别", max_length=12, choices=Group)
    mail = models.CharField("邮件", max_length=8, choices=Mail, default=Mail.NOW)
    sms = models.BooleanField("短信", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "接收方式"
        ordering = ["user", "group"]
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="preference_once_per_group")]

    def __str__(self) -> str:
        return f"{self.user} {self.get_group_display()}"


class Wording(models.Model):
    """How a message of one event is worded (消息模板), for one policy or for all; the program's own words where there is none."""

    event = models.CharField("事件", max_length=20, choices=Event)
    policy_code = models.CharField("限定政策", max_length=80, blank=True, help_text="留空表示全部政策")
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", max_length=2000)
    changed_by = models.ForeignKey("accounts.User", verbose_name="修改人", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "消息模板"
        ordering = [F("policy_code"), "event"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "policy_code"],
                name="wording_once_per_event_and_policy",
                violation_error_message="该政策的这一事件已有模板",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.policy_code or '全部政策'}"

"""What makes a case look twice paid or untrue (疑点), the marks by which cases are compared, and how officers settled it."""

from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY


class CaseMark(models.Model):
    """A number by which a filed case is compared with others (比对标识): an account, a patent, an invoice, a contract."""

    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.CASCADE, related_name="marks"
    )
    kind = models.CharField("类别", max_length=20)
    value = models.CharField("规范化的值", max_length=120)
    shown = models.CharField("填报的值", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "比对标识"
        indexes = [models.Index(fields=["kind", "value"], name="mark_same_value")]
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "value"], name="mark_once_per_case"),
            models.CheckConstraint(condition=~Q(value=""), name="mark_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.shown}"


class EnterpriseTrait(models.Model):
    """What relates enterprises to each other (关联特征), normalised: an account, an address, a person in law or control."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", "同一银行账号"
        ADDRESS = "address", "同一地址"
        PERSON = "person", "法定代表人同名"
        CONTROLLER = "controller", "实际控制人相同"

    enterprise = models.ForeignKey(
        "accounts.Enterprise", verbose_name="企业", on_delete=models.CASCADE, related_name="traits"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind)
    value = models.CharField("规范化的值", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "关联特征"
        indexes = [models.Index(fields=["kind", "value"], name="trait_same_value")]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "kind", "value"], name="trait_once_per_enterprise"),
            models.CheckConstraint(condition=~Q(value=""), name="trait_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


class Flag(models.Model):
    """A flag (疑点) on a case: one sentence, what it compares, and how it was settled.

    A hold (暂缓) keeps the case from being recommended and countersigned until it is explained. `words` name no other
    enterprise: who may not read the other case reads them as well.
    """

    class Kind(models.TextChoices):
        SAME_DOCUMENT = "same_document", "同一文件"
        SAME_NUMBER = "same_number", "同一编号"
        SAME_ACCOUNT = "same_account", "同一账号"
        ACCOUNT_NAME = "account_name", "户名不符"
        FIGURE = "figure", "数据突变"
        REGISTER = "register", "与登记数据不一致"
        CREDIT = "credit", "信用名单"
        DOUBLE_CLAIM = "double_claim", "重复申报"
        EXCLUSIVE = "exclusive", "不得同时享受"

    class Severity(models.TextChoices):
        LOW = "low", "提示"
        MEDIUM = "medium", "一般"
        HIGH = "high", "重大"

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        EXPLAINED = "explained", "已说明，排除"
        CONFIRMED = "confirmed", "属实"
        GONE = "gone", "已消除"

    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="flags"
    )
    kind = models.CharField("类别", max_length=20, choices=Kind)
    key = models.CharField("标识", max_length=200)
    other = models.ForeignKey(
        "applications.Application",
        verbose_name="另一办件",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    severity = models.CharField("程度", max_length=10, choices=Severity)
    is_hold = models.BooleanField("暂缓办理", default=False)
    words = models.TextField("说明")
    evidence = models.JSONField("比对内容", default=dict)
    raised_at = models.DateTimeField("提出时间")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    settled_by = models.ForeignKey(
        "accounts.User", verbose_name="处理人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    reason = models.TextField("处理理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "疑点"
        ordering = ["-is_hold", "raised_at", "pk"]
        indexes = [models.Index(fields=["application", "state"], name="flag_of_case")]
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "key"], name="flag_once"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "gone"])
                | (Q(settled_by__isnull=False, settled_at__isnull=False) & ~Q(reason="")),
                name="flag_settled_with_reason",
                violation_error_message="处理疑点须写明理由并记录处理人",
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(other=models.F("application")),
                name="flag_other_is_another",
                violation_error_message="疑点比对的须是另一办件",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.words}"

    @property
    def is_holding(self) -> bool:
        """Tell whether it keeps the case from being decided: a hold not explained, or found true."""
        return self.is_hold and self.state in (self.State.OPEN, self.State.CONFIRMED)

    @property
    def needs_chief(self) -> bool:
        """Tell whether only a chief may settle it."""
        return self.is_hold and self.severity == self.Severity.HIGH


class FlagDecision(models.Model):
    """One decision on a flag (疑点处理记录), append-only: who settled it how, in which role and why."""

    flag = models.ForeignKey(Flag, verbose_name="疑点", on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField("处理结果", max_length=10, choices=Flag.State)
    by = models.ForeignKey("accounts.User", verbose_name="处理人", on_delete=models.PROTECT, related_name="+")
    role = models.CharField("角色", max_length=24)
    at = models.DateTimeField("时间")
    reason = models.TextField("理由")

    class Meta:
        verbose_name = verbose_name_plural = "疑点处理记录"
        ordering = ["at", "pk"]
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["explained", "confirmed"]) & ~Q(reason=""),
                name="flag_decision_has_reason",
                violation_error_message="请写明处理理由",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}：{self.reason}"

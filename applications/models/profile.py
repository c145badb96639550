"""What an enterprise is and achieved, by period (企业档案): nothing here is overwritten, the newest row counts."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.append_only import APPEND_ONLY
from accounts.models import Enterprise
from applications.models.profile_imports import RegisterImport


class ProfileSource(models.TextChoices):
    """Who says so (来源)."""

    DECLARED = "declared", "企业填报"
    REGISTER = "register", "部门登记"
    CASE = "case", "以往申报"


def register_has_line(name: str) -> models.CheckConstraint:
    """Return the constraint that a register's row names its import and line, and no other row does."""
    told = Q(source="register", imported__isnull=False, line__isnull=False)
    return models.CheckConstraint(
        condition=told | (~Q(source="register") & Q(imported__isnull=True, line__isnull=True)),
        name=name,
        violation_error_message="部门登记的数据须注明导入批次和行号",
    )


class ProfileRows(models.QuerySet):
    """Profile rows that count: entered by the enterprise, or by an import that is finished and not undone."""

    def standing(self) -> Self:
        """Leave out the rows of imports that are not finished or were undone."""
        return self.filter(Q(imported__isnull=True) | Q(imported__state=RegisterImport.State.DONE))

    def newest(self, enterprise: Enterprise) -> Self:
        """Keep the newest row of each name, period and side (the enterprise's, the registers')."""
        rows = self.standing().filter(enterprise=enterprise).annotate(is_register=Q(source="register"))
        place = ("name", "period", "is_register")
        return rows.order_by(*place, "-entered_at", "-pk").distinct(*place).select_related("imported__bureau")


class ProfileFact(models.Model):
    """One value of the profile (档案数据): an item, a period, and where the value came from. Append-only.

    `period` is empty, a year "2025" or a month "2025-03"; `value` null says that the value was taken back.
    """

    enterprise = models.ForeignKey(
        "accounts.Enterprise", verbose_name="企业", on_delete=models.PROTECT, related_name="profile_facts"
    )
    name = models.CharField("项目", max_length=60)
    period = models.CharField("所属期", max_length=7, blank=True)
    value = models.JSONField("值", null=True)
    source = models.CharField("来源", max_length=10, choices=ProfileSource)
    as_of = models.DateField("数据日期", null=True, blank=True)
    evidence = models.CharField("依据", max_length=200, blank=True)
    application = models.ForeignKey(
        "applications.Application",
        verbose_name="申报",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    imported = models.ForeignKey(
        RegisterImport, verbose_name="导入批次", null=True, blank=True, on_delete=models.PROTECT, related_name="facts"
    )
    line = models.PositiveIntegerField("行号", null=True, blank=True)
    entered_by = models.ForeignKey("accounts.User", verbose_name="录入人", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("录入时间")

    objects = ProfileRows.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "档案数据"
        triggers = APPEND_ONLY
        ordering = ["name", "period", "entered_at", "id"]
        indexes = [models.Index(fields=["enterprise", "name", "period"], name="profile_of_enterprise")]
        constraints = [
            models.CheckConstraint(
                condition=Q(period__regex=r"^([0-9]{4}(-(0[1-9]|1[0-2]))?)?$"),
                name="profile_period_known",
                violation_error_message="所属期应为空、年份（2025）或月份（2025-03）",
            ),
            register_has_line("profile_register_has_line"),
            models.CheckConstraint(
                condition=Q(source="case", application__isnull=False)
                | (~Q(source="case") & Q(application__isnull=True)),
                name="profile_case_is_named",
                violation_error_message="来自申报的数据须注明办件",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.period} = {self.value}"


class ProfileEntry(models.Model):
    """One entry of the profile with a validity (档案条目): a title, a credit list, the 规上 library, a patent."""

    class Kind(models.TextChoices):
        TITLE = "title", "资质荣誉"
        CREDIT = "credit", "失信名单"
        LIBRARY = "library", "统计名录库"
        PATENT = "patent", "专利"

    enterprise = models.ForeignKey(
        "accounts.Enterprise", verbose_name="企业", on_delete=models.PROTECT, related_name="profile_entries"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind)
    name = models.CharField("名称", max_length=100)
    number = models.CharField("证书（文书）号", max_length=80, blank=True)
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_to = models.DateField("有效期止", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    source = models.CharField("来源", max_length=10, choices=ProfileSource)
    imported = models.ForeignKey(
        RegisterImport, verbose_name="导入批次", null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    line = models.PositiveIntegerField("行号", null=True, blank=True)
    entered_by = models.ForeignKey("accounts.User", verbose_name="录入人", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("录入时间")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)
    removed_by = models.ForeignKey(
        "accounts.User", verbose_name="移除人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ProfileRows.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "档案条目"
        ordering = ["kind", "name", "-valid_from", "id"]
        indexes = [models.Index(fields=["enterprise", "kind"], name="entry_of_enterprise")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="entry_validity_in_order",
                violation_error_message="有效期止不得早于有效期起",
            ),
            register_has_line("entry_register_has_line"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="entry_removed_by_someone",
                violation_error_message="移除须记录经办人和时间",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "kind", "name", "number"],
                condition=Q(source="declared", removed_at__isnull=True),
                name="entry_declared_once",
                violation_error_message="同名同号的条目已经登记",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}".strip()

    def holds_on(self, day: date) -> bool:
        """Tell whether the entry is valid on `day`, both ends included; an open end never ends."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or self.valid_to >= day)


class BankAccount(models.Model):
    """A bank account of an enterprise (收款账户); the default one is also kept on the enterprise itself."""

    enterprise = models.ForeignKey(
        "accounts.Enterprise", verbose_name="企业", on_delete=models.PROTECT, related_name="bank_accounts"
    )
    account_name = models.CharField("户名", max_length=100)
    bank_name = models.CharField("开户银行（全称）", max_length=100)
    number = models.CharField("账号", max_length=40)
    is_default = models.BooleanField("默认账户", default=False)
    origin = models.CharField("来源", max_length=100, blank=True)
    entered_by = models.ForeignKey(
        "accounts.User", verbose_name="录入人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField("录入时间")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "收款账户"
        ordering = ["-is_default", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "number"],
                condition=Q(removed_at__isnull=True),
                name="bank_account_once",
                violation_error_message="这个账号已经登记",
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(removed_at__isnull=True, is_default=True),
                name="bank_account_one_default",
                violation_error_message="默认账户只能有一个",
            ),
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9]{8,32}$"),
                name="bank_account_digits",
                violation_error_message="银行账号应为 8 至 32 位数字",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(is_default=False),
                name="bank_account_removed_is_no_default",
                violation_error_message="默认账户不能移除，请先另设默认账户",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_name} {self.number}"

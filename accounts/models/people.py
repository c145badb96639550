from datetime import date

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When


class User(AbstractUser):
    """A person who signs in (用户). What the person may do is in the role assignments, never here."""

    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("手机号", max_length=20, blank=True)
    large_type = models.BooleanField("关怀版", default=False)
    shortcuts = models.BooleanField("键盘快捷键", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.name or self.username


class Role(models.TextChoices):
    """What a person does in an enterprise or a bureau (角色)."""

    ENTERPRISE_ADMIN = "enterprise_admin", "企业管理员"
    APPLICANT_CLERK = "applicant_clerk", "企业经办人"
    PRINCIPAL = "principal", "企业负责人"
    PRELIMINARY_REVIEWER = "preliminary_reviewer", "初审员"
    FINAL_REVIEWER = "final_reviewer", "审定经办"
    CHIEF = "chief", "审定负责人"
    PUBLICITY_OFFICER = "publicity_officer", "公示经办"
    PAYMENT_MAKER = "payment_maker", "拨付经办"
    PAYMENT_CHECKER = "payment_checker", "拨付复核"
    POLICY_EDITOR = "policy_editor", "政策编制"
    POLICY_RELEASER = "policy_releaser", "政策发布"
    DATA_OFFICER = "data_officer", "数据归集员"
    EXPERT = "expert", "评审专家"
    SUPERVISOR = "supervisor", "监督员"
    BUREAU_ADMIN = "bureau_admin", "部门管理员"


ENTERPRISE_ROLES = (Role.ENTERPRISE_ADMIN, Role.APPLICANT_CLERK, Role.PRINCIPAL)
BUREAU_ROLES = tuple(role for role in Role if role not in ENTERPRISE_ROLES)
# One person never holds two roles of one duty at once: who recommends does not approve, who makes does not check,
# who drafts a policy version does not release it.
DUTIES = {
    "approval": (Role.FINAL_REVIEWER, Role.CHIEF),
    "payment": (Role.PAYMENT_MAKER, Role.PAYMENT_CHECKER),
    "policy": (Role.POLICY_EDITOR, Role.POLICY_RELEASER),
}


class RoleAssignmentQuerySet(models.QuerySet):
    """Role assignments asked by date."""

    def in_force(self, today: date) -> "RoleAssignmentQuerySet":
        """Keep the assignments in force on `today`: both ends included, an ended one counts no more."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=today), valid_from__lte=today, ended_at__isnull=True
        )

    def not_over(self, today: date) -> "RoleAssignmentQuerySet":
        """Keep the assignments in force on `today` or later."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), ended_at__isnull=True)


class RoleAssignment(models.Model):
    """A role of one person (角色授权): in a bureau or an enterprise, for all policies or one, between two dates."""

    user = models.ForeignKey(User, verbose_name="用户", on_delete=models.PROTECT, related_name="roles")
    role = models.CharField("角色", max_length=24, choices=Role)
    bureau = models.ForeignKey(
        "accounts.Bureau", verbose_name="部门", null=True, blank=True, on_delete=models.PROTECT, related_name="roles"
    )
    enterprise = models.ForeignKey(
        "accounts.Enterprise",
        verbose_name="企业",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="roles",
    )
    policy_code = models.CharField("限定政策", max_length=80, blank=True, help_text="留空表示全部政策")
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    granted_by = models.ForeignKey(
        User, verbose_name="授权人", null=True, blank=True, on_delete=models.PROTECT, related_name="granted_roles"
    )
    ended_at = models.DateTimeField("收回时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        User, verbose_name="收回人", null=True, blank=True, on_delete=models.PROTECT, related_name="ended_roles"
    )
    duty = models.GeneratedField(
        expression=Case(
            *[When(role__in=[str(role) for role in roles], then=Value(duty)) for duty, roles in DUTIES.items()],
            default=Value(""),
        ),
        output_field=models.CharField(max_length=12),
        db_persist=True,
    )

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "角色授权"
        ordering = ["role", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=ENTERPRISE_ROLES, enterprise__isnull=False, bureau__isnull=True)
                | Q(role__in=BUREAU_ROLES, bureau__isnull=False, enterprise__isnull=True),
                name="role_belongs_to_bureau_or_enterprise",
                violation_error_message="企业角色须指定企业，部门角色须指定部门",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="role_validity_in_order",
                violation_error_message="失效日期不得早于生效日期",
            ),
            models.CheckConstraint(
                condition=Q(policy_code__regex=r"^([a-z0-9]+(-[a-z0-9]+)*)?$"),
                name="role_policy_code_format",
                violation_error_message="政策代码只能由小写字母、数字和连字符组成",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="role_ended_by_someone",
                violation_error_message="收回角色须记录收回人和时间",
            ),
            ExclusionConstraint(
                name="role_incompatible_duties",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("duty", RangeOperators.EQUAL),
                    ("role", RangeOperators.NOT_EQUAL),
                    (
                        Func(F("valid_from"), F("valid_to"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(duty="") & Q(ended_at__isnull=True),
                violation_error_message="岗位不相容：同一人不得同时担任审定经办与审定负责人、拨付经办与拨付复核，或政策编制与政策发布",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "bureau", "enterprise", "policy_code"],
                condition=Q(valid_to__isnull=True, ended_at__isnull=True),
                nulls_distinct=False,
                name="role_granted_once",
                violation_error_message="该用户已有此角色",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"

"""The parts of a case's review."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import Role, User


class LimitUnit(models.TextChoices):
    """In which days a time limit (时限) is counted."""

    WORKING = "working", "工作日"
    CALENDAR = "calendar", "自然日"


class LimitBasis(models.TextChoices):
    """Who sets a time limit: the policy document, or the bureau with its round."""

    DOCUMENT = "document", "文件规定"
    PROMISE = "promise", "部门承诺"


class ReviewTask(models.Model):
    """One bureau's part of one stage of a case (审核任务); a joint stage has one per bureau, all must pass."""

    class Kind(models.TextChoices):
        ACCEPTANCE = "acceptance", "受理"
        PRELIMINARY_REVIEW = "preliminary_review", "初审"
        SITE_CHECK = "site_check", "现场核查"
        EXPERT_REVIEW = "expert_review", "专家评审"
        FINAL_REVIEW = "final_review", "审定"
        COUNTERSIGN = "countersign", "会签"
        CORRECTION_APPROVAL = "correction_approval", "再次补正审批"

    class State(models.TextChoices):
        OPEN = "open", "待办"
        DONE = "done", "已办"
        CANCELLED = "cancelled", "已取消"

    class Outcome(models.TextChoices):
        PASSED = "passed", "通过"
        RECOMMENDED = "recommended", "拟同意"
        APPROVED = "approved", "会签通过"
        SENT_BACK = "sent_back", "退回经办"
        RETURNED = "returned", "退回补正"
        REJECTED = "rejected", "不予通过"
        GRANTED = "granted", "同意再次告知"
        REFUSED = "refused", "不同意再次告知"

    ROLE_OF_KIND = {
        Kind.ACCEPTANCE: Role.PRELIMINARY_REVIEWER,
        Kind.PRELIMINARY_REVIEW: Role.PRELIMINARY_REVIEWER,
        Kind.SITE_CHECK: Role.PRELIMINARY_REVIEWER,
        Kind.EXPERT_REVIEW: Role.PRELIMINARY_REVIEWER,
        Kind.FINAL_REVIEW: Role.FINAL_REVIEWER,
        Kind.COUNTERSIGN: Role.CHIEF,
        Kind.CORRECTION_APPROVAL: Role.CHIEF,
    }

    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="tasks"
    )
    stage = models.CharField("环节", max_length=40)
    title = models.CharField("环节名称", max_length=60)
    kind = models.CharField("类别", max_length=20, choices=Kind)
    bureau = models.ForeignKey("accounts.Bureau", verbose_name="部门", on_delete=models.PROTECT, related_name="tasks")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    outcome = models.CharField("结论", max_length=12, choices=Outcome, blank=True)
    opened_at = models.DateTimeField("开始时间")
    due_on = models.DateField("办理时限", null=True, blank=True)
    counted_from = models.DateField("起算事件日期", null=True, blank=True)
    limit_days = models.PositiveSmallIntegerField("时限天数", null=True, blank=True)
    limit_unit = models.CharField("时限单位", max_length=8, choices=LimitUnit, default=LimitUnit.WORKING)
    limit_basis = models.CharField("时限依据", max_length=8, choices=LimitBasis, blank=True)
    used_before = models.PositiveSmallIntegerField("此前已用天数", default=0)
    used_days = models.PositiveSmallIntegerField("办结时已用天数", null=True, blank=True)
    holder = models.ForeignKey(
        "accounts.User",
        verbose_name="承办人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="held_tasks",
    )
    held_until = models.DateTimeField("领取有效至", null=True, blank=True, help_text="分派的任务没有期限")
    decided_by = models.ForeignKey(
        "accounts.User", verbose_name="办理人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_for = models.ForeignKey(
        "accounts.User", verbose_name="被代理人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)
    opinion = models.TextField("意见", blank=True)
    invalidated_at = models.DateTimeField("失效时间", null=True, blank=True)
    invalidated_because = models.TextField("失效原因", blank=True)
    checked = models.JSONField("已核对事项", default=list)
    proposed_yuan = models.DecimalField("拟定金额（元）", max_digits=16, decimal_places=2, null=True, blank=True)
    proposed_title = models.CharField("拟认定称号", max_length=80, blank=True)
    difference_reason = models.TextField("与测算不一致的理由", blank=True)
    reading = models.CharField("裁定采用的口径", max_length=80, blank=True)
    ruling_reason = models.TextField("裁定理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审核任务"
        ordering = ["due_on", "opened_at", "id"]
        indexes = [models.Index(fields=["bureau", "kind", "state", "due_on"], name="review_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "stage", "kind", "bureau"],
                condition=Q(state="open"),
                name="task_open_once_per_bureau",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(outcome=""),
                name="task_done_by_someone",
                violation_error_message="已办任务须有办理人、时间和结论",
            ),
            models.CheckConstraint(
                condition=Q(invalidated_at__isnull=True, invalidated_because="")
                | Q(invalidated_at__isnull=False, outcome="passed") & ~Q(invalidated_because=""),
                name="task_invalidated_pass_has_reason",
                violation_error_message="通过意见失效须写明原因",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="recommended")
                | Q(proposed_yuan__isnull=False, proposed_yuan__gt=0, proposed_title="")
                | Q(proposed_yuan__isnull=True) & ~Q(proposed_title=""),
                name="task_recommended_with_amount",
                violation_error_message="拟同意须填写金额或拟认定称号",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["returned", "rejected", "sent_back", "refused"]) | ~Q(opinion=""),
                name="task_refusal_has_reason",
                violation_error_message="退回或不予通过须写明理由",
            ),
            models.CheckConstraint(
                condition=Q(held_until__isnull=True) | Q(holder__isnull=False),
                name="task_lease_has_holder",
                violation_error_message="领取有效期须有承办人",
            ),
            models.CheckConstraint(
                condition=Q(decided_for__isnull=True)
                | Q(decided_by__isnull=False) & ~Q(decided_for=models.F("decided_by")),
                name="task_decided_for_another",
                violation_error_message="代理办理须由被代理人以外的人办理",
            ),
            models.CheckConstraint(
                condition=Q(limit_days__isnull=True, limit_basis="")
                | Q(limit_days__isnull=False, limit_days__gt=0, counted_from__isnull=False) & ~Q(limit_basis=""),
                name="task_limit_has_basis_and_event",
                violation_error_message="办理时限须写明天数、依据和起算日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.title}"

    @classmethod
    def kinds_of(cls, role: str) -> list[str]:
        """Return the kinds of task that a role decides."""
        return [kind for kind, holder in cls.ROLE_OF_KIND.items() if holder == role]

    @property
    def todo_key(self) -> str:
        """Return the matter (所办事项) under which the bureau's people are told that the task waits for them."""
        return f"task-{self.pk}"

    @property
    def role(self) -> str:
        """Return the role that decides this kind of task."""
        return self.ROLE_OF_KIND[self.Kind(self.kind)]

    @property
    def is_assigned(self) -> bool:
        """Tell whether a chief assigned the task (分派): it then stays with its holder until it is decided."""
        return self.holder_id is not None and self.held_until is None

    def holder_at(self, at: datetime) -> User | None:
        """Return who holds the task at `at`; nobody once the lease (领取) has ended."""
        is_over = self.held_until is not None and self.held_until <= at
        return None if is_over else self.holder

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.append_only import APPEND_ONLY
from accounts.models import Notification, Role, User
from applications.ports import money_desk
from applications.workflow import APPLICANT_WORDS, FINAL, Action, Status, allowed_move


class ApplicationQuerySet(models.QuerySet):
    """Applications, by whether they are under way, loaded as lists show them."""

    def live(self) -> Self:
        """Keep the applications that are still under way."""
        return self.exclude(status__in=FINAL)

    def for_list(self) -> Self:
        """Load what a line of any list shows."""
        return self.select_related("enterprise", "round__policy", "region__parent", "version")


class Application(models.Model):
    """An application (申报), a case (办件) once filed; pinned to the policy version of its round."""

    number = models.CharField("办件编号", max_length=24, unique=True)
    enterprise = models.ForeignKey(
        "accounts.Enterprise", verbose_name="企业", on_delete=models.PROTECT, related_name="applications"
    )
    round = models.ForeignKey(
        "policies.ApplicationRound", verbose_name="申报批次", on_delete=models.PROTECT, related_name="applications"
    )
    version = models.ForeignKey(
        "policies.PolicyVersion", verbose_name="政策版本", on_delete=models.PROTECT, related_name="applications"
    )
    region = models.ForeignKey(
        "accounts.Region", verbose_name="受理区划", on_delete=models.PROTECT, related_name="applications"
    )
    status = models.CharField("状态", max_length=24, choices=Status, default=Status.DRAFT)
    status_since = models.DateTimeField("状态起始时间")
    created_by = models.ForeignKey("accounts.User", verbose_name="经办人", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("创建时间")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    saved_at = models.DateTimeField("最近保存", null=True, blank=True)
    saved_version = models.PositiveIntegerField("内容版次", default=0)
    saved_tab = models.CharField("保存内容的窗口", max_length=36, blank=True)
    committed_by = models.ForeignKey(
        "accounts.User", verbose_name="承诺人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    account_name = models.CharField("收款户名", max_length=100, blank=True)
    bank_name = models.CharField("开户银行（全称）", max_length=100, blank=True)
    bank_account = models.CharField("收款账号", max_length=40, blank=True)
    estimated_yuan = models.DecimalField("测算金额（元）", max_digits=16, decimal_places=2, null=True, blank=True)
    title = models.CharField("认定称号", max_length=80, blank=True)  # a title instead of money
    approved_yuan = models.DecimalField("核定金额（元）", max_digits=16, decimal_places=2, null=True, blank=True)

    # For whom the next act is done: an official who stands in for an absent colleague says so here (代).
    on_behalf_of: User | None = None

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["status", "status_since"], name="application_queue"),
            models.Index(fields=["enterprise", "status"], name="application_of_enterprise"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "round"],
                condition=~Q(status__in=["not_accepted", "rejected", "withdrawn"]),
                name="application_one_live_per_round",
                violation_error_message="本企业在该批次已有一件申报",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values),
                name="application_status_known",
                violation_error_message="未知状态",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "awaiting_certification", "withdrawn"])
                | Q(submitted_at__isnull=False, committed_by__isnull=False),
                name="application_filed_with_commitment",
                violation_error_message="提交的申报须有提交时间和承诺人",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["awaiting_agreement", "awaiting_disbursement", "payment_failed", "disbursed"])
                | Q(approved_yuan__isnull=False, approved_yuan__gt=0, title=""),
                name="application_approved_has_amount",
                violation_error_message="审定通过的办件须有核定金额",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["awaiting_publicity", "in_publicity"])
                | Q(approved_yuan__isnull=False, approved_yuan__gt=0, title="")
                | Q(approved_yuan__isnull=True) & ~Q(title=""),
                name="application_published_amount_or_title",
                violation_error_message="公示的办件须有核定金额或拟认定称号，且只有其一",
            ),
            models.CheckConstraint(
                condition=~Q(status="recognised") | Q(approved_yuan__isnull=True) & ~Q(title=""),
                name="application_recognised_has_title",
                violation_error_message="已认定的办件须有称号，没有金额",
            ),
            models.CheckConstraint(
                condition=Q(bank_account__regex=r"^[0-9]{0,40}$"),
                name="application_bank_account_digits",
                violation_error_message="银行账号只能是数字",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(submitted_at__gte=F("created_at")),
                name="application_submitted_after_created",
                violation_error_message="提交时间不得早于创建时间",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.enterprise}"

    @property
    def policy(self):
        """Return the policy that the application claims under."""
        return self.round.policy

    @property
    def applicant_status(self) -> str:
        """Return the status in the enterprise's words (待您补正 where officials read 退回补正)."""
        return APPLICANT_WORDS[Status(self.status)]

    @property
    def todo_key(self) -> str:
        """Return the matter (所办事项) under which people are told that the case waits for them in its present status."""
        return f"case-{self.number}"

    @property
    def is_editable(self) -> bool:
        """Tell whether the enterprise may change facts or documents now."""
        return self.status in (Status.DRAFT, Status.RETURNED)

    def move(
        self, action: Action, *, by: User | None, role: str, at: datetime, reason: str = "", bureau=None, **changes
    ) -> "StatusHistory":
        """Make one move of the workflow table and write it into the status history (状态流水).

        A changed status clears the to-dos that the old one had opened. Locks the row: call it inside a transaction.
        `changes` are further fields saved with the status.
        Raises NotAllowed where the table has no such move from the status now stored, or not for `role`.
        """
        stored = Application.objects.select_for_update(no_key=True).only("status").get(pk=self.pk)
        row = allowed_move(stored.status, action, role)
        for name, value in {**changes, "status": row.target}.items():
            setattr(self, name, value)
        if row.target != row.source:
            self.status_since = at
        self.save(update_fields=["status", "status_since", *changes])
        if row.target != row.source:
            Notification.objects.filter(key=self.todo_key, done_at__isnull=True).update(done_at=at)
            money_desk().follow(self, row.source, by, at)
        return StatusHistory.objects.create(
            application=self,
            action=action,
            source=row.source,
            target=row.target,
            actor=by,
            on_behalf_of=self.on_behalf_of,
            role=role,
            bureau=bureau,
            reason=reason,
            at=at,
        )


class StatusHistory(models.Model):
    """One act on a case (状态流水): who did what, when, in which role and why. Append-only in the database."""

    application = models.ForeignKey(Application, verbose_name="办件", on_delete=models.PROTECT, related_name="history")
    action = models.CharField("动作", max_length=30, choices=Action)
    source = models.CharField("原状态", max_length=24, choices=Status)
    target = models.CharField("新状态", max_length=24, choices=Status)
    actor = models.ForeignKey(
        "accounts.User", verbose_name="办理人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    on_behalf_of = models.ForeignKey(
        "accounts.User", verbose_name="被代理人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField("角色", max_length=24, choices=[*Role.choices, ("system", "系统")])
    bureau = models.ForeignKey(
        "accounts.Bureau", verbose_name="部门", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("意见", blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "状态流水"
        triggers = APPEND_ONLY
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(
                    action__in=[
                        "decline",
                        "return_for_correction",
                        "ask_second_notice",
                        "refuse_second_notice",
                        "invalidate_pass",
                        "refuse_acceptance",
                        "forfeit_gap",
                        "recuse",
                        "reject",
                        "send_back",
                        "uphold_objection",
                        "remove_from_notice",
                        "take_off_notice",
                        "fail_payment",
                        "return_transfer",
                        "cease_payment",
                        "cancel_agreement",
                    ]
                )
                | ~Q(reason=""),
                name="history_refusal_has_reason",
                violation_error_message="退回、不予通过等须写明理由",
            ),
            models.CheckConstraint(
                condition=Q(role="system", actor__isnull=True) | (~Q(role="system") & Q(actor__isnull=False)),
                name="history_actor_unless_system",
                violation_error_message="须记录办理人",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.at:%Y-%m-%d %H:%M}"

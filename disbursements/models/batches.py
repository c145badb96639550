from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Count, F, Q, Sum

from accounts.append_only import APPEND_ONLY

# What was computed, approved and copied into a payment is never rewritten; only how it went is added.
FROZEN_PAYMENT = pgtrigger.Trigger(
    name="frozen_payment",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange(
        exclude=["state", "failure_reason", "settled_by", "settled_at", "returned_by", "returned_at"]
    ),
    func="RAISE EXCEPTION 'a payment is not rewritten';",
)
SETTLED_PAYMENT = pgtrigger.Protect(
    name="settled_payment",
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__state__in=["failed", "removed", "returned"])
    | pgtrigger.Q(old__state="paid") & ~pgtrigger.Q(new__state="returned"),
)
KEPT_PAYMENT = pgtrigger.Protect(name="kept_payment", operation=pgtrigger.Delete)


class PaymentBatchQuerySet(models.QuerySet):
    """Payment batches, loaded as lists show them."""

    def for_list(self) -> Self:
        """Load what a line of any list of batches shows: round, bureau, people, count and sum of its live lines."""
        live = ~Q(payments__state="removed")
        found = self.select_related(
            "round__policy", "bureau__region", "fund", "made_by", "first_checked_by", "released_by"
        ).annotate(line_count=Count("payments", filter=live), total_yuan=Sum("payments__amount_yuan", filter=live))
        return found.order_by("-made_at", "-pk")


class PaymentBatch(models.Model):
    """A payment batch (拨付批次): built by a maker, released by another person, settled line by line."""

    class State(models.TextChoices):
        DRAFT = "draft", "编制中"
        SUBMITTED = "submitted", "待复核"
        RELEASED = "released", "已放行，待银行回单"
        SETTLED = "settled", "已办结，待对账"
        CLOSED = "closed", "已对账关闭"
        CANCELLED = "cancelled", "已作废"

    number = models.CharField("批次号", max_length=20, unique=True)
    round = models.ForeignKey(
        "policies.ApplicationRound", verbose_name="申报批次", on_delete=models.PROTECT, related_name="batches"
    )
    bureau = models.ForeignKey(
        "accounts.Bureau", verbose_name="拨付部门", on_delete=models.PROTECT, related_name="batches"
    )
    fund = models.ForeignKey(
        "disbursements.Fund", verbose_name="专项资金", null=True, on_delete=models.PROTECT, related_name="batches"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey("accounts.User", verbose_name="编制人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("编制时间")
    submitted_at = models.DateTimeField("提交复核时间", null=True, blank=True)
    first_checked_by = models.ForeignKey(
        "accounts.User", verbose_name="首位复核人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_by = models.ForeignKey(
        "accounts.User", verbose_name="复核人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField("放行时间", null=True, blank=True)
    sent_at = models.DateTimeField("送银行时间", null=True, blank=True)
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = PaymentBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "拨付批次"
        ordering = ["-made_at", "-id"]
        triggers = [
            pgtrigger.Protect(name="kept_batch", operation=pgtrigger.Delete),
            # those from before there were funds have none
            pgtrigger.Protect(
                name="funded_batch", operation=pgtrigger.Insert, condition=pgtrigger.Q(new__fund_id__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["bureau", "state"], name="batch_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "released", "settled", "closed", "cancelled"]),
                name="batch_state_known",
                violation_error_message="未知的批次状态",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("made_by")),
                name="batch_maker_is_not_checker",
                violation_error_message="编制人与复核人不得为同一人",
            ),
            models.CheckConstraint(
                condition=Q(first_checked_by__isnull=True)
                | ~Q(first_checked_by=F("made_by"))
                & (Q(released_by__isnull=True) | ~Q(first_checked_by=F("released_by"))),
                name="batch_two_checkers_differ",
                violation_error_message="两位复核人不得为同一人，也不得为编制人",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["released", "settled", "closed"])
                | Q(released_by__isnull=False, released_at__isnull=False, submitted_at__isnull=False),
                name="batch_released_by_someone",
                violation_error_message="放行的批次须记录复核人和时间",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["settled", "closed"]) | Q(settled_at__isnull=False),
                name="batch_settled_at_known",
                violation_error_message="办结的批次须记录时间",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def todo_key(self) -> str:
        """Return the matter (所办事项) under which makers and checkers are told that it waits for them."""
        return f"batch-{self.number}"


class Payment(models.Model):
    """A payment (拨付) of one determination to one account, copied when the batch was built.

    At most one payment of a case is pending, released or paid at any time: nothing is ever paid twice.
    """

    class State(models.TextChoices):
        PENDING = "pending", "待放行"
        RELEASED = "released", "已放行"
        PAID = "paid", "已拨付"
        FAILED = "failed", "拨付失败"
        RETURNED = "returned", "已退汇"
        REMOVED = "removed", "已移出批次"

    batch = models.ForeignKey(PaymentBatch, verbose_name="批次", on_delete=models.PROTECT, related_name="payments")
    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="payments"
    )
    determination = models.ForeignKey(
        "reviews.Determination", verbose_name="核定", on_delete=models.PROTECT, related_name="payments"
    )
    allocation_line = models.ForeignKey(
        "disbursements.AllocationLine",
        verbose_name="分配依据",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payments",
    )
    amount_yuan = models.DecimalField("金额（元）", max_digits=16, decimal_places=2)
    account_name = models.CharField("收款户名", max_length=100)
    bank_name = models.CharField("开户银行", max_length=100)
    bank_account = models.CharField("收款账号", max_length=40)
    idempotency_key = models.CharField("业务流水号", max_length=40, unique=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PENDING)
    failure_reason = models.CharField("失败原因", max_length=200, blank=True)
    settled_by = models.ForeignKey(
        "accounts.User", verbose_name="结果登记人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField("结果登记时间", null=True, blank=True)
    returned_by = models.ForeignKey(
        "accounts.User", verbose_name="退汇登记人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    returned_at = models.DateTimeField("退汇登记时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "拨付"
        ordering = ["batch", "id"]
        triggers = [FROZEN_PAYMENT, SETTLED_PAYMENT, KEPT_PAYMENT]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=["pending", "released", "paid"]),
                name="payment_live_once",
                violation_error_message="该办件已在拨付中或已拨付",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "released", "paid", "failed", "returned", "removed"]),
                name="payment_state_known",
                violation_error_message="未知的拨付状态",
            ),
            models.CheckConstraint(
                condition=Q(amount_yuan__gt=0),
                name="payment_amount_positive",
                violation_error_message="拨付金额须大于零",
            ),
            models.CheckConstraint(
                condition=~Q(account_name="") & ~Q(bank_name="") & Q(bank_account__regex=r"^[0-9]{6,40}$"),
                name="payment_account_whole",
                violation_error_message="收款户名、开户银行和账号须完整",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "returned"]) | ~Q(failure_reason=""),
                name="payment_failed_with_reason",
                violation_error_message="拨付失败和退汇须写明原因",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["paid", "failed", "returned"])
                | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="payment_settled_by_someone",
                violation_error_message="拨付结果须记录登记人和时间",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | Q(returned_by__isnull=False, returned_at__isnull=False),
                name="payment_returned_by_someone",
                violation_error_message="退汇须记录登记人和时间",
            ),
        ]

    def __str__(self) -> str:
        return self.idempotency_key


class BatchEvent(models.Model):
    """One act on a batch (批次流水): who did what, when and why. Append-only in the database."""

    class Action(models.TextChoices):
        BUILD = "build", "编制"
        REMOVE = "remove", "移出办件"
        SUBMIT = "submit", "提交复核"
        RETURN = "return", "退回编制"
        CHECK = "check", "首次复核"
        RELEASE = "release", "复核放行"
        SEND = "send", "送银行"
        RECONCILE = "reconcile", "提交对账"
        REOPEN = "reopen", "退回对账"
        CLOSE = "close", "对账关闭"
        CANCEL = "cancel", "作废"
        SETTLE = "settle", "办结"

    batch = models.ForeignKey(PaymentBatch, verbose_name="批次", on_delete=models.PROTECT, related_name="events")
    action = models.CharField("动作", max_length=10, choices=Action)
    actor = models.ForeignKey("accounts.User", verbose_name="办理人", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "批次流水"
        triggers = APPEND_ONLY
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(action="return") | ~Q(reason=""),
                name="batch_return_has_reason",
                violation_error_message="退回须写明原因",
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.get_action_display()}"

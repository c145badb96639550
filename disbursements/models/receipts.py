"""What came back from the bank: receipt files, and the reconciliation that closes a batch."""

import pgtrigger
from django.db import models
from django.db.models import F, Q


class ReceiptFile(models.Model):
    """A bank receipt (银行回单) that was uploaded: previewed first, then recorded line by line. Its lines never change."""

    class State(models.TextChoices):
        CHECKED = "checked", "待确认"
        WORKING = "working", "登记中"
        APPLIED = "applied", "已登记"
        DISCARDED = "discarded", "已放弃"

    batch = models.ForeignKey(
        "disbursements.PaymentBatch", verbose_name="批次", on_delete=models.PROTECT, related_name="receipts"
    )
    name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField("文件摘要", max_length=64)
    lines = models.JSONField("回单行")
    state = models.CharField("状态", max_length=10, choices=State, default=State.CHECKED)
    done_count = models.PositiveIntegerField("已登记行数", default=0)
    errors = models.JSONField("未登记的行", default=list, blank=True)
    uploaded_by = models.ForeignKey("accounts.User", verbose_name="上传人", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    finished_at = models.DateTimeField("登记完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "银行回单"
        ordering = ["-uploaded_at", "-id"]
        triggers = [
            pgtrigger.Protect(name="kept_receipt", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="frozen_receipt",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__lines__df=pgtrigger.F("new__lines"))
                | pgtrigger.Q(old__sha256__df=pgtrigger.F("new__sha256")),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(finished_at__isnull=False),
                name="receipt_finished_at_known",
                violation_error_message="登记完成须有时间",
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.name}"

    @property
    def percent(self) -> int:
        """Return how much of the file is recorded, in whole percent."""
        return self.done_count * 100 // len(self.lines) if self.lines else 100


class Reconciliation(models.Model):
    """A reconciliation sheet (对账单) of a batch: what the bank moved against what is recorded; it closes at zero only.

    Made by one person and confirmed by another; a confirmed one never changes.
    """

    batch = models.ForeignKey(
        "disbursements.PaymentBatch", verbose_name="批次", on_delete=models.PROTECT, related_name="reconciliations"
    )
    total_yuan = models.DecimalField("批次合计（元）", max_digits=16, decimal_places=2)
    paid_yuan = models.DecimalField("已拨付（元）", max_digits=16, decimal_places=2)
    failed_yuan = models.DecimalField("拨付失败（元）", max_digits=16, decimal_places=2)
    returned_yuan = models.DecimalField("已退汇（元）", max_digits=16, decimal_places=2)
    bank_out_yuan = models.DecimalField("银行支出合计（元）", max_digits=16, decimal_places=2)
    bank_back_yuan = models.DecimalField("银行退回合计（元）", max_digits=16, decimal_places=2)
    made_by = models.ForeignKey("accounts.User", verbose_name="对账人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("对账时间")
    is_withdrawn = models.BooleanField("已退回", default=False)
    confirmed_by = models.ForeignKey(
        "accounts.User", verbose_name="复核人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "对账单"
        ordering = ["-made_at", "-id"]
        triggers = [
            pgtrigger.Protect(name="kept_sheet", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="confirmed_sheet",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__confirmed_at__isnull=False) | pgtrigger.Q(old__is_withdrawn=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_yuan=F("paid_yuan") + F("failed_yuan") + F("returned_yuan")),
                name="reconciliation_adds_up",
                violation_error_message="批次合计须等于已拨付、失败与退汇之和，不得有待回单的款项",
            ),
            models.CheckConstraint(
                condition=Q(bank_out_yuan=F("paid_yuan") + F("returned_yuan")) & Q(bank_back_yuan=F("returned_yuan")),
                name="reconciliation_closes_at_zero",
                violation_error_message="银行支出、退回与登记的拨付、退汇不一致，差额须为零",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("made_by")),
                name="reconciliation_two_people",
                violation_error_message="对账人不得复核自己的对账单",
            ),
            models.UniqueConstraint(
                fields=["batch"],
                condition=Q(is_withdrawn=False),
                name="reconciliation_once",
                violation_error_message="该批次已有对账单",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} 对账单"

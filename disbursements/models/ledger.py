"""The double-entry ledger (资金台账) of the funds: append-only entries, and balances that the database keeps."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY


class Account(models.TextChoices):
    """The accounts (科目) of a fund. The first two are where money comes from and stand negative; the rest hold it."""

    APPROPRIATED = "appropriated", "预算下达"
    RECEIVED = "received", "属地上缴转入"
    AVAILABLE = "available", "可用"
    RESERVED = "reserved", "已预留"
    COMMITTED = "committed", "已编入批次"
    PAID = "paid", "已拨付"
    RECOVERED = "recovered", "已追回"
    TRANSFERRED = "transferred", "已转上级"


SOURCES = (Account.APPROPRIATED.value, Account.RECEIVED.value)
IN_SIGN = Q(account__in=SOURCES, balance_yuan__lte=0) | ~Q(account__in=SOURCES) & Q(balance_yuan__gte=0)

POSTED = pgtrigger.Trigger(
    name="posted_entry",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    declare=[("of_fund", "bigint"), ("of_case", "bigint")],
    func="""
        SELECT fund_id, application_id INTO of_fund, of_case FROM disbursements_fundtransaction
            WHERE id = NEW.transaction_id;
        UPDATE disbursements_fundbalance SET balance_yuan = balance_yuan + NEW.amount_yuan
            WHERE fund_id = of_fund AND account = NEW.account;
        IF NOT FOUND THEN
            INSERT INTO disbursements_fundbalance (fund_id, account, balance_yuan)
                VALUES (of_fund, NEW.account, NEW.amount_yuan);
        END IF;
        IF of_case IS NOT NULL THEN
            UPDATE disbursements_casebalance SET balance_yuan = balance_yuan + NEW.amount_yuan
                WHERE fund_id = of_fund AND application_id = of_case AND account = NEW.account;
            IF NOT FOUND AND NEW.account <> 'available' THEN
                INSERT INTO disbursements_casebalance (fund_id, application_id, account, balance_yuan)
                    VALUES (of_fund, of_case, NEW.account, NEW.amount_yuan);
            END IF;
        END IF;
        RETURN NEW;
    """,
)
BALANCED = pgtrigger.Trigger(
    name="balanced_entries",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    func="""
        IF (SELECT SUM(amount_yuan) FROM disbursements_fundentry WHERE transaction_id = NEW.transaction_id) <> 0 THEN
            RAISE EXCEPTION 'the entries of a transaction do not sum to zero' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,
)


def only_posted(name: str) -> pgtrigger.Trigger:
    """Return the trigger by which a balance changes through a posted entry alone."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF pg_trigger_depth() < 2 THEN
                RAISE EXCEPTION 'a balance changes through a posted entry alone';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,
    )


class FundTransaction(models.Model):
    """One transaction (记账) of a fund: what happened, by whose act, for which case and payment. Append-only.

    `event_key` names the event; the same event is posted once, however often it is told.
    """

    class Kind(models.TextChoices):
        APPROPRIATE = "appropriate", "预算下达"
        ADJUST = "adjust", "预算调整"
        RESERVE = "reserve", "核定预留"
        RELEASE = "release", "释放预留"
        RECEIVE = "receive", "属地上缴转入"
        TRANSFER = "transfer", "上缴上级"
        COMMIT = "commit", "编入批次"
        UNCOMMIT = "uncommit", "移出批次"
        PAY = "pay", "拨付成功"
        FAIL = "fail", "拨付失败"
        RETURN = "return", "退汇"
        RECOVER = "recover", "追回"

    fund = models.ForeignKey(
        "disbursements.Fund", verbose_name="专项资金", on_delete=models.PROTECT, related_name="transactions"
    )
    kind = models.CharField("事项", max_length=12, choices=Kind)
    event_key = models.CharField("事项编号", max_length=80, unique=True)
    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", null=True, on_delete=models.PROTECT, related_name="+"
    )
    payment = models.ForeignKey(
        "disbursements.Payment", verbose_name="拨付", null=True, on_delete=models.PROTECT, related_name="+"
    )
    appropriation = models.ForeignKey(
        "disbursements.Appropriation", verbose_name="预算", null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(
        "accounts.User", verbose_name="办理人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "资金台账"
        ordering = ["-id"]
        triggers = APPEND_ONLY
        indexes = [models.Index(fields=["fund", "-id"], name="ledger_of_fund")]

    def __str__(self) -> str:
        return self.event_key


class FundEntry(models.Model):
    """One entry (分录) of a transaction: an account and what is added to it, negative for what leaves it. Append-only."""

    transaction = models.ForeignKey(
        FundTransaction, verbose_name="记账", on_delete=models.PROTECT, related_name="entries"
    )
    account = models.CharField("科目", max_length=12, choices=Account)
    amount_yuan = models.DecimalField("金额（元）", max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "台账分录"
        ordering = ["id"]
        triggers = [*APPEND_ONLY, POSTED, BALANCED]
        constraints = [
            models.UniqueConstraint(
                fields=["transaction", "account"],
                name="entry_once_per_account",
                violation_error_message="同一记账中每个科目只有一笔",
            ),
            models.CheckConstraint(
                condition=~Q(amount_yuan=0), name="entry_moves_something", violation_error_message="分录金额不得为零"
            ),
            models.CheckConstraint(
                condition=Q(account__in=Account.values),
                name="entry_account_known",
                violation_error_message="未知的科目",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_account_display()} {self.amount_yuan}"


class FundBalance(models.Model):
    """What stands on one account of a fund (科目余额), written by the ledger's trigger alone and never below zero."""

    fund = models.ForeignKey(
        "disbursements.Fund", verbose_name="专项资金", on_delete=models.PROTECT, related_name="balances"
    )
    account = models.CharField("科目", max_length=12, choices=Account)
    balance_yuan = models.DecimalField("余额（元）", max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "资金余额"
        triggers = [only_posted("posted_balance")]
        constraints = [
            models.UniqueConstraint(fields=["fund", "account"], name="balance_once"),
            models.CheckConstraint(
                condition=IN_SIGN,
                name="fund_balance_never_negative",
                violation_error_message="专项资金余额不足",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.get_account_display()} {self.balance_yuan}"


class CaseBalance(models.Model):
    """What stands on one account of a fund for one case (办件资金), written by the ledger's trigger alone."""

    fund = models.ForeignKey(
        "disbursements.Fund", verbose_name="专项资金", on_delete=models.PROTECT, related_name="case_balances"
    )
    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="fund_balances"
    )
    account = models.CharField("科目", max_length=12, choices=Account)
    balance_yuan = models.DecimalField("余额（元）", max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "办件资金余额"
        triggers = [only_posted("posted_case_balance")]
        constraints = [
            models.UniqueConstraint(fields=["application", "account", "fund"], name="case_balance_once"),
            models.CheckConstraint(
                condition=IN_SIGN,
                name="case_balance_never_negative",
                violation_error_message="该办件的预留资金不足",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.get_account_display()} {self.balance_yuan}"

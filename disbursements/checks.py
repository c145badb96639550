"""What maker and checker see of each line before they sign (拨付前核对): account, credit list, objection, money, earlier payments."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from applications.models import ProfileEntry
from disbursements.models import Account, CaseBalance, Payment, PaymentBatch
from publicity.models import Objection

HOLDERS = {"pending": Account.COMMITTED, "released": Account.COMMITTED, "paid": Account.PAID}


class Check(NamedTuple):
    """One check of a line: what was asked, whether it is in order, and what was found."""

    label: str
    is_fine: bool
    words: str


def checks_of(batch: PaymentBatch, lines: Sequence[Payment], today: date) -> dict[int, list[Check]]:
    """Return the checks of each line by the payment's id, as they stand on `today`; four queries for any batch."""
    cases = [line.application_id for line in lines]
    listed = _listed([line.application.enterprise_id for line in lines], today)
    open_objections = set(
        Objection.objects.holding().filter(line__application__in=cases).values_list("line__application", flat=True)
    )
    held = {
        (row.application_id, row.account): row.balance_yuan
        for row in CaseBalance.objects.filter(fund=batch.fund_id, application__in=cases)
    }
    earlier = defaultdict(list)
    for each in Payment.objects.filter(application__in=cases).exclude(batch=batch).exclude(state="removed"):
        earlier[each.application_id].append(each)
    return {
        line.pk: [
            _account(line),
            _credit(listed[line.application.enterprise_id]),
            _objection(line.application_id in open_objections),
            _money(line, held),
            _earlier(earlier[line.application_id]),
        ]
        for line in lines
    }


def _listed(enterprises: Iterable[int], today: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ProfileEntry.objects.standing().filter(
        enterprise__in=set(enterprises), kind=ProfileEntry.Kind.CREDIT, removed_at__isnull=True
    )
    for row in rows:
        if row.holds_on(today):
            found[row.enterprise_id].append(row.name)
    return found


def _account(line: Payment) -> Check:
    if line.account_name == line.application.enterprise.name:
        return Check("收款账户", True, "户名与企业名称一致")
    return Check("收款账户", False, f"户名与企业名称“{line.application.enterprise.name}”不一致")


def _credit(names: list[str]) -> Check:
    return Check("信用名单", not names, f"今日在“{'、'.join(names)}”名单" if names else "今日未列入")


def _objection(is_open: bool) -> Check:
    return Check("公示异议", not is_open, "异议尚未答复" if is_open else "无未结异议")


def _money(line: Payment, held: Mapping[tuple[int, str], object]) -> Check:
    account = HOLDERS.get(line.state)
    if account is None:
        return Check("预算", True, "资金已退回预留")
    is_held = held.get((line.application_id, account.value)) == line.amount_yuan
    return Check("预算", is_held, "已占用专项资金" if is_held else "专项资金未占用该金额")


def _earlier(payments: list[Payment]) -> Check:
    paid = [each for each in payments if each.state in ("pending", "released", "paid")]
    if paid:
        return Check("重复拨付", False, f"另有拨付 {paid[0].idempotency_key}")
    if payments:
        return Check("重复拨付", True, f"此前 {len(payments)} 次未成功")
    return Check("重复拨付", True, "首次拨付")

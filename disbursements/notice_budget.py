"""Whether the funds cover a list about to be published: asked by publicity through its port."""

from decimal import Decimal

from accounts.templatetags.money import wan
from disbursements.fund_queues import short_of_money, with_balances
from disbursements.ledger.holding import paying_fund
from disbursements.models import Account, Fund
from publicity.models import Notice
from publicity.ports import BudgetCheck


def notice_budget(notice: Notice, total_yuan: Decimal) -> BudgetCheck | None:
    """Return whether every line of the notice has its money reserved (已预留); None where no fund pays the policy."""
    fund = fund_of_notice(notice)
    if fund is None:
        return None
    [row] = with_balances([fund])
    available = row.held[Account.AVAILABLE]
    short = list(short_of_money(fund).filter(application__in=notice.lines.values("application")))
    if not short:
        words = f"{fund}：{wan(total_yuan)} 万元已为名单全部预留，此外尚可用 {wan(available)} 万元。"
        return BudgetCheck(True, available, words)
    missing = sum((item.approved_yuan for item in short), Decimal(0))
    words = (
        f"{fund}：名单中 {len(short)} 件共 {wan(missing)} 万元没有资金，可用余额 {wan(available)} 万元。"
        "请先由财政部门追加安排，或取消这些条目后再公示。"
    )
    return BudgetCheck(False, available, words)


def fund_of_notice(notice: Notice) -> Fund | None:
    """Return the fund that pays the first line of the list: one policy and one bureau, so that of the others as well."""
    line = (
        notice.lines.select_related(
            "application__round__policy", "application__version", "application__region__parent", "determination"
        )
        .order_by("position")
        .first()
    )
    return paying_fund(line.application, line.determination) if line else None

"""What is true of the funds at any moment, whoever did what."""

from decimal import Decimal

from django.db.models import Sum

from disbursements.ledger import balances_of
from disbursements.ledger.holding import HOLDING
from disbursements.models import Account, CaseBalance, Fund, FundEntry, Payment

STATES = {Account.COMMITTED: ["pending", "released"], Account.PAID: ["paid"]}


def check_funds() -> None:
    """Every fund's accounts sum to zero, and what it committed and paid is exactly what its payments say."""
    for fund in Fund.objects.all():
        held = balances_of(fund)
        assert sum(held.values()) == 0
        for key, states in STATES.items():
            assert held[key] == _sum(Payment.objects.filter(batch__fund=fund, state__in=states), "amount_yuan")
        for account in Account.values:
            entries = FundEntry.objects.filter(transaction__fund=fund, account=account)
            assert held[account] == _sum(entries, "amount_yuan")
            if account not in (Account.APPROPRIATED, Account.AVAILABLE):
                assert held[account] == _sum(CaseBalance.objects.filter(fund=fund, account=account), "balance_yuan")
    struck = CaseBalance.objects.filter(account__in=[Account.RESERVED, Account.COMMITTED], balance_yuan__gt=0)
    assert not struck.exclude(application__status__in=HOLDING).exists(), "a struck case holds money"


def _sum(rows, name: str) -> Decimal:
    return rows.aggregate(total=Sum(name))["total"] or Decimal(0)

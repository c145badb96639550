"""The ledger of the funds (资金台账): how an event is posted, and what a case holds of which fund.

`post` writes one transaction; `follow` and `reserve_for` keep what a case holds in step with its determination; `remit` follows a local
share; `commit`, `uncommit`, `pay`, `fail` and `give_back` follow a payment.
"""

from disbursements.ledger.holding import follow, remit, reserve_for
from disbursements.ledger.paying import commit, fail, give_back, pay, uncommit
from disbursements.ledger.posting import balances_of, lock_funds, post

__all__ = [
    "balances_of",
    "commit",
    "fail",
    "follow",
    "give_back",
    "lock_funds",
    "pay",
    "post",
    "remit",
    "reserve_for",
    "uncommit",
]

"""The shares of a determination that lower levels remit before the upper level pays (属地先缴)."""

from decimal import Decimal
from typing import NamedTuple

from reviews.models import Determination


class Share(NamedTuple):
    """One share (分担) that is remitted first: whose, in words, and how much."""

    level: str
    label: str
    pct: str
    amount_yuan: Decimal
    clause: str


def remit_first_shares(determination: Determination) -> list[Share]:
    """Return the shares of the determination that have to be remitted before the case is paid."""
    return [
        Share(
            share["level"],
            share.get("label", share["level"]),
            str(share["pct"]),
            Decimal(share["amount_yuan"]),
            share.get("clause", ""),
        )
        for share in determination.shares
        if share.get("remit_first")
    ]


def share_of(determination: Determination, level: str) -> Share | None:
    """Return the share of a level that is remitted first; None where there is none."""
    return next((share for share in remit_first_shares(determination) if share.level == level), None)

"""The shares of a determination that lower levels remit before the upper level pays (属地先缴)."""

from decimal import Decimal
from typing import NamedTuple

from accounts.models import Region
from applications.models import Application
from reviews.models import Determination

COUNTY_LEVELS = ("county", "district")


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


def share_region(application: Application, level: str) -> Region | None:
    """Return whose treasury carries a share: `local` is the case's own region, the rest the unit at that level."""
    if level == "local":
        return application.region
    return application.region.at_level("county" if level in COUNTY_LEVELS else level)


def share_of(determination: Determination, level: str) -> Share | None:
    """Return the share of a level that is remitted first; None where there is none."""
    return next((share for share in remit_first_shares(determination) if share.level == level), None)

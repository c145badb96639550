"""Sums of money in Chinese capitals (人民币大写), as approval forms and letters write them."""

from decimal import Decimal

import cn2an


def capitals(amount_yuan: Decimal) -> str:
    """Return an amount of 元, not negative and exact to the fen, in capitals: 壹仟元整."""
    return str(cn2an.an2cn(f"{amount_yuan:.2f}", "rmb")) if amount_yuan else "零元整"

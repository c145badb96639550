"""What stands to the right of publicity and is asked all the same: the portal names it in settings."""

from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string

from publicity.models import Notice


class BudgetCheck(NamedTuple):
    """Whether a list is covered: what the fund still has in 元, and one sentence for the officer."""

    is_covered: bool
    available_yuan: Decimal
    words: str


def budget_check(notice: Notice, total_yuan: Decimal) -> BudgetCheck | None:
    """Return whether the fund of the notice's policy covers `total_yuan`; None where no budget is kept for it."""
    if not settings.NOTICE_BUDGET:
        return None
    found: BudgetCheck | None = import_string(settings.NOTICE_BUDGET)(notice, total_yuan)
    return found

from importlib import import_module
from types import ModuleType

from django.conf import settings


def review_desk() -> ModuleType:
    """Return the module that takes over a case once it is filed: `receive`, `resume`, `close` of (application, at).

    Its `handlers` are the officials who have a case in hand on a day, its `turns` the bureaus with their clocks, its `steps`
    the way of the case.

    It also knows what a case is judged by: `recorded`, the rulings and awards of its determination, and `earlier_awards`.

    The portal names it in settings, because this app does not import to its right.
    """
    return import_module(settings.REVIEW_DESK)


def money_desk() -> ModuleType:
    """Return the module whose `follow(application, source, by, at)` keeps the funds in step with a case that just moved.

    It is called by `Application.move` alone, in the same transaction, and may be told the same thing twice.
    """
    return import_module(settings.MONEY_DESK)

"""An objection in random sequences: whoever's turn it is takes it one step further."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.models import Role, User
from accounts.tests.factories import bureau
from publicity import actions as publicity
from publicity.models import Objection

Holder = Callable[[str, Any], User]
Actor = Callable[[User, int], User]


def one_step_further(against: Objection, remedy: str, by: int, at: datetime, holder: Holder, actor: Actor) -> None:
    """Accept it, name a finder, find with the remedy, or do what follows the answer; `actor` may send the wrong person."""
    of = against.line.notice.bureau
    officer = actor(holder(Role.PUBLICITY_OFFICER, of), by)
    if against.state == "answered" and by % 2:
        publicity.agree(against, at)
    elif against.state == "answered":
        publicity.ask_reconsideration(against, at, "账目没有核对到位")
    elif against.state != "investigating":
        publicity.accept_objection(against, officer, at)
    elif against.finder is None:
        again = against.instance == 2
        finder = holder(Role.CHIEF, bureau("science", "henan")) if again else holder(Role.PRELIMINARY_REVIEWER, of)
        publicity.assign_finder(against, finder, officer, at)
    else:
        finding = publicity.Finding(remedy, "逐项核对", "经核查，答复如下", "研发费用有误")
        publicity.conclude(against, finding, actor(against.finder, by), at)

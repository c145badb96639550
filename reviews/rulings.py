"""Settling the open points of a case by rulings (裁定): which points, by which readings, and what each would come to."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from applications.facts import Judgement, fact_values
from applications.models import Application
from applications.rulings import is_open, readings_of
from applications.workflow import IN_CORRECTION, Status
from policies.draft_queues import ruling_bureau
from policies.engine import Pack, evaluate
from policies.engine.model import Ambiguity
from policies.forms import RulingForm
from policies.wording import label_words


@dataclass
class OpenPoint:
    """A point that the case raises and nobody has settled, with the form to settle it."""

    key: str
    text: str
    clause: str
    form: RulingForm


def open_points(
    application: Application, judged: Judgement, user: User, today: date, bound: tuple[str, RulingForm] | None = None
) -> list[OpenPoint]:
    """Return the points that `user` may settle on this case; none where they are settled or are not this person's."""
    if judged.decision.outcome != "needs_ruling" or application.status not in (Status.IN_REVIEW, *IN_CORRECTION):
        return []
    if ruling_bureau(application.round.policy, user, today) is None:
        return []
    pack, found = application.version.pack, []
    for point in unsettled(application, judged):
        form = bound[1] if bound and bound[0] == point.key else ruling_form(application, judged, point, today)
        found.append(OpenPoint(point.key, label_words(point.text, pack), point.clause, form))
    return found


def unsettled(application: Application, judged: Judgement) -> list[Ambiguity]:
    """Return the points that the case raises and no ruling settles."""
    pack, values = application.version.pack, fact_values(application)
    settled = readings_of(judged.rulings)
    raised = [point for point in pack.ambiguities if is_open(pack, point, values, judged.ledger)]
    return [point for point in raised if point.key not in settled]


def ruling_form(application: Application, judged: Judgement, point: Ambiguity, today: date, posted=None) -> RulingForm:
    """Return the form of a point, each reading with what it would come to in this case."""
    pack = application.version.pack
    amounts = {reading.key: _comes_to(application, pack, judged, point.key, reading.key) for reading in point.readings}
    return RulingForm(point, pack, posted, amounts=amounts, prefix=point.key, initial={"effective_from": today})


def _comes_to(application: Application, pack: Pack, judged: Judgement, point: str, reading: str) -> str:
    rulings = {**readings_of(judged.rulings), point: reading}
    decision = evaluate(pack, fact_values(application), judged.ledger, rulings)
    if decision.outcome == "not_eligible":
        return "本件不符合条件"
    return f"本件 {decision.amount_yuan:,.2f} 元" if decision.amount_yuan is not None else "本件仍有其他未明确之处"

"""The letters (文书) by which an objection is answered; they name no objector."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.models import Bureau, User
from publicity.models import Objection
from publicity.objection_flow import Remedy
from reviews.letters.issuing import day_words, issue
from reviews.letters.wording import AGAIN
from reviews.models import Letter

RESULTS = {
    Remedy.MAINTAIN: "异议不成立，维持公示内容",
    Remedy.AMOUNT: "异议成立，该条目撤下，重新核定金额后另行公示",
    Remedy.REVIEW: "异议成立，该条目撤下，退回重新审核",
    Remedy.REMOVE: "异议成立，该条目撤出名单，不予支持",
}


def words_of(objection: Objection) -> dict[str, Any]:
    """Return what every letter about the objection names."""
    notice = objection.line.notice
    return {
        "to": "异议提出人",
        "filed": day_words(timezone.localdate(objection.filed_at)),
        "notice": notice.number,
        "position": objection.line.position,
        "case": objection.number,
    }


def issue_refusal(objection: Objection, by: User, at: datetime, reason: str, until: date) -> Letter:
    """Issue the letter that says why an objection is not accepted (异议不予受理告知书)."""
    words = {**words_of(objection), "reason": reason, "until": day_words(until)}
    bureau = objection.line.notice.bureau
    return issue(Letter.Kind.OBJECTION_REFUSED, objection.line.application, bureau, by, at, **words)


def issue_answer(
    objection: Objection, bureau: Bureau, by: User, at: datetime, answer: str, remedy: str, until: date | None
) -> Letter:
    """Issue the written answer (异议答复书); `until` is the last day to ask for reconsideration, None where there is none."""
    again = AGAIN.format(until=day_words(until)) if until else ""
    words = {**words_of(objection), "answer": answer, "result": RESULTS[Remedy(remedy)], "again": again}
    reviewed = objection.instance == 2
    kind = Letter.Kind.OBJECTION_REVIEWED if reviewed else Letter.Kind.OBJECTION_ANSWERED
    return issue(kind, objection.line.application, bureau, by, at, **words)

"""Which letter (文书) an act sends, and what it lists."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.models import Bureau, User
from applications.facts import decide
from applications.models import Application, CorrectionNotice, MaterialGap
from reviews.letters.issuing import day_words, issue, money_words
from reviews.models import Determination, Letter, ReviewTask

Kind = Letter.Kind


def issue_correction(notice: CorrectionNotice, items: Iterable[Any], stage: str) -> Letter:
    """Issue the letter of a correction notice (补正告知书) with every item and its reason."""
    by_when = f"请于{day_words(notice.due_on)}前提交补正。" if notice.due_on else ""
    listed = [(item.label, item.reason) for item in items]
    words = {"stage": stage, "reason": notice.reason, "by_when": by_when}
    return issue(
        Kind.CORRECTION, notice.application, notice.bureau, notice.issued_by, notice.issued_at, listed, **words
    )


def issue_acceptance(application: Application, task: ReviewTask, user: User, at: datetime) -> Letter:
    """Issue the letter of acceptance (受理通知书); with materials still owed the one that lists each and its last day."""
    owed = [gap for gap in application.gaps.all() if gap.state == MaterialGap.State.WAITING]
    listed = [(gap.label, f"{day_words(gap.due_on)}前补交") for gap in owed if gap.due_on]
    return issue(Kind.TOLERATED if listed else Kind.ACCEPTED, application, task.bureau, user, at, listed)


def issue_non_acceptance(application: Application, task: ReviewTask, user: User, at: datetime, reason: str) -> Letter:
    """Issue the letter that says why a case is not accepted (不予受理通知书)."""
    return issue(Kind.NOT_ACCEPTED, application, task.bureau, user, at, reason=reason)


def issue_refusal(application: Application, task: ReviewTask, user: User, at: datetime, reason: str) -> Letter:
    """Issue the letter of a rejection (不予通过告知书) with the conditions that the engine found not met and their clauses."""
    failed = [rule for rule in decide(application).rules if rule.state == "failed"]
    listed = [(rule.message, rule.clause) for rule in failed]
    return issue(Kind.REFUSED, application, task.bureau, user, at, listed, stage=task.title, reason=reason)


def issue_forfeit(gap: MaterialGap, bureau: Bureau, user: User, at: datetime, reason: str) -> Letter:
    """Issue the letter of a case ended because an owed material was late (不予通过告知书), naming the material."""
    listed = [(f"{gap.label}（应于{day_words(gap.due_on)}前补交）", "逾期未补交")] if gap.due_on else []
    return issue(Kind.REFUSED, gap.application, bureau, user, at, listed, stage="容缺受理后续核对", reason=reason)


def line_words(line: dict[str, Any]) -> str:
    """Return a line of the derivation in words: its amount where it has one, and its clause."""
    return f"{Decimal(line['amount_yuan']):,.2f} 元（{line['clause']}）" if line["amount_yuan"] else line["clause"]


def issue_approval(determination: Determination, bureau: Any) -> Letter:
    """Issue the letter of a determination (审定结果告知书) with each line of the amount and the clause that grants it."""
    lines = determination.decision["derivation"]
    listed = [(line["label"], line_words(line)) for line in lines]
    if determination.difference_reason:
        listed.append(("核定金额与测算不一致的理由", determination.difference_reason))
    words = money_words(determination.approved_yuan)
    by, at = determination.countersigned_by, determination.decided_at
    return issue(Kind.APPROVED, determination.application, bureau, by, at, listed, **words)

"""Drafts of the next version of a real pack, and the two people who make and release it."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts.models import Role, User
from accounts.tests.factories import official
from policies import actions
from policies.figures import figures, with_figures
from policies.golden_cases import expectation, trials
from policies.models import PolicyDraft
from policies.pack_text import plain_copy, rewritten
from policies.packs import parse_pack
from policies.tests.factories import RD_EXPENSE, pack_of, policy_version

AT = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = timedelta(hours=1)
FROM = date(2026, 4, 1)


def editor(**fields) -> User:
    return official(Role.POLICY_EDITOR, "science", "anyang", **fields)


def releaser(**fields) -> User:
    return official(Role.POLICY_RELEASER, "science", "anyang", **fields)


def threshold_of_60() -> str:
    """The R&D pack with a threshold of 60 万元 and the golden cases that follow."""
    text, pack = pack_of(RD_EXPENSE)
    figure = next(figure for figure in figures(pack) if "不低于（含）" in figure.label)
    changed = parse_pack(rewritten(text, with_figures(pack.raw, [(figure, Decimal(60))])), "draft.yaml")
    raw = plain_copy(changed.raw)
    for trial in trials(changed):
        if not trial.passed:
            raw["golden"][trial.place]["expect"] = expectation(trial.decision, trial.case.expect)
            raw["golden"][trial.place]["why"] = "低于60万元（含）。"
    return rewritten(text, raw)


def draft(by: User | None = None, text: str = "") -> PolicyDraft:
    """A draft from the latest version; with `text`, saved once."""
    by = by or editor()
    made = actions.start_draft(policy_version(RD_EXPENSE), by, AT)
    return actions.save_draft(made, text, made.revision, "数值", by, AT + HOUR) if text else made


def submitted(by: User | None = None) -> PolicyDraft:
    """A draft with a threshold of 60 万元 that waits for its release."""
    by = by or editor()
    made = draft(by, threshold_of_60())
    actions.submit_draft(made, by, AT + 2 * HOUR, FROM, "提高门槛")
    made.refresh_from_db()
    return made


def version_of_60():
    """The released version with a threshold of 60 万元."""
    policy_version(RD_EXPENSE)
    return actions.release_draft(submitted(), releaser(), AT + 3 * HOUR, "局务会同意")

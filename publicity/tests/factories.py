"""Notices as a publicity officer leaves them: a draft, a published one; and objections to them."""

from datetime import datetime

from accounts.models import Role, User
from accounts.tests.factories import bureau, official
from applications.models import Application
from applications.tests.factories import SHANGHAI
from policies.tests.factories import RD_EXPENSE
from publicity import actions
from publicity.actions.notices import NoticeTerms
from publicity.models import Notice, Objection
from reviews.tests.factories import approved

PUBLISHED_AT = datetime(2026, 9, 24, 9, 0, tzinfo=SHANGHAI)  # Thursday; the National Day holiday lies in the window
LAST_DAY_AT = datetime(2026, 10, 9, 17, 0, tzinfo=SHANGHAI)
AFTER_AT = datetime(2026, 10, 10, 0, 5, tzinfo=SHANGHAI)
TERMS = NoticeTerms(
    "关于研发费用补助拟支持名单的公示", 5, "working", "受理部门：市科技局，电话 0372-1234567", "安政办〔2021〕62号"
)


def publicity_officer(region_slug: str = "anyang", line: str = "science", **fields) -> User:
    return official(Role.PUBLICITY_OFFICER, line, region_slug, **fields)


def awaiting(facts: dict | None = None, **fields) -> Application:
    """A case of the R&D subsidy, whose document prescribes publicity by the city's science bureau."""
    clean = {"other_fiscal_support_same_matter": False, "fraud_ban_active": False}
    return approved(RD_EXPENSE, facts={**clean, **(facts or {})}, **fields)


def draft_notice(
    *cases: Application, by: User | None = None, terms: NoticeTerms = TERMS, at: datetime = PUBLISHED_AT
) -> Notice:
    cases = cases or (awaiting(),)
    by = by or publicity_officer()
    return actions.draft_notice(cases[0].round, bureau("science", "anyang"), [case.pk for case in cases], terms, by, at)


def published_notice(*cases: Application, by: User | None = None, at: datetime = PUBLISHED_AT, **fields) -> Notice:
    by = by or publicity_officer()
    return actions.publish(draft_notice(*cases, by=by, at=at, **fields), by, at)


def objection(
    notice: Notice | None = None, position: int = 1, at: datetime = LAST_DAY_AT, name: str = "李四", files=()
) -> Objection:
    line = (notice or published_notice()).lines.get(position=position)
    contact = "13812345678" if name else ""
    return actions.file_objection(line, name, contact, "该企业研发费用与统计报表不一致，请核查", at, files)


def finder(region_slug: str = "anyang", role: str = Role.PRELIMINARY_REVIEWER, **fields) -> User:
    """Somebody of the city's science bureau who has nothing to do with its cases."""
    return official(role, "science", region_slug, **fields)


def investigated(against: Objection | None = None, by: User | None = None, at: datetime = LAST_DAY_AT) -> Objection:
    """An objection accepted, and in the hands of an independent finder."""
    against, officer = against or objection(at=at), publicity_officer()
    actions.accept_objection(against, officer, at)
    return actions.assign_finder(against, by or finder(), officer, at)


def asked(against: Objection | None = None, at: datetime = LAST_DAY_AT):
    """A statement that waits for the enterprise."""
    against = against or investigated(at=at)
    return actions.ask_statement(against, against.finder, at, "请说明研发费用与统计报表的差异")


def finding(remedy: str = "maintain") -> actions.Finding:
    reason = "" if remedy == "maintain" else "申报的研发费用含非研发支出，退回重新核定。"
    return actions.Finding(remedy, "调阅账目，逐项核对。", "经核查，答复如下。", reason)


def answered(against: Objection | None = None, remedy: str = "maintain", at: datetime = LAST_DAY_AT) -> Objection:
    """An objection with its first finding and answer."""
    found = against if against and against.finder_id else investigated(against, at=at)
    return actions.conclude(found, finding(remedy), found.finder, at)


def settled(against: Objection | None = None, at: datetime = LAST_DAY_AT) -> Objection:
    """An objection that was dismissed, and its objector agrees."""
    return actions.agree(answered(against, at=at), at)


def cleared(case: Application | None = None) -> Application:
    """A case whose publicity is over without an objection: it awaits disbursement."""
    case = case or awaiting()
    actions.close_notice(published_notice(case), AFTER_AT)
    case.refresh_from_db()
    return case

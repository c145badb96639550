"""Random sequences of acts, by right and by wrong people, over one case of each policy: no impossible state, no wrong payment."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import Role, User
from accounts.tests.factories import bureau, clerk, enterprise, official, person
from applications import actions as claims
from applications.corrections import open_items
from applications.models import Application
from applications.tests.factories import FILED_AT, HOME, complete, draft
from applications.workflow import TO_CERTIFY, NotAllowed, Status
from disbursements import actions as payments
from disbursements.actions.remittances import Voucher
from disbursements.models import Payment, PaymentBatch
from disbursements.shares import remit_first_shares
from disbursements.tests.factories import fund
from disbursements.tests.ledger_checks import check_funds
from policies.tests.factories import FULL_PRODUCTION, PATENT_GRANT, RD_EXPENSE
from portal.tests.objecting import one_step_further
from publicity import actions as publicity
from publicity.actions.notices import NoticeTerms
from publicity.models import Notice, NoticeLine, Objection, ObjectionStep
from reviews import actions as reviews
from reviews.actions import Item
from reviews.models import Determination, ReviewTask
from reviews.stages import stage_of
from reviews.tests.factories import proposal_for

LINES = {FULL_PRODUCTION: ("industry", "finance"), PATENT_GRANT: ("market",), RD_EXPENSE: ("science",)}
TOP = {FULL_PRODUCTION: "henan", PATENT_GRANT: "zhumadian", RD_EXPENSE: "anyang"}
TERMS = NoticeTerms("公示", 5, "working", "电话 0372-1234567")
ACCOUNT = {"account_name": "甲公司", "bank_name": "中国银行林州支行", "bank_account": "6222020200001234567"}
LIVE = ("pending", "released", "paid")


# Statuses that none of the three policies knows: no principal is asked, none is accepted first, none ends in a title.
ELSEWHERE = {*TO_CERTIFY, Status.AWAITING_AGREEMENT, Status.NOT_ACCEPTED, Status.RECOGNISED}


class Office:
    """The people, one case of each policy, and the clock; each act finds what it needs and leaves refusals to the rules."""

    def __init__(self) -> None:
        self.at = FILED_AT
        self.stranger = person()
        self.people: dict[tuple[str, int], User] = {}
        for code, place in TOP.items():
            fund(code, place, year=FILED_AT.year)
        self.cases = [self.draft(code) for code in LINES]

    def draft(self, code: str) -> Application:
        of = enterprise(HOME[code])
        application = draft(code, enterprise=of, user=clerk(of))
        facts = {"other_fiscal_support_same_matter": False, "fraud_ban_active": False} if code == RD_EXPENSE else None
        complete(application, application.created_by, facts=facts)
        return application

    def holder(self, role: str, of: Any) -> User:
        """The person who holds the role in a bureau, made at the first call."""
        if (role, of.pk) not in self.people:
            self.people[role, of.pk] = official(role, of.line, of.region.slug)
        return self.people[role, of.pk]

    def wrong(self, choice: int) -> User:
        """Somebody who may not: without a role, of another enterprise, or of any other office."""
        others = [self.stranger, *(case.created_by for case in self.cases), *self.people.values()]
        return others[choice % len(others)]

    def actor(self, right: User, choice: int) -> User:
        """The right person mostly, somebody else one time in four."""
        return right if choice % 4 else self.wrong(choice // 4)

    # What the enterprise does.

    def submit(self, case: Application, by: int) -> None:
        claims.submit(case, self.actor(case.created_by, by), self.at, not_eligible_accepted=True)

    def resubmit(self, case: Application, by: int) -> None:
        for item in open_items(case):
            claims.answer_item(case, item, "已核对，数据无误")
        claims.resubmit(case, self.actor(case.created_by, by), self.at)

    def withdraw(self, case: Application, by: int) -> None:
        claims.withdraw(case, self.actor(case.created_by, by), self.at, "不再申报")

    def correct_account(self, case: Application, by: int) -> None:
        claims.correct_account(case, ACCOUNT, self.actor(case.created_by, by), self.at)

    # What the reviewers do: on the open task, or on a stale one that another person has decided.

    def task(self, case: Application, by: int) -> tuple[ReviewTask, User]:
        found = case.tasks.order_by("-state", "pk").select_related("bureau__region")
        task = found.filter(state=ReviewTask.State.OPEN).first() or found.first()
        if task is None:
            raise NotAllowed
        return task, self.actor(self.holder(task.role, task.bureau), by)

    def decide(self, case: Application, by: int) -> None:
        """Pass, recommend or countersign, whichever the task asks."""
        task, user = self.task(case, by)
        if task.kind == ReviewTask.Kind.PRELIMINARY_REVIEW:
            reviews.pass_stage(task, user, self.at, "情况属实", stage_of(case, task.stage).checklist)
        elif task.kind == ReviewTask.Kind.FINAL_REVIEW:
            reviews.recommend(task, user, self.at, proposal_for(case))
        else:
            reviews.countersign(task, user, self.at)

    def send_back(self, case: Application, by: int) -> None:
        reviews.send_back(*self.task(case, by), self.at, "请重新核算")

    def return_it(self, case: Application, by: int) -> None:
        fact = case.fact_rows.order_by("pk").first().name
        reviews.return_for_correction(*self.task(case, by), self.at, "请补正", [Item("fact", fact, fact, "请核对")])

    def reject(self, case: Application, by: int) -> None:
        reviews.reject(*self.task(case, by), self.at, "不符合条件")

    # Publicity.

    def publish(self, case: Application, by: int) -> None:
        of = bureau("science", TOP[case.policy.code])
        user = self.actor(self.holder(Role.PUBLICITY_OFFICER, of), by)
        notice = publicity.draft_notice(case.round, of, [case.pk], TERMS, user, self.at)
        publicity.publish(notice, user, self.at)

    def object(self, case: Application, by: int) -> None:
        publicity.file_objection(self.line(case), "李四", "13812345678", "研发费用与统计报表不一致，请核查", self.at)

    def line(self, case: Application) -> NoticeLine:
        return first(case.notice_lines.order_by("-pk"))

    def answer(self, case: Application, by: int, remedy: str) -> None:
        """Bring the oldest objection that is not settled one step further."""
        found = Objection.objects.filter(line__application=case).order_by(F("settled_at").asc(nulls_first=True), "pk")
        one_step_further(first(found), remedy, by, self.at, self.holder, self.actor)

    def dismiss(self, case: Application, by: int) -> None:
        self.answer(case, by, "maintain")

    def uphold(self, case: Application, by: int) -> None:
        self.answer(case, by, ("amount", "review", "remove")[by % 3])

    def close_notices(self, case: Application, by: int) -> None:
        """Let the window pass, one time in two, and do what the calendar does."""
        last = Notice.objects.filter(state=Notice.State.PUBLISHED).order_by("-ends_on").first()
        if by % 2 and last and last.ends_on:
            days = (last.ends_on - timezone.localdate(self.at)).days + 1
            self.at += timedelta(days=max(days, 0))
        publicity.close_due_notices(self.at)

    # Payment.

    def finance(self, case: Application) -> Any:
        return bureau("finance", TOP[case.policy.code])

    def remit(self, case: Application, by: int) -> None:
        determination = first(case.determinations.order_by("-sequence"))
        for share in remit_first_shares(determination):
            treasurer = self.holder(Role.PAYMENT_MAKER, bureau("finance", case.region.slug))
            voucher = Voucher("2026-1", timezone.localdate(self.at), share.amount_yuan)
            payments.record_remittance(determination, share.level, voucher, self.actor(treasurer, by), self.at)

    def build(self, case: Application, by: int) -> None:
        of = self.finance(case)
        user = self.actor(self.holder(Role.PAYMENT_MAKER, of), by)
        payments.build_batch(case.round, of, [case.pk], user, self.at)

    def batch(self, case: Application) -> PaymentBatch:
        return first(PaymentBatch.objects.filter(payments__application=case).order_by("-pk"))

    def on_batch(self, case: Application, by: int, role: str, act: Callable[..., Any], *more: str) -> None:
        found = self.batch(case)
        act(found, self.actor(self.holder(role, found.bureau), by), *more, self.at)

    def submit_batch(self, case: Application, by: int) -> None:
        self.on_batch(case, by, Role.PAYMENT_MAKER, payments.submit_batch)

    def return_batch(self, case: Application, by: int) -> None:
        self.on_batch(case, by, Role.PAYMENT_CHECKER, payments.return_batch, "请核对账号")

    def cancel_batch(self, case: Application, by: int) -> None:
        self.on_batch(case, by, Role.PAYMENT_MAKER, payments.cancel_batch)

    def release_batch(self, case: Application, by: int) -> None:
        self.on_batch(case, by, Role.PAYMENT_CHECKER, payments.release_batch)

    def on_line(self, case: Application, by: int, act: Callable[..., Any], *more: str) -> None:
        line = first(case.payments.order_by("-pk").select_related("batch__bureau__region"))
        act(line, self.actor(self.holder(Role.PAYMENT_MAKER, line.batch.bureau), by), *more, self.at)

    def remove(self, case: Application, by: int) -> None:
        self.on_line(case, by, payments.remove_line)

    def confirm(self, case: Application, by: int) -> None:
        self.on_line(case, by, payments.confirm_payment)

    def fail(self, case: Application, by: int) -> None:
        self.on_line(case, by, payments.fail_payment, "户名不符")

    def go_on(self, case: Application, by: int) -> None:
        """Do what brings the case further, so that the sequences reach the end of the road."""
        line = case.payments.exclude(state="removed").order_by("-pk").first()
        if case.status == Status.AWAITING_DISBURSEMENT and line and line.state != "failed":
            state = self.batch(case).state
            result = self.fail if by % 3 == 2 else self.confirm
            steps = {"draft": self.submit_batch, "submitted": self.release_batch, "released": result}
            return steps[state](case, by)
        if case.status == Status.AWAITING_DISBURSEMENT and remittances_missing(case):
            return self.remit(case, by)
        onwards = {
            Status.DRAFT: self.submit,
            Status.IN_REVIEW: self.decide,
            Status.RETURNED: self.resubmit,
            Status.AWAITING_PUBLICITY: self.publish,
            Status.IN_PUBLICITY: self.close_notices,
            Status.AWAITING_DISBURSEMENT: self.build,
            Status.PAYMENT_FAILED: self.correct_account,
        }
        return onwards.get(Status(case.status), self.withdraw)(case, by)


def first(rows: Any) -> Any:
    """The first of what the person would have to see to act on it at all; nothing to act on is a refusal."""
    if (found := rows.first()) is None:
        raise NotAllowed
    return found


def remittances_missing(case: Application) -> bool:
    determination = case.determinations.latest("sequence")
    return bool(remit_first_shares(determination)) and not determination.application.remittances.exists()


ACTS = (
    *("go_on",) * 8, "submit", "resubmit", "withdraw", "correct_account", "decide", "send_back", *("return_it",) * 4, "reject",
    "publish", "object", "object", *("dismiss",) * 4, *("uphold",) * 2, "close_notices", "remit", "build", "submit_batch", "return_batch",
    "cancel_batch", "release_batch", "remove", "confirm", "fail", "fail",
)  # fmt: skip
# How far each case has come when the sequence begins; the longest road has eleven steps.
DEPTHS = st.tuples(*[st.integers(0, 11)] * len(LINES))
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 63)), min_size=15, max_size=30)


def tables_digest() -> str:
    """One digest over every row of the tables that the acts write."""
    models = (
        Application,
        ReviewTask,
        Determination,
        Notice,
        NoticeLine,
        Objection,
        ObjectionStep,
        PaymentBatch,
        Payment,
    )
    names = [model._meta.db_table for model in models] + [
        "applications_statushistory", "applications_correctionnotice", "applications_correctionitem",
        "disbursements_batchevent", "disbursements_fundentry", "disbursements_casebalance", "disbursements_shareremittance", "accounts_notification",
    ]  # fmt: skip
    rows = (f"SELECT coalesce(string_agg(t::text, '' ORDER BY t.id), '') AS row FROM {name} t" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(row, '|')) FROM ({' UNION ALL '.join(rows)}) every_table")
        return cursor.fetchone()[0]


def do(office: Office, name: str, position: int, by: int) -> bool:
    """Let somebody act; return whether it was done. A refusal leaves the database as it was."""
    office.at += timedelta(hours=1)
    case = Application.objects.for_list().get(pk=office.cases[position].pk)
    before = tables_digest()
    try:
        with transaction.atomic():
            getattr(office, name)(case, by)
    except (NotAllowed, ValidationError):
        assert tables_digest() == before, f"{name} was refused and wrote all the same"
        return False
    return True


def check(case: Application) -> None:
    """Everything that has to be true of a case at any moment."""
    check_history(case)
    check_actor(case)
    check_review(case)
    check_payments(case)
    check_funds()


def check_history(case: Application) -> None:
    history = list(case.history.order_by("pk"))
    targets = [Status.DRAFT, *(row.target for row in history)]
    assert [row.source for row in history] == targets[:-1]
    assert case.status == targets[-1]
    assert [row.at for row in history] == sorted(row.at for row in history)


def check_actor(case: Application) -> None:
    """Whoever moved the case last holds the role of that move, in its bureau or in the case's enterprise."""
    last = case.history.order_by("pk").last()
    if last and last.actor:
        held = last.actor.roles.filter(role=last.role)
        place = held.filter(bureau=last.bureau) if last.bureau else held.filter(enterprise=case.enterprise)
        assert place.exists(), f"{last.actor} is no {last.role} here"


def check_review(case: Application) -> None:
    is_open = case.tasks.filter(state=ReviewTask.State.OPEN).exists()
    assert is_open == (case.status == Status.IN_REVIEW)
    is_asked = case.corrections.filter(answered_at=None).exists()
    assert is_asked or case.status != Status.RETURNED
    assert not is_asked or case.status in (Status.RETURNED, Status.WITHDRAWN)


def check_payments(case: Application) -> None:
    lines = list(case.payments.select_related("determination"))
    live = [line for line in lines if line.state in LIVE]
    paid = [line for line in lines if line.state == "paid"]
    latest = case.determinations.order_by("-sequence").first()
    assert len(live) <= 1
    assert len(paid) == (1 if case.status == Status.DISBURSED else 0)
    assert all(line.amount_yuan == line.determination.approved_yuan for line in lines)
    assert all(line.determination == latest for line in live)
    assert all(line.amount_yuan == case.approved_yuan for line in live)
    if case.status in (Status.AWAITING_DISBURSEMENT, Status.PAYMENT_FAILED, Status.DISBURSED):
        assert latest is not None
        assert case.approved_yuan == latest.approved_yuan > Decimal(0)
    for line in case.notice_lines.all():
        held = line.state == NoticeLine.State.HELD
        assert held == line.objections.holding().exists(), "a line is held exactly while an objection is open"
        assert not (live and held)


@settings(
    max_examples=45,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
@given(depths=DEPTHS, steps=STEPS)
def run_any_sequence(
    office_at: Callable[[], Office], reached: set[str], depths: tuple[int, ...], steps: list[tuple[str, int, int]]
) -> None:
    begun = [("go_on", position, 1) for position, depth in enumerate(depths) for _ in range(depth)]
    with transaction.atomic():
        office = office_at()
        for name, position, by in (*begun, *steps):
            do(office, name, position, by)
            case = Application.objects.get(pk=office.cases[position].pk)
            check(case)
            reached.add(case.status)
        transaction.set_rollback(True)


def test_no_sequence_of_acts_reaches_an_impossible_state_or_pays_twice(db: None):
    start, reached = Office(), set[str]()

    def office_at() -> Office:
        """The same people and drafts for every sequence, at the first moment."""
        start.at, start.people = FILED_AT, {}
        return start

    run_any_sequence(office_at, reached)

    assert reached == set(Status.values) - ELSEWHERE


def test_the_straight_road_of_every_policy_ends_with_a_payment(db: None):
    office = Office()

    for position in range(len(LINES)):
        for _ in range(20):
            if do(office, "go_on", position, 1):
                check(Application.objects.get(pk=office.cases[position].pk))

    assert {case.status for case in Application.objects.all()} == {Status.DISBURSED}

"""Queue pages ask the database at most eight times, with 5 rows and with 500; the work desk twelve, with 5,000 too."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Enterprise, Role, User
from accounts.tests.factories import bureau, clerk, enterprise, official, region, uscc
from applications.models import Application
from applications.tests.factories import SHANGHAI
from applications.workflow import Status
from disbursements.ledger.posting import Event, Kind, post_many
from disbursements.models import Account, Fund, Payment, PaymentBatch
from disbursements.tests.factories import fund
from policies.models import ApplicationRound
from policies.tests.factories import PATENT_GRANT, RD_EXPENSE, application_round
from publicity.models import Notice, NoticeLine
from reviews.models import Determination, ReviewTask

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 20, 10, 0, tzinfo=SHANGHAI)
FILED = NOW - timedelta(days=5)
MOST = 8
MORE = {"payment_desk": 9}  # one more for the cases that still owe a material
MANY = 500
WORK_DESK = ("review_queue", 12, 5000)  # the officer's main page may ask a little more, at any size


def cases(count: int, status: str, code: str = PATENT_GRANT, place: str = "yicheng") -> list[Application]:
    """Cases in bulk, each of an enterprise of its own."""
    round, author = application_round(code), clerk()
    start = Enterprise.objects.count() + 1
    firms = Enterprise.objects.bulk_create(
        Enterprise(uscc=uscc(900_000 - start - i), name=f"批量企业{start + i}", region=region(place))
        for i in range(count)
    )
    return Application.objects.bulk_create(case_of(firm, round, status, author) for firm in firms)


def case_of(firm: Enterprise, round: ApplicationRound, status: str, author: User) -> Application:
    past = status not in (Status.DRAFT, Status.IN_REVIEW, Status.RETURNED)
    return Application(
        number=f"HQ{firm.uscc[8:]}", enterprise=firm, round=round, version=round.version, region=firm.region,
        status=status, status_since=FILED, created_by=author, created_at=FILED, submitted_at=FILED, committed_by=author,
        account_name=firm.name, bank_name="中国工商银行林州支行", bank_account="1706020109000000",
        approved_yuan=Decimal("2000") if past else None,
    )  # fmt: skip


def tasks(count: int) -> None:
    """Open county tasks of the patent grant."""
    ReviewTask.objects.bulk_create(
        ReviewTask(application=case, stage="county", title="初审", kind="preliminary_review",
                   bureau=bureau("market", "yicheng"), opened_at=FILED, due_on=NOW.date())
        for case in cases(count, Status.IN_REVIEW)
    )  # fmt: skip


def determined(count: int, status: str, **fields) -> list[Determination]:
    """Determinations in bulk; their chain is of no interest here."""
    one, other = official(Role.FINAL_REVIEWER), official(Role.CHIEF)
    last = Determination.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    return Determination.objects.bulk_create(
        Determination(chain=case.region, sequence=last + 1 + i, application=case, version=case.version, facts=[], documents=[], decision={},
                      computed_yuan=2000, approved_yuan=2000, shares=[], reviews=[], recommended_by=one,
                      countersigned_by=other, decided_at=FILED, digest=f"{last + 1 + i:064x}")
        for i, case in enumerate(cases(count, status, **fields))
    )  # fmt: skip


def notice(state: str, number: int, by: User) -> Notice:
    published = {"number": f"GS-2026-{number:04d}", "published_by": by, "published_at": NOW, "starts_on": NOW.date(),
                 "ends_on": NOW.date() + timedelta(days=9), "first_ends_on": NOW.date() + timedelta(days=9),
                 "chain": "anyang", "sequence": number, "digest": f"{number:064x}"}  # fmt: skip
    return Notice(
        round=application_round(RD_EXPENSE), bureau=bureau("science", "anyang"), title=f"公示{number}", channel="电话",
        columns=[], made_by=by, made_at=NOW, state=state, **(published if state == "published" else {}),
    )  # fmt: skip


def publicity(count: int) -> None:
    """Cases that wait, drafts and published notices, each with a line."""
    by = official(Role.PUBLICITY_OFFICER, "science", "anyang")
    determined(count, Status.AWAITING_PUBLICITY, code=RD_EXPENSE, place="linzhou")
    start = Notice.objects.count() + 1
    made = Notice.objects.bulk_create(notice("draft" if i % 2 else "published", start + i, by) for i in range(count))
    shown = determined(count, Status.IN_PUBLICITY, code=RD_EXPENSE, place="wenfeng")
    NoticeLine.objects.bulk_create(
        NoticeLine(notice=each, application=item.application, determination=item, position=1, cells=[])
        for each, item in zip(made, shown, strict=True)
    )


def payments(count: int) -> None:
    """Cases to pay, and batches being made and waiting for a check."""
    finance, by = bureau("finance", "zhumadian"), official(Role.PAYMENT_MAKER, "finance", "zhumadian")
    paying = fund(PATENT_GRANT)
    reserve(paying, determined(count, Status.AWAITING_DISBURSEMENT))
    start = PaymentBatch.objects.count() + 1
    batches = PaymentBatch.objects.bulk_create(
        PaymentBatch(number=f"BF-{start + i}", round=application_round(PATENT_GRANT), bureau=finance, fund=paying, made_by=by,
                     made_at=NOW, state="draft" if i % 2 else "submitted", submitted_at=NOW)
        for i in range(count)
    )  # fmt: skip
    Payment.objects.bulk_create(
        Payment(batch=batch, application=item.application, determination=item, amount_yuan=2000, account_name="甲",
                bank_name="工行", bank_account="170602010900", idempotency_key=f"{item.application.number}-1")
        for batch, item in zip(batches, determined(count, Status.AWAITING_DISBURSEMENT), strict=True)
    )  # fmt: skip


def reserve(paying: Fund, items: list[Determination]) -> None:
    """Reserve the money of determinations in bulk."""
    events = [
        (Event(Kind.RESERVE, f"bulk {item.pk}", NOW, application=item.application), item.approved_yuan)
        for item in items
    ]
    post_many(paying, events, Account.AVAILABLE, Account.RESERVED)


def own_cases(count: int) -> None:
    """Applications of one enterprise, one a round."""
    firm = Enterprise.objects.filter(name="本企业").first() or enterprise("yicheng", name="本企业")
    author, model = clerk(firm), application_round(PATENT_GRANT)
    start = ApplicationRound.objects.count()
    rounds = ApplicationRound.objects.bulk_create(
        ApplicationRound(policy=model.policy, version=model.version, name=f"第{start + i}批", opens_on=model.opens_on,
                         closes_on=model.closes_on)
        for i in range(count)
    )  # fmt: skip
    rows = [
        case_of(firm, round, Status.IN_REVIEW if i % 2 else Status.RETURNED, author) for i, round in enumerate(rounds)
    ]
    for position, row in enumerate(rows):
        row.number = f"HQ-own-{start + position}"
    Application.objects.bulk_create(rows)


def reviewer() -> User:
    return official(Role.PRELIMINARY_REVIEWER, "market", "yicheng")


def member() -> User:
    return clerk(Enterprise.objects.get(name="本企业"))


def publicity_officer() -> User:
    return official(Role.PUBLICITY_OFFICER, "science", "anyang")


def maker() -> User:
    return official(Role.PAYMENT_MAKER, "finance", "zhumadian")


def checker() -> User:
    return official(Role.PAYMENT_CHECKER, "finance", "zhumadian")


def supervisor() -> User:
    return official(Role.SUPERVISOR, "supervision", "zhumadian")


QUEUES = [
    ("desk", reviewer, tasks),
    ("desk", member, own_cases),
    ("desk", publicity_officer, publicity),
    ("desk", maker, payments),
    ("desk", checker, payments),
    ("desk", supervisor, tasks),
    ("review_queue", reviewer, tasks),
    ("case_list", reviewer, tasks),
    ("case_list", supervisor, tasks),
    ("application_list", member, own_cases),
    ("publicity_desk", publicity_officer, publicity),
    ("officer_notice_list", publicity_officer, publicity),
    ("notice_list", None, publicity),
    ("notice_feed", None, publicity),
    ("chain_board", supervisor, publicity),
    ("payment_desk", maker, payments),
    ("payment_desk", checker, payments),
    ("batch_list", maker, payments),
    ("notifications", member, own_cases),
]


@pytest.mark.parametrize(
    "page, reader, fill", QUEUES, ids=[f"{page}-{getattr(reader, '__name__', 'visitor')}" for page, reader, _ in QUEUES]
)
def test_a_queue_page_asks_as_often_at_5_rows_as_at_500(
    page: str, reader: Callable[[], User] | None, fill: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    fill(5)
    browser = Client()
    if reader:
        browser.force_login(reader())
    browser.get(reverse(page))  # the packs of the policies are compiled once per process

    most, rows = WORK_DESK[1:] if page == WORK_DESK[0] else (MORE.get(page, MOST), MANY)

    few = queries(browser, page)
    fill(rows - 5)
    many = queries(browser, page)

    assert len(few) <= most, "\n".join(few)
    assert len(many) == len(few), "\n".join(many)


def queries(browser: Client, page: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        response = browser.get(reverse(page))
    assert response.status_code == 200
    return [query["sql"][:300] for query in captured.captured_queries]

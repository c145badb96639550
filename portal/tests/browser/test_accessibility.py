"""Every page of the journey reads well with a screen reader, fits a telephone, and runs without an error."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role
from accounts.tests.factories import clerk, enterprise, enterprise_admin, official
from applications.tests.factories import complete, draft, filed
from disbursements.actions import fail_payment
from disbursements.tests.factories import batch, maker, payable, released, remit, shared, submitted
from policies.tests.factories import FULL_PRODUCTION, PATENT_GRANT, RD_EXPENSE
from portal.tests.browser.cast import deciders, open_round, reviewer
from portal.tests.browser.inspection import problems_of, should_read_well
from portal.tests.browser.pages import press
from publicity.tests.factories import awaiting, draft_notice, objection, publicity_officer, published_notice
from reviews import actions as reviews
from reviews.models import ReviewTask
from reviews.tests.factories import advance_to, open_tasks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABS = ("facts", "evidence", "derivation", "earlier", "flow")


def test_what_the_public_reads(visitor, axe_script):
    for code in (FULL_PRODUCTION, PATENT_GRANT, RD_EXPENSE):
        open_round(code)
    notice = published_notice(awaiting(), awaiting(), at=timezone.now())
    case, receipt = notice.lines.first().application, objection(notice, at=timezone.now()).receipt
    public = f"/notices/{notice.number}/"

    should_read_well(
        visitor(),
        axe_script,
        [
            "/",
            "/policies/",
            "/policies/?q=研发&state=open",
            *[f"/policies/{code}/" for code in (FULL_PRODUCTION, PATENT_GRANT, RD_EXPENSE)],
            "/notices/",
            public,
            f"{public}verify/",
            "/verify/",
            "/open-data/",
            f"{public}lines/2/objection/",
            "/notices/objections/",
            f"/notices/objections/{receipt}/",
            "/progress/",
            f"/progress/?number={case.number}&uscc={case.enterprise.uscc}",
            "/sitemap/",
            "/accounts/login/",
            "/accounts/signup/",
            "/accounts/password/reset/",
        ],
    )


def test_a_registration_with_errors(visitor, axe_script):
    page = visitor()
    page.goto("/accounts/signup/")
    press(page.get_by_role("main"), "注册")
    expect(page.get_by_role("alert")).to_contain_text("请更正以下内容")

    assert problems_of(page, axe_script) == []


def test_what_an_enterprise_fills_in_and_reads(at_work, axe_script):
    own = enterprise("linzhou")
    person = enterprise_admin(own)
    claim = draft(FULL_PRODUCTION, user=person, enterprise=own, round=open_round(FULL_PRODUCTION))
    decided = filed(RD_EXPENSE, user=person, enterprise=own)
    step = f"/applications/{claim.number}/"
    page = at_work(person)

    steps = [f"{step}form/", f"{step}materials/", f"{step}submit/", step]
    should_read_well(page, axe_script, steps)
    complete(claim, person)
    others = [
        "/desk/",
        "/applications/",
        f"/applications/{decided.number}/",
        "/messages/",
        "/enterprise/",
        "/colleagues/",
    ]
    should_read_well(page, axe_script, [*steps, *others, f"/policies/{FULL_PRODUCTION}/"])


def test_what_an_enterprise_corrects(at_work, axe_script):
    case, county = filed(PATENT_GRANT), reviewer("market", "yicheng")
    items = [
        reviews.Item("fact", "patent_count", "件数", "与证明不符"),
        reviews.Item("material", "grant_proof", "发明专利证书", "看不清"),
    ]
    reviews.return_for_correction(open_tasks(case)[0], county, timezone.now(), "两处须补正", items)
    step = f"/applications/{case.number}/"

    steps = [f"{step}correct/", f"{step}form/", f"{step}materials/", step, "/messages/", "/desk/"]
    should_read_well(at_work(case.created_by), axe_script, steps)


def test_the_account_that_an_enterprise_corrects(at_work, axe_script):
    treasurer = maker()
    line = released(payable(), by=treasurer).payments.select_related("batch", "application").get()
    fail_payment(line, treasurer, "户名与账号不符", timezone.now())
    step = f"/applications/{line.application.number}/"

    should_read_well(at_work(line.application.created_by), axe_script, [f"{step}account/", step])


def test_what_a_county_officer_reads(at_work, axe_script):
    county, case = reviewer("industry", "linzhou"), filed(FULL_PRODUCTION)
    tabs = [f"/cases/{case.number}/?tab={tab}" for tab in TABS]

    should_read_well(at_work(county), axe_script, ["/desk/", "/review/", "/cases/", "/messages/", *tabs])


def test_what_the_deciders_read(at_work, axe_script):
    city = deciders("science", "anyang")
    unclear = {"first_time_recipient": False, "in_rd_statistics_scope": True, "max_subsidised_rd_last3y_wan": 10}
    undecided, proposed = filed(RD_EXPENSE, facts={**unclear, "max_rd_all_prior_years_wan": 10}), filed(RD_EXPENSE)
    advance_to(undecided, ReviewTask.Kind.FINAL_REVIEW)
    advance_to(proposed, ReviewTask.Kind.COUNTERSIGN)

    should_read_well(at_work(city.reviewer), axe_script, ["/review/", f"/cases/{undecided.number}/?tab=derivation"])
    should_read_well(at_work(city.chief), axe_script, ["/desk/", "/review/", f"/cases/{proposed.number}/?tab=flow"])


def test_what_a_publicity_officer_reads(at_work, axe_script):
    officer, now = publicity_officer(), timezone.now()
    running, waiting = published_notice(awaiting(), by=officer, at=now), awaiting()
    filed, draft = objection(running, at=now), draft_notice(awaiting(), by=officer, at=now)
    new = f"/publicity/rounds/{waiting.round_id}/{running.bureau_id}/"
    desk = ["/desk/", "/publicity/", "/publicity/notices/", "/objections/"]

    paths = [*desk, new, f"/publicity/drafts/{draft.pk}/", f"/objections/{filed.pk}/"]
    should_read_well(at_work(officer), axe_script, paths)


def test_what_the_treasury_reads(at_work, axe_script):
    treasurer, checker = maker(), official(Role.PAYMENT_CHECKER, "finance", "zhumadian")
    making, paying = batch(payable(), by=treasurer), released(payable(), by=treasurer)
    checking, waiting = submitted(payable(), by=treasurer), payable()
    lists = ["/desk/", "/payments/", "/payments/batches/", "/payments/remittances/", "/annexes/"]
    new = f"/payments/rounds/{waiting.round_id}/{making.bureau_id}/"
    batches = [f"/payments/batches/{each.number}/" for each in (making, paying, checking)]

    line = f"{batches[1]}lines/{paying.payments.get().pk}/"
    should_read_well(at_work(treasurer), axe_script, [*lists, new, *batches, line])
    should_read_well(at_work(checker), axe_script, ["/payments/", batches[2]])


def test_what_a_county_treasury_records(at_work, axe_script):
    determination, treasurer = shared(), maker("linzhou")
    voucher = f"/payments/remittances/{determination.application.number}/local/"

    should_read_well(at_work(treasurer), axe_script, ["/payments/", "/payments/remittances/", voucher])
    remit(determination, by=treasurer)
    should_read_well(at_work(treasurer), axe_script, ["/payments/remittances/"])


def test_what_a_province_cannot_pay_yet(at_work, axe_script):
    shared(remit_by=timezone.localdate() - timedelta(days=1))

    should_read_well(at_work(maker("henan")), axe_script, ["/desk/", "/payments/", "/annexes/"])


def test_what_a_bureau_administrator_and_a_supervisor_read(at_work, axe_script):
    case = filed(PATENT_GRANT)
    administrator = official(Role.BUREAU_ADMIN, "market", "yicheng")
    colleague = reviewer("market", "yicheng")
    watcher = official(Role.SUPERVISOR, "supervision", "zhumadian")

    people = ["/desk/", "/people/", "/people/new/", f"/people/{colleague.pk}/"]
    should_read_well(at_work(administrator), axe_script, people)
    boards = ["/dashboard/", f"/dashboard/policies/{PATENT_GRANT}/", "/supervision/objections/", "/chains/"]
    should_read_well(at_work(watcher), axe_script, ["/desk/", "/cases/", f"/cases/{case.number}/", *boards])


def test_large_type(at_work, axe_script):
    person = clerk(large_type=True)
    claim = draft(RD_EXPENSE, user=person, round=open_round(RD_EXPENSE))
    step = f"/applications/{claim.number}/"

    paths = ["/", "/desk/", f"/policies/{RD_EXPENSE}/", f"{step}form/", f"{step}materials/", f"{step}submit/"]
    should_read_well(at_work(person), axe_script, paths)


def test_who_has_no_role_yet(at_work, axe_script):
    person = clerk()
    person.roles.update(valid_to=timezone.localdate() - timedelta(days=1))

    should_read_well(at_work(person), axe_script, ["/desk/", "/joining/"])

"""Every policy with an open round in the demo can be carried from the draft to the payment, whatever its facts and stages are."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management import call_command

from accounts.models import Role
from accounts.tests.factories import clerk, enterprise, grant, person
from applications import actions as applicant
from applications.facts import decide
from applications.models import Application
from applications.stages import bureau_of_stage
from applications.workflow import NotAllowed
from disbursements.actions import (
    build_batch,
    confirm_appropriation,
    confirm_payment,
    propose_appropriation,
    release_batch,
    submit_batch,
)
from disbursements.actions.funds import Grant
from disbursements.models import Fund
from policies.engine.model import Golden
from portal.demo.golden import completed
from portal.demo.later_stories import GOALS
from portal.demo.people import user_of
from portal.demo.site_checks import photo
from portal.demo.stories import remit
from portal.demo.world import HOMES, World
from publicity.actions import close_due_notices, draft_notice, publish
from publicity.actions.notices import NoticeTerms
from reviews.actions import agreements

NOW = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """The demo's people and rounds over the whole catalogue."""
    call_command("load_policies", verbosity=0)
    made = World(NOW)
    for each in Fund.objects.select_related("bureau"):
        people = user_of("payment_maker", each.bureau), user_of("payment_checker", each.bureau)
        grant = Grant("increase", Decimal(10) ** 10, "测试", NOW.date(), "足以支付每项政策")
        confirm_appropriation(propose_appropriation(each, grant, people[0], NOW), people[1], NOW)
    return made


def earning_case(world: World, code: str) -> Golden | None:
    """Return a golden case that is eligible and earns something without a ledger."""
    pack = world.rounds[code].version.pack
    return next((case for case in pack.golden if is_earning(case, not pack.amount_lines)), None)


def is_earning(case: Golden, is_title: bool) -> bool:
    """Tell whether the case is worth an approval without earlier awards."""
    due = case.expect.get("amount_yuan") or case.expect.get("ceiling_yuan") or 0
    return case.expect["outcome"] == "eligible" and not case.ledger and (is_title or Decimal(str(due)) > 0)


def claim(world: World, code: str, case: Golden) -> Application:
    """Carry a new enterprise's claim with the golden case's facts to its determination."""
    applying = enterprise(HOMES[world.rounds[code].policy.region.slug])
    user = clerk(applying)
    grant(person(), Role.PRINCIPAL, enterprise=applying)
    world.at = world.now - timedelta(days=30)
    application = applicant.start_application(applying, world.rounds[code], user, world.at)
    applicant.save_facts(application, completed(application.version.pack, case), user, world.tick())
    return world.finished(application)


def notify(world: World, application: Application) -> None:
    """Publish the case and let the period pass without an objection, where its policy wants that."""
    if application.status != "awaiting_publicity":
        return
    bureau = bureau_of_stage(application, "publicity")
    officer = user_of("publicity_officer", bureau)
    terms = NoticeTerms("关于拟支持名单的公示", 5, "working", "来信来电", "一号")
    publish(
        draft_notice(application.round, bureau, [application.pk], terms, officer, world.tick()), officer, world.tick()
    )
    close_due_notices(world.at + timedelta(days=20))


def pay(world: World, application: Application) -> str:
    """Pay the case and return the status it ends in."""
    remit(world, application)
    bureau = bureau_of_stage(application, "disbursement")
    maker, checker = user_of("payment_maker", bureau), user_of("payment_checker", bureau)
    batch = build_batch(application.round, bureau, [application.pk], maker, world.now)
    submit_batch(batch, maker, world.now)
    release_batch(batch, checker, world.now)
    confirm_payment(batch.payments.get(), maker, world.now)
    application.refresh_from_db()
    return application.status


def carry(world: World, code: str) -> str:
    """Return the status in which a claim ends, or what stopped it."""
    try:
        return carried(world, code)
    except (ValidationError, NotAllowed, ObjectDoesNotExist, ValueError, LookupError) as error:
        return f"{type(error).__name__}: {error}"


def carried(world: World, code: str) -> str:
    """Return the status in which a claim ends."""
    case = earning_case(world, code)
    if case is None:
        return "no golden case earns anything"
    application = claim(world, code, case)
    notify(world, application)
    application.refresh_from_db()
    if application.status == "recognised":
        return application.status
    sign(world, application)
    return pay(world, application)


def sign(world: World, application: Application) -> None:
    """Let the agreement be signed, where the policy wants one before the money."""
    if application.status != "awaiting_agreement":
        return
    officer = user_of("final_reviewer", bureau_of_stage(application, "agreement"))
    world.at = max(world.at + timedelta(days=30), application.status_since)
    agreements.issue_agreement(application, officer, world.at, agreements.Terms("项目", GOALS, ""))
    agreements.upload_signed(application, application.created_by, world.at, photo(application.number))
    agreements.confirm_signed(application, officer, world.at, world.at.date())


def test_every_policy_with_a_round_is_carried_from_draft_to_payment(world: World) -> None:
    ends = {code: carry(world, code) for code in sorted(world.rounds)}

    assert {code: end for code, end in ends.items() if end not in ("disbursed", "recognised")} == {}
    assert "recognised" in ends.values()
    assert len(ends) >= 40


def test_a_claim_decides_as_the_golden_case_that_it_was_made_of(world: World) -> None:
    code = "anyang-service-agency-hightech-first-reward"
    case = earning_case(world, code)
    assert case is not None

    application = claim(world, code, case)

    assert decide(application).amount_yuan == Decimal(str(case.expect["amount_yuan"]))

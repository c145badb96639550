"""A research project: seen on the spot, judged by experts under seal, published, agreed upon in writing, ready to be paid."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from accounts.tests.factories import clerk as new_clerk
from accounts.tests.factories import enterprise as new_enterprise
from accounts.tests.factories import official
from disbursements.tests.factories import fund
from portal.tests.browser import enterprise, officials, stages
from portal.tests.browser.cast import deciders, open_round, payers, reviewer
from portal.tests.browser.claims import PROJECT, PROJECT_ANSWERS, project_papers
from portal.tests.browser.nights import let_the_period_pass
from portal.tests.browser.pages import act_on_message, go_to, should_say
from publicity.actions import close_due_notices
from reviews.models import Expert, Panel

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = "ay-jiebang-project-funding"
NAME = "林州市太行精密机床有限公司"
ITEMS = "技术先进性｜60\n可行性｜40"
POINTS = [("54", "36"), ("30", "20"), ("58", "38"), ("50", "30"), ("45", "25")]  # 90, 50, 96, 80, 70


def test_a_project_is_checked_judged_published_agreed_and_ready_to_pay(inspected, inspector):
    open_round(CODE)
    fund(CODE, "anyang")
    experts = [expert(f"专家{name}") for name in "甲乙丙丁戊己"]
    county, city, treasury = reviewer("science", "linzhou"), deciders("science", "anyang"), payers("anyang")
    first, second = (reviewer("science", "anyang", name=name) for name in ("考察员罗", "考察员何"))
    publicist = official(Role.PUBLICITY_OFFICER, "science", "anyang", name="公示员冯")
    clerk = inspected(new_clerk(new_enterprise("linzhou", name=NAME, address="林州市陵阳镇")))

    number = claim(clerk, inspector)
    officials.pass_stage(inspected(county), NAME)
    surveyor, officer = inspected(first), inspected(city.reviewer)
    check_on_the_spot(surveyor, inspected(second), clerk, inspector)
    judge(surveyor, inspected, experts, inspector)
    officials.recommend(officer, NAME, "4000000.00")
    officials.countersign(inspected(city.chief), NAME)
    let_the_period_pass(officials.publish_notice(inspected(publicist), NAME, PROJECT))
    close_due_notices(timezone.now())
    agree(officer, clerk, number, inspector)

    maker = inspected(treasury.maker)
    go_to(maker, "资金拨付")
    expect(maker.get_by_role("main")).to_contain_text(PROJECT)
    inspector.look(maker)


def expert(name: str) -> User:
    """An expert of the city's pool, of an employer of his own."""
    user = official(Role.EXPERT, "science", "anyang", name=name)
    Expert.objects.create(user=user, employer=f"{name}研究院", fields="机械", updated_at=timezone.now())
    return user


def claim(clerk: Page, inspector) -> str:
    """Fill in, upload and submit; return the case number."""
    enterprise.find_policy(clerk, "揭榜挂帅", PROJECT)
    enterprise.start(clerk, "揭榜挂帅", PROJECT)
    inspector.look(clerk)
    number = enterprise.fill_claim(clerk, PROJECT_ANSWERS, "400.00 万元")
    enterprise.upload(clerk, project_papers())
    inspector.look(clerk)
    enterprise.commit_and_submit(clerk)
    inspector.look(clerk)
    return number


def check_on_the_spot(officer: Page, second: Page, clerk: Page, inspector) -> None:
    """Appointment, check form, photograph, and the signatures of the two who were there; then the stage is passed."""
    stages.open_site_check(officer, NAME)
    stages.appoint(officer, "考察员罗", "考察员何", "林州市陵阳镇厂区")
    act_on_message(clerk, "现场核查")
    should_say(clerk, "林州市陵阳镇厂区")
    stages.take_picture(officer, "研发车间")
    stages.record_check(officer, 3, "李厂长")
    inspector.look(officer, clerk)
    stages.sign(officer)
    act_on_message(second, "现场核查")
    stages.sign(second)
    should_say(second, "核查表已签齐")
    inspector.look(second)
    officials.open_case(officer, NAME)
    inspector.look(officer)
    officials.decide_stage(officer, "通过", {"意见": "与申报一致"})


def judge(officer: Page, inspected, experts: list[User], inspector) -> None:
    """The panel is drawn, one declines, five score; nobody reads a figure before the last; highest and lowest are dropped."""
    stages.open_panel(officer, NAME)
    inspector.look(officer)
    stages.draw(officer, 5, ITEMS)
    panel = Panel.objects.get()
    first = panel.seats.select_related("expert").earliest("place").expert
    stages.decline(inspected(first), NAME, "曾任该企业顾问")
    drawn = [seat.expert for seat in panel.seats.filter(state="invited").select_related("expert")]
    assert set(drawn) == set(experts) - {first}
    for user, (novelty, feasibility) in zip(drawn, POINTS, strict=True):
        officer.reload()
        should_say(officer, "未启封")
        page = inspected(user)
        stages.score(page, {"技术先进性（满分 60）": novelty, "可行性（满分 40）": feasibility})
    officer.reload()
    should_say(officer, "80.00 分")
    should_say(officer, "去掉一个最高分和一个最低分")
    inspector.look(officer, page)
    officials.open_case(officer, NAME)
    officials.decide(officer, "通过", {"意见": "同意专家意见"})


def agree(officer: Page, clerk: Page, number: str, inspector) -> None:
    """The agreement goes to the enterprise, comes back signed, and is confirmed."""
    stages.issue_agreement(officer, number, "2027-06-30｜完成样机｜检测报告")
    stages.sign_agreement(clerk)
    stages.confirm_signing(officer, number)
    inspector.look(officer, clerk)

"""Warnings, the board, and supervision notices."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import Notification, Role, User
from accounts.tests.factories import bureau, official
from applications.models import Application
from applications.tests.factories import PATENT_GRANT, SHANGHAI, application_round, filed
from applications.workflow import NotAllowed
from policies.models import Policy
from reviews import board
from reviews.actions import supervising
from reviews.board import Filters
from reviews.models import ClockEvent, SupervisionNotice, SupervisionStep, SupervisionTerms
from reviews.tests.factories import act_once, officer_for, open_tasks
from reviews.times import Times, case_times, processing_times
from reviews.warnings import watch

pytestmark = pytest.mark.django_db
State = SupervisionNotice.State


def at(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=SHANGHAI)


def case(days: int = 10) -> Application:
    """A case of Yicheng filed on Monday, 2 March 2026, due on the tenth working day, 16 March."""
    return filed(PATENT_GRANT, round=application_round(PATENT_GRANT, name=f"承诺{days}日", review_days=days))


@pytest.fixture
def supervisor() -> User:
    return official(Role.SUPERVISOR, "supervision", "zhumadian")


@pytest.fixture
def chief() -> User:
    return official(Role.CHIEF, "market", "zhumadian")


def warnings_to(person: User) -> list[str]:
    return list(Notification.objects.filter(user=person, event="clock").values_list("title", flat=True))


def kinds() -> list[str]:
    return list(ClockEvent.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("day", "expected"),
    [(6, []), (9, ["half"]), (12, ["half", "most"]), (16, ["half", "most"]), (17, ["half", "most", "late"]),
     (19, ["half", "most", "late"]), (20, ["half", "most", "late", "escalated"])],
)  # fmt: skip
def test_each_threshold_leaves_one_event_also_after_a_downtime(day, expected):
    case()

    watch(at(day))
    watch(at(day))

    assert kinds() == expected


def test_what_was_missed_is_caught_up_but_told_once(supervisor, chief):
    task = open_tasks(case())[0]
    officer = officer_for(task)

    watch(at(20))
    watch(at(20))

    for person in (officer, chief, supervisor):
        assert warnings_to(person) == ["1 件办理超时，请督办"]


def test_many_tasks_make_one_message(supervisor):
    officer = officer_for(open_tasks(case())[0])
    case(), case()

    watch(at(9))

    assert warnings_to(officer) == ["3 件办理时限已过半"]


def test_when_lateness_is_reported_is_data_of_the_region():
    case()
    SupervisionTerms.objects.create(region=bureau("market", "zhumadian").region, report_after_days=0)

    watch(at(17))

    assert kinds()[-1] == "escalated"


def test_events_are_evidence():
    case()
    watch(at(9))

    with pytest.raises(ProgrammingError), transaction.atomic():
        ClockEvent.objects.all().delete()
    again = ClockEvent.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_the_board_lights_up_by_bureau_and_officer(supervisor):
    late, soon, fresh = case(), case(12), case(60)
    watch(at(17))

    tasks = board.watched_tasks(supervisor, date(2026, 3, 17))

    lights = {task.application_id: vars(task)["light"] for task in tasks}
    assert lights == {late.pk: "red", soon.pk: "yellow", fresh.pk: "green"}
    [row] = board.by_bureau(board.narrowed(tasks, Filters(), date(2026, 3, 17)))
    assert (row["red"], row["yellow"], row["green"], row["done"]) == (1, 1, 1, 0)
    assert board.by_officer(tasks)[0]["officer"] == "未领取"


def test_a_supervisor_of_another_city_and_a_chief_of_another_bureau_see_nothing():
    case()
    strangers = [official(Role.SUPERVISOR, "supervision", "anyang"), official(Role.CHIEF, "science", "anyang")]

    assert [board.watched_tasks(each, date(2026, 3, 3)).count() for each in strangers] == [0, 0]


def test_times_are_median_and_eightieth_percentile_of_counted_days(supervisor):
    for day in (3, 4, 9, 20):
        act_once(open_tasks(case())[0], at(day))

    policy = Policy.objects.get(code=PATENT_GRANT)
    assert processing_times(policy=policy) == Times(4, 5.5, 3.5, pytest.approx(8.6))
    assert processing_times(policy=policy, since=date(2026, 3, 21)).number == 0
    [row] = board.by_stage(board.watched_tasks(supervisor, date(2026, 3, 21)))
    assert (row["label"], row["done"], row["done_late"]) == ("初审", 4, 1)


def test_the_whole_review_of_decided_cases_is_measured():
    application = case()
    for day in (3, 5, 6):
        act_once(open_tasks(application)[0], at(day))

    assert case_times(Policy.objects.get(code=PATENT_GRANT)) == Times(1, 4.0, 4.0, 4.0)


def issued(supervisor: User, application: Application) -> SupervisionNotice:
    return supervising.issue(
        open_tasks(application)[0].bureau, application, supervisor, at(17), "超时", date(2026, 3, 24)
    )


def test_a_notice_is_answered_asked_again_and_accepted(supervisor, chief):
    notice = issued(supervisor, case())
    assert notice.answering == bureau("market", "zhumadian"), "the county has no chief of its own"
    assert chief.notifications.filter(needs_action=True, title__contains="待答复").exists()

    supervising.answer(notice, chief, at(18), "已催办")
    supervising.ask_again(notice, supervisor, at(18), "请说明何时办结", date(2026, 3, 20))
    supervising.answer(notice, chief, at(19), "已办结")
    supervising.accept(notice, supervisor, at(19), "同意")

    notice.refresh_from_db()
    assert notice.state == State.ACCEPTED
    assert list(notice.steps.values_list("act", flat=True)) == ["issue", "answer", "ask_again", "answer", "accept"]
    with pytest.raises(ProgrammingError), transaction.atomic():
        SupervisionStep.objects.update(text="改写")


def test_each_act_is_for_the_right_person_in_turn(supervisor, chief):
    application = case()
    stranger = official(Role.SUPERVISOR, "supervision", "anyang")
    with pytest.raises(NotAllowed, match="辖区"):
        issued(stranger, application)
    notice = issued(supervisor, application)

    with pytest.raises(NotAllowed, match="审定负责人可以答复"):
        supervising.answer(notice, supervisor, at(18), "代答")
    with pytest.raises(NotAllowed, match="他人办理"):
        supervising.accept(notice, supervisor, at(18), "未答复")
    supervising.answer(notice, chief, at(18), "已催办")
    for act in (
        lambda: supervising.accept(notice, chief, at(18), "自己认可"),
        lambda: supervising.ask_again(notice, stranger, at(18), "别处", date(2026, 3, 20)),
    ):
        with pytest.raises(NotAllowed, match="发出督办的单位"):
            act()


def test_a_notice_needs_a_reason_a_coming_day_somebody_to_answer_and_no_other(supervisor, chief):
    application = case()
    county = open_tasks(application)[0].bureau
    broken = [
        ("内容", lambda: supervising.issue(county, application, supervisor, at(17), " ", date(2026, 3, 24))),
        ("今天之后", lambda: supervising.issue(county, application, supervisor, at(17), "超时", date(2026, 3, 17))),
        ("无人可以答复", lambda: supervising.issue(county, None, supervisor, at(17), "超时", date(2026, 3, 24))),
    ]
    issued(supervisor, application)
    broken.append(("未办结的督办单", lambda: issued(supervisor, application)))

    for words, act in broken:
        with pytest.raises(ValidationError, match=words):
            act()


@pytest.mark.parametrize("fields", [{"text": "", "act": "answer"}, {"text": "超时", "act": "issue", "due_on": None}])
def test_an_empty_step_and_a_demand_without_a_day_are_refused_by_the_database(supervisor, chief, fields):
    notice = issued(supervisor, case())

    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionStep.objects.create(notice=notice, by=supervisor, bureau=notice.issued_for, at=at(18), **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionNotice.objects.filter(pk=notice.pk).update(state="lost")
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionTerms.objects.create(region=notice.bureau.region, answer_days=0)


def test_the_pages_lead_from_a_red_light_to_an_accepted_answer(client, monkeypatch, supervisor, chief):
    application = case()
    watch(at(17))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(17))
    client.force_login(supervisor)

    assert "light-red" in client.get(reverse("supervision_board")).content.decode()
    assert application.number in client.get(reverse("supervision_tasks"), {"light": "red"}).content.decode()
    assert client.get(reverse("supervision_officers")).status_code == 200
    new = reverse("supervision_new_on_case", args=[open_tasks(application)[0].bureau_id, application.number])
    assert "请写明内容" in client.post(new, {"text": "", "due_on": "2026-03-24"}).content.decode()
    page = client.post(new, {"text": "请尽快办理", "due_on": "2026-03-24"}).headers["Location"]

    client.force_login(chief)
    client.post(page, {"act": "answer", "text": "已安排专人"})
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(17) + timedelta(hours=1))
    client.force_login(supervisor)
    client.post(page, {"act": "accept", "text": "同意"})
    assert "已办结" in client.get(page).content.decode()
    assert "此督办单已由他人办理" in client.post(page, {"act": "accept", "text": "同意"}, follow=True).content.decode()


def test_an_overdue_answer_turns_red(client, monkeypatch, supervisor, chief):
    issued(supervisor, case())
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(25))
    client.force_login(chief)

    assert "答复已逾期" in client.get(reverse("supervision_notices")).content.decode()


def test_the_excel_holds_codes_as_text_and_no_formula(client, monkeypatch, supervisor):
    application = case()
    application.enterprise.name = '=HYPERLINK("http://x")'
    application.enterprise.save()
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(17))
    client.force_login(supervisor)

    content = client.get(reverse("supervision_excel")).content

    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("在办件").to_python()
    assert rows[2][:2] == [application.number, '=HYPERLINK("http://x")']
    assert rows[2][7] == "已超 1 个工作日"


def test_the_board_asks_few_questions_at_any_size(client, monkeypatch, supervisor, django_assert_max_num_queries):
    for days in (10, 12, 60):
        act_once(open_tasks(case(days))[0], at(4))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(17))
    client.force_login(supervisor)

    with django_assert_max_num_queries(8):
        client.get(reverse("supervision_board"))

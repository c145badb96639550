"""Whatever is done with a notice, in whatever order: a line is payable only after its own window, without an open objection."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.tests.factories import bureau
from applications.models import Application
from applications.workflow import NotAllowed, Status
from publicity import actions
from publicity.chain import breaks
from publicity.models import Notice, NoticeLine, Objection
from publicity.tests.factories import PUBLISHED_AT, TERMS, awaiting, finder, finding, publicity_officer
from publicity.tests.test_corrections import correction

ACTS = (
    "publish",
    "object",
    "dismiss",
    "uphold",
    "extend",
    "correct",
    "take_off",
    "add",
    "schedule",
    "days_pass",
    "close",
)
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5)), min_size=4, max_size=14)


def last_day_of(notice: Notice) -> date:
    assert notice.ends_on is not None
    return notice.ends_on


class Desk:
    """One officer, one independent finder, three cases, one clock; each act finds what it needs and leaves refusals to the rules."""

    def __init__(self, officer: User, finder: User, cases: list[Application]) -> None:
        self.officer, self.finder, self.at = officer, finder, PUBLISHED_AT
        self.ids = [case.pk for case in cases]
        self.last_days: dict[int, date] = {}

    def running(self, pick: int) -> Notice:
        found = list(Notice.objects.filter(state="published").order_by("pk"))
        if not found:
            raise NotAllowed
        return found[pick % len(found)]

    def waiting(self) -> list[int]:
        live = NoticeLine.objects.filter(state__in=["open", "held"]).values("application")
        found = Application.objects.filter(pk__in=self.ids, status=Status.AWAITING_PUBLICITY).exclude(pk__in=live)
        return list(found.order_by("pk").values_list("pk", flat=True))

    def publish(self, pick: int) -> None:
        actions.publish(self.draft(pick), self.officer, self.at)

    def draft(self, pick: int) -> Notice:
        cases = self.waiting()[: pick % 3 + 1]
        round = Application.objects.get(pk=self.ids[0]).round
        return actions.draft_notice(round, bureau("science", "anyang"), cases, TERMS, self.officer, self.at)

    def schedule(self, pick: int) -> None:
        actions.schedule_notice(self.draft(pick), self.at + timedelta(hours=pick), self.officer, self.at)

    def object(self, pick: int) -> None:
        lines = list(self.running(pick).lines.order_by("position"))
        actions.file_objection(lines[pick % len(lines)], "李四", "13812345678", "与统计报表不一致，请予核查", self.at)

    def answer(self, pick: int, remedy: str) -> Objection:
        found = list(Objection.objects.filter(state="filed").order_by("pk"))
        if not found:
            raise NotAllowed
        against = found[pick % len(found)]
        actions.accept_objection(against, self.officer, self.at)
        against = actions.assign_finder(against, self.finder, self.officer, self.at)
        return actions.conclude(against, finding(remedy), self.finder, self.at)

    def dismiss(self, pick: int) -> None:
        actions.agree(self.answer(pick, "maintain"), self.at)

    def uphold(self, pick: int) -> None:
        self.answer(pick, ("amount", "review", "remove")[pick % 3])

    def extend(self, pick: int) -> None:
        notice = self.running(pick)
        actions.extend_notice(notice, last_day_of(notice) + timedelta(days=pick - 1), "检修", self.officer, self.at)

    def correct(self, pick: int, **fields) -> None:
        draft = actions.draft_correction(self.running(pick), correction(**fields), self.officer, self.at)
        actions.publish(draft, self.officer, self.at)

    def take_off(self, pick: int) -> None:
        self.correct(pick, taken_off=(pick % 3 + 1,))

    def add(self, pick: int) -> None:
        self.correct(pick, added=tuple(self.waiting()[:1]))

    def days_pass(self, pick: int) -> None:
        self.at += timedelta(days=pick * 3)

    def close(self, pick: int) -> None:
        actions.publish_scheduled(self.at)
        actions.close_due_notices(self.at)

    def do(self, name: str, pick: int) -> None:
        """Act; a refusal leaves everything as it was."""
        self.at += timedelta(minutes=1)
        try:
            with transaction.atomic():
                getattr(self, name)(pick)
        except NotAllowed:
            pass
        self.check()

    def check(self) -> None:
        for case in Application.objects.filter(pk__in=self.ids):
            self.check_case(case)
        for notice in Notice.objects.public().defer("rows"):
            ends_on = last_day_of(notice)
            assert ends_on >= self.last_days.get(notice.pk, ends_on), "a window became shorter"
            self.last_days[notice.pk] = ends_on
        assert not list(breaks())

    def check_case(self, case: Application) -> None:
        lines = list(case.notice_lines.select_related("notice").order_by("pk"))
        live = [line for line in lines if line.state in ("open", "held") and line.notice.state != "draft"]
        assert (len(live) == 1) == (case.status == Status.IN_PUBLICITY), (case.status, lines)
        for line in live:
            assert (line.state == "held") == line.objections.holding().exists()
        if case.status == Status.AWAITING_DISBURSEMENT:
            self.check_payable(case, lines)

    def check_payable(self, case: Application, lines: list[NoticeLine]) -> None:
        cleared = [line for line in lines if line.state == "cleared"]
        assert cleared == lines[-1:]
        assert last_day_of(cleared[0].notice) < timezone.localdate(self.at)
        assert not Objection.objects.holding().filter(line__application=case).exists()


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(steps=STEPS)
def run(start: tuple, reached: set[str], steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        desk = Desk(*start)
        desk.do("publish", 2)
        for name, pick in steps:
            desk.do(name, pick)
        reached.update(NoticeLine.objects.values_list("state", flat=True))
        transaction.set_rollback(True)


def test_no_course_of_a_notice_makes_a_line_payable_too_early(db: None):
    start, reached = (publicity_officer(), finder(), [awaiting() for _ in range(3)]), set[str]()

    run(start, reached)

    assert {"open", "held", "struck", "cleared", "moved", "removed"} <= reached

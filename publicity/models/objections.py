import secrets
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.append_only import APPEND_ONLY
from accounts.models import Bureau, Role, User
from applications.workflow import SYSTEM
from publicity.models.lines import NoticeLine
from publicity.objection_flow import OBJECTOR, WITH_REASON, Act, Outcome, State, allowed_step
from reviews.models import Letter

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
ACTORS = [*Role.choices, (SYSTEM, "系统"), (OBJECTOR, "异议提出人")]
UNDER_WAY = ("investigating", "with_enterprise")
REFUSED = ("not_accepted", "dismissed")


def new_receipt() -> str:
    """Return a query code that cannot be guessed: whoever holds it may read the answer."""
    return "YY-" + "".join(secrets.choice(ALPHABET) for _ in range(10))


class ObjectionQuerySet(models.QuerySet):
    """Objections, by whether they still hold their line."""

    def holding(self) -> "ObjectionQuerySet":
        """Keep the objections that still hold their line: all that are not settled."""
        return self.exclude(state=State.SETTLED)


class Objection(models.Model):
    """An objection (异议) of anybody to one line of a notice; it holds that line until it is settled.

    `receipt` is the objector's key and shown to nobody else; officials know it by its `number`.
    `instance` is 1 for the investigation and 2 for the reconsideration (复核).
    """

    receipt = models.CharField("查询码", max_length=20, unique=True, default=new_receipt)
    line = models.ForeignKey(NoticeLine, verbose_name="公示条目", on_delete=models.PROTECT, related_name="objections")
    content = models.TextField("异议内容")
    state = models.CharField("状态", max_length=16, choices=State, default=State.FILED)
    outcome = models.CharField("结论", max_length=14, choices=Outcome, blank=True)
    instance = models.PositiveSmallIntegerField("办理层次", default=1)
    finder = models.ForeignKey(
        "accounts.User", verbose_name="核查人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    filed_at = models.DateTimeField("提出时间")
    counted_from = models.DateField("起算日期")
    limit_days = models.PositiveSmallIntegerField("时限（工作日）")
    due_on = models.DateField("办理时限", null=True, blank=True)
    settles_on = models.DateField("复核申请截止日", null=True, blank=True)
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ["due_on", "filed_at"]
        indexes = [models.Index(fields=["state", "due_on"], name="objection_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="filed", outcome="", instance=1)
                | Q(state__in=UNDER_WAY, outcome="", instance=1)
                | Q(state__in=UNDER_WAY, outcome__in=REFUSED, instance=2)
                | Q(state="answered", outcome__in=REFUSED, instance=1, settles_on__isnull=False)
                | Q(state="settled", outcome__in=[*REFUSED, "upheld"], instance__in=[1, 2], settled_at__isnull=False),
                name="objection_outcome_follows_state",
                violation_error_message="异议的状态与结论不符",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["filed", "investigating"]) | Q(due_on__isnull=False),
                name="objection_due_while_ours",
                violation_error_message="待办的异议须有办理时限",
            ),
            models.CheckConstraint(
                condition=~Q(state="with_enterprise") | Q(finder__isnull=False),
                name="objection_statement_asked_by_finder",
                violation_error_message="请企业说明之前须指定核查人",
            ),
            models.CheckConstraint(
                condition=Q(content__regex=r".{10,}"),
                name="objection_content_says_something",
                violation_error_message="异议内容不少于 10 个字",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return the number (异议编号) by which officials, letters and the enterprise name the objection."""
        return f"YY{timezone.localtime(self.filed_at):%Y}-{self.pk:05d}"

    @property
    def todo_key(self) -> str:
        """Return the matter (所办事项) under which officers are told that it waits for them."""
        return f"objection-{self.pk}"

    @property
    def is_settled(self) -> bool:
        """Tell whether the objection is over and holds its line no more."""
        return self.state == State.SETTLED

    @property
    def word(self) -> str:
        """Return the state in the officials' words."""
        if self.state == State.INVESTIGATING:
            return "复核中" if self.instance == 2 else "核查中"
        if self.state in (State.ANSWERED, State.SETTLED):
            return f"{self.get_state_display()}：{self.get_outcome_display()}"
        return str(self.get_state_display())

    def move(
        self,
        act: Act,
        *,
        role: str,
        at: datetime,
        by: User | None = None,
        text: str = "",
        bureau: Bureau | None = None,
        letter: Letter | None = None,
        **changes: Any,
    ) -> "ObjectionStep":
        """Make one step of the procedure's table and write it into the history (异议流水).

        Locks the row; lock the line first. Raises NotAllowed where the table has no such step, or not for `role`.
        """
        stored = Objection.objects.select_for_update(no_key=True).only("state").get(pk=self.pk)
        step = allowed_step(stored.state, act, role)
        for name, value in {**changes, "state": step.target}.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *changes])
        return ObjectionStep.objects.create(
            objection=self, act=act, source=step.source, target=step.target, by=by, role=role, bureau=bureau,
            instance=self.instance, text=text, letter=letter, at=at,
        )  # fmt: skip


class ObjectionStep(models.Model):
    """One act on an objection (异议流水): who did what, when, in which role and why. Append-only in the database."""

    objection = models.ForeignKey(Objection, verbose_name="异议", on_delete=models.PROTECT, related_name="steps")
    act = models.CharField("动作", max_length=20, choices=Act)
    source = models.CharField("原状态", max_length=16, choices=State, blank=True)
    target = models.CharField("新状态", max_length=16, choices=State)
    instance = models.PositiveSmallIntegerField("办理层次")
    by = models.ForeignKey(
        "accounts.User", verbose_name="办理人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField("角色", max_length=24, choices=ACTORS)
    bureau = models.ForeignKey(
        "accounts.Bureau", verbose_name="部门", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField("内容", blank=True)
    letter = models.ForeignKey(
        "reviews.Letter", verbose_name="文书", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "异议流水"
        triggers = APPEND_ONLY
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[SYSTEM, OBJECTOR], by__isnull=True)
                | ~Q(role__in=[SYSTEM, OBJECTOR]) & Q(by__isnull=False),
                name="objection_step_actor_known",
                violation_error_message="须记录办理人",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=[act.value for act in WITH_REASON]) | ~Q(text=""),
                name="objection_step_says_why",
                violation_error_message="不予受理、答复和申请复核须写明理由",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d %H:%M}"

"""The desk (工作台): for each role of the person, what waits for them now."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import ENTERPRISE_ROLES, Role, User
from accounts.roles import roles_of
from applications.messages import unread_by
from applications.queues import (
    clerk_enterprises,
    own_applications,
    register_imports,
    waiting_for_colleagues,
    waiting_for_officials,
    waiting_for_user,
)
from applications.workflow import UNFILED, Status
from disbursements.queues import batches_to_check, payable_cases, remittances_due
from policies.draft_queues import drafts_in_work, drafts_to_release
from policies.models import ApplicationRound
from publicity.objection_queues import open_objections, waiting_statements
from publicity.queues import publicity_queue
from reviews.clocks import clock_of
from reviews.queues import REVIEW_ROLES, review_queue, visible_cases
from reviews.tabs import counts, tabs_of

SHOWN = 10


class Card(NamedTuple):
    """One count of the desk and the page behind it."""

    title: str
    number: int
    url: str


def desk_of(user: User, today: date) -> dict[str, Any]:
    """Return the sections of the desk for every role that the person holds."""
    roles = roles_of(user, today)
    sections: dict[str, Any] = {"cards": []}
    for wanted, build in SECTIONS:
        if roles & wanted:
            found = build(user, today)
            sections["cards"] += found.pop("cards", [])
            sections |= found
    return sections


def enterprise_section(user: User, today: date) -> dict[str, Any]:
    """Return what the enterprise has to do, what it waits for, and which rounds are open."""
    own = own_applications(user, today).order_by().values("pk")
    unread = unread_by(user, official=False).filter(application__in=own).count()
    asked = first_statement(user, today)
    return {
        "own_turn": waiting_for_user(user, today)[:SHOWN],
        "colleagues_turn": waiting_for_colleagues(user, today)[:SHOWN],
        "their_turn": waiting_for_officials(user, today)[:SHOWN],
        "rounds": rounds_for(user, today)[:6],
        "is_enterprise": True,
        "cards": [
            *([Card("未读留言", unread, reverse("application_list"))] if unread else []),
            *([Card("待说明的公示异议", asked[1], reverse("own_statement", args=[asked[0]]))] if asked else []),
        ],
    }


def first_statement(user: User, today: date) -> tuple[int, int] | None:
    """Return the statement on an objection that is due first, and how many wait; None where none does."""
    waiting = list(waiting_statements(user, today).order_by("due_on").values_list("pk", flat=True))
    return (waiting[0], len(waiting)) if waiting else None


def rounds_for(user: User, today: date) -> QuerySet[ApplicationRound]:
    """Return the open rounds of the policies that reach where the person's enterprises are, the nearest end first."""
    places = {place for each in clerk_enterprises(user, today) for place in each.region.with_ancestors()}
    rounds = ApplicationRound.objects.open_on(today).filter(policy__region__in=places)
    return rounds.select_related("policy__region").order_by("closes_on")


def review_section(user: User, today: date) -> dict[str, Any]:
    """Return the reviewer's first tasks with their clocks, what each tab of the work desk holds, and unread messages."""
    seen = visible_cases(user, today).order_by().values("pk")
    waiting = unread_by(user, official=True).filter(application__in=seen).count()
    url, numbers = reverse("review_queue"), counts(user, timezone.now())
    cards = [Card(f"待办：{tab.title}", numbers[tab.key], f"{url}?tab={tab.key}") for tab in tabs_of(user, today)]
    if to_find := open_objections(user, today).filter(finder=user).count():
        cards.append(Card("待核查异议", to_find, reverse("objection_list")))
    return {
        "cards": [*cards, Card("未读留言", waiting, reverse("message_list"))],
        "tasks": [(task, clock_of(task, today)) for task in review_queue(user, today)[:SHOWN]],
        "is_reviewer": True,
    }


def publicity_section(user: User, today: date) -> dict[str, Any]:
    """Return what waits for a notice and which objections wait for an answer."""
    url = reverse("publicity_desk")
    return {
        "cards": [
            Card("待公示办件", publicity_queue(user, today).count(), url),
            Card("待办异议", open_objections(user, today).count(), reverse("objection_list")),
        ]
    }


def maker_section(user: User, today: date) -> dict[str, Any]:
    """Return what may be put into a batch, and which local shares are to be remitted."""
    url = reverse("payment_desk")
    return {
        "cards": [
            Card("待拨付办件", payable_cases(user, today).count(), url),
            Card("待登记属地上缴", remittances_due(user, today).count(), url),
        ]
    }


def checker_section(user: User, today: date) -> dict[str, Any]:
    """Return the batches that wait for a check."""
    return {"cards": [Card("待复核批次", batches_to_check(user, today).count(), reverse("payment_desk"))]}


def overview_section(user: User, today: date) -> dict[str, Any]:
    """Return how many cases stand where, as rows of a table and of the chart above it."""
    counts = dict(visible_cases(user, today).order_by().values_list("status").annotate(Count("pk")))
    rows = [{"status": value, "label": label, "count": counts.get(value, 0)} for value, label in Status.choices]
    return {"overview": [row for row in rows if row["status"] not in UNFILED]}


def pack_section(user: User, today: date) -> dict[str, Any]:
    """Return the drafts in work, and those that wait to be released by this person."""
    url, cards = reverse("pack_desk"), []
    if roles_of(user, today) & {Role.POLICY_EDITOR}:
        cards.append(Card("编制中草案", drafts_in_work(user, today).count(), url))
    if roles_of(user, today) & {Role.POLICY_RELEASER}:
        cards.append(Card("待发布草案", drafts_to_release(user, today).count(), url))
    return {"cards": cards}


def register_section(user: User, today: date) -> dict[str, Any]:
    """Return the files of registers that were checked and wait to be imported."""
    waiting = register_imports(user, today).filter(state="checked").count()
    return {"cards": [Card("待确认归集批次", waiting, reverse("register_desk"))]}


def people_section(user: User, today: date) -> dict[str, Any]:
    """Return the way to the pages of the bureau administrator."""
    return {"manages_people": True}


Section = Callable[[User, date], dict[str, Any]]
SECTIONS: tuple[tuple[set[str], Section], ...] = (
    (set(ENTERPRISE_ROLES), enterprise_section),
    (set(REVIEW_ROLES), review_section),
    ({Role.PUBLICITY_OFFICER}, publicity_section),
    ({Role.PAYMENT_MAKER}, maker_section),
    ({Role.PAYMENT_CHECKER}, checker_section),
    ({*REVIEW_ROLES, Role.SUPERVISOR}, overview_section),
    ({Role.POLICY_EDITOR, Role.POLICY_RELEASER}, pack_section),
    ({Role.DATA_OFFICER}, register_section),
    ({Role.BUREAU_ADMIN}, people_section),
)

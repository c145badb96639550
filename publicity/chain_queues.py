"""What the page of the chains asks: heads with names, the newest anchors, the newest check and what of it one may read."""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Max, QuerySet

from accounts.chains import KINDS, Break, Head
from accounts.models import Region, Role, User
from accounts.roles import assignments
from publicity.chain import all_heads
from publicity.models import Anchor, ChainCheck

PUBLIC_KINDS = ("anchor", "version")


class ChainRow(NamedTuple):
    """One chain: what of, whose, and its head."""

    kind: str
    name: str
    head: Head


def chain_rows() -> list[ChainRow]:
    """Return every chain with its newest record, determinations first."""
    heads = all_heads()
    names = dict(Region.objects.filter(slug__in={head.chain for head in heads}).values_list("slug", "name"))
    return [ChainRow(KINDS[head.kind], names.get(head.chain, "全省"), head) for head in heads]


def newest_anchors(count: int) -> QuerySet[Anchor]:
    """Return the newest anchors, each with the time of its first timestamp and how many it has."""
    stamps = Anchor.objects.annotate(stamped_at=Max("timestamps__stamped_at"), stamps=Count("timestamps"))
    return stamps.defer("heads").order_by("-sequence")[:count]


def newest_check() -> ChainCheck | None:
    """Return the check that was asked for last; None before the first."""
    return ChainCheck.objects.select_related("asked_by").first()


class Seen(NamedTuple):
    """The problems of a check that somebody may read, and how many lie outside his jurisdiction."""

    problems: list[Break]
    elsewhere: int


def problems_seen(check: ChainCheck, user: User, today: date) -> Seen:
    """Return the problems in a supervisor's jurisdiction: the chains of his places; the province's reads all."""
    places = [held.bureau.region for held in assignments(user, [Role.SUPERVISOR], today) if held.bureau]
    found = [Break(**problem) for problem in check.problems]
    if any(place.level == Region.Level.PROVINCE for place in places):
        return Seen(found, 0)
    slugs = {place.slug for place in places} | {place.parent.slug for place in places if place.parent}
    mine = [each for each in found if each.chain in slugs or each.kind in PUBLIC_KINDS]
    return Seen(mine, len(found) - len(mine))

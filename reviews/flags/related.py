"""Related enterprises (关联企业): the same account, address, legal representative or controller, and how they are related."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from reviews.models import EnterpriseTrait

Trait = EnterpriseTrait.Kind


def shared_traits(enterprise_id: int) -> QuerySet[EnterpriseTrait]:
    """Return the traits of other enterprises that this one has as well."""
    own = EnterpriseTrait.objects.filter(enterprise=enterprise_id, kind=OuterRef("kind"), value=OuterRef("value"))
    return EnterpriseTrait.objects.filter(Exists(own)).exclude(enterprise=enterprise_id)


def relation_of(enterprise_id: int, path: str) -> ArraySubquery:
    """Return the annotation that tells by what the enterprise at `path` is related to this one; empty where it is not."""
    shared = shared_traits(enterprise_id).filter(enterprise=OuterRef(path)).order_by("kind")
    return ArraySubquery(shared.values("kind").distinct())


def related_enterprises(enterprise_id: int) -> dict[int, set[str]]:
    """Return the related enterprises, each with the kinds of what they share."""
    found: dict[int, set[str]] = {}
    for other, kind in shared_traits(enterprise_id).values_list("enterprise_id", "kind"):
        found.setdefault(other, set()).add(kind)
    return found


def relation_words(kinds: list[str] | set[str]) -> str:
    """Return how two enterprises are related, in words."""
    return "、".join(Trait(kind).label for kind in sorted(kinds))

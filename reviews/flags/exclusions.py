"""Policies that cannot be had together (不得同时享受), or of which the documents do not say (能否兼得未写): both claimed."""

from datetime import timedelta

from applications.models import Application
from policies.engine import Pack
from reviews.flags.found import STANDING_NOT, Found, Severity, described, signals
from reviews.flags.related import Trait, related_enterprises, relation_words
from reviews.models import Flag


def found(application: Application) -> list[Found]:
    """Return a hold for each standing case of the enterprise or a related one whose policy excludes this one's."""
    related = related_enterprises(application.enterprise_id)
    reach = timedelta(days=signals()["exclusion_days"])
    filed = application.submitted_at or application.created_at
    others = Application.objects.filter(enterprise__in=[application.enterprise_id, *related])
    others = others.filter(submitted_at__range=(filed - reach, filed + reach)).exclude(pk=application.pk)
    others = others.exclude(round__policy=application.round.policy_id).exclude(status__in=STANDING_NOT)
    flags = []
    for other in others.for_list().order_by("-submitted_at")[:200]:
        if said := exclusion(application.version.pack, other.version.pack):
            flags.append(_flag(application, other, said, related.get(other.enterprise_id, set())))
    return flags


def exclusion(one: Pack, other: Pack) -> tuple[str, str] | None:
    """Return the text and the clause by which two policies exclude each other, or leave that open; None where they do not."""
    for pack, code in ((one, other.code), (other, one.code)):
        for entry in pack.excludes:
            if entry.code == code:
                return f"两项政策不得同时享受：{entry.text}", entry.clause
        for conflict in pack.conflicts:
            if code in conflict.open_with:
                said = f"两项政策能否兼得由审定负责人认定（{conflict.document}）：{conflict.text}"
                return said, conflict.clause
        if pack.same_as == code:
            return "两项政策不得同时享受：两项政策是同一政策的不同表述，只能享受一次", ""
    return None


def _flag(application: Application, other: Application, said: tuple[str, str], relation: set[str]) -> Found:
    text, clause = said
    whose = f"关联企业（{relation_words(relation)}）" if relation else "本企业"
    is_sure = not relation or bool(relation - {Trait.PERSON, Trait.CONTROLLER})
    return Found(
        kind=Flag.Kind.EXCLUSIVE,
        key=other.number,
        words=f"{whose}有{described(other)}，{text.rstrip('。')}。",
        severity=Severity.HIGH if is_sure else Severity.MEDIUM,
        other=other,
        is_hold=True,
        rows=[],
        clause=clause,
    )

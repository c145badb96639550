"""The sections and materials of a case that an officer looks through one by one (逐项核对)."""

from collections.abc import Iterable

from applications.changes import Difference
from applications.models import Application
from policies.engine import Pack
from reviews.models import ReviewTask, SectionTick

UNNAMED = "申报信息"


def sections(application: Application) -> list[tuple[str, str]]:
    """Return (key, title) of what is to be looked through: the sections of facts given, then the materials filed."""
    pack = application.version.pack
    given = {row.name for row in application.fact_rows.all()}
    found = {fact_key(pack, name): pack.facts[name].section or UNNAMED for name in pack.facts if name in given}
    filed = set(application.documents.filter(removed_at__isnull=True).values_list("material", flat=True))
    return [*found.items(), *((f"material:{each.key}", each.title) for each in pack.materials if each.key in filed)]


def fact_key(pack: Pack, name: str) -> str:
    """Return the key of the section that a fact belongs to."""
    return f"facts:{pack.facts[name].section or UNNAMED}"


def touched(pack: Pack, changes: Iterable[Difference]) -> set[str]:
    """Return the keys of the sections and materials in which something was changed."""
    return {
        f"material:{each.key}" if each.kind == "material" else fact_key(pack, each.key)
        for each in changes
        if each.kind == "material" or each.key in pack.facts
    }


def rests_on(task: ReviewTask, keys: set[str]) -> bool:
    """Tell whether a pass rests on any of the sections: on those ticked, on the whole case where none was."""
    ticked = set(SectionTick.objects.filter(task=task).values_list("key", flat=True))
    return not ticked or bool(ticked & keys)

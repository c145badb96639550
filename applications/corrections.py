"""What an enterprise may change while its case waits for a correction (补正)."""

from applications.facts import fact_values, missing_facts, missing_materials
from applications.gaps import waiting_for
from applications.infected import infected_files
from applications.models import Application, CorrectionItem, CorrectionNotice
from applications.workflow import FINAL, Status

Kind = CorrectionItem.Kind


def open_notice(application: Application) -> CorrectionNotice | None:
    """Return the correction notice that waits for an answer, with its bureau."""
    waiting = application.corrections.filter(answered_at__isnull=True, lapsed_at__isnull=True)
    return waiting.select_related("bureau").first()


def open_items(application: Application) -> list[CorrectionItem]:
    """Return the items of the correction notice that waits for an answer."""
    return list(
        CorrectionItem.objects.filter(
            notice__application=application, notice__answered_at__isnull=True, notice__lapsed_at__isnull=True
        )
    )


def open_keys(application: Application) -> dict[str, set[str]]:
    """Return which facts, materials and account may be changed in a correction, by kind.

    Beside what the notice names: whatever a changed fact makes required now and is not there yet, so that every
    correction can be answered, and what an infected file was taken out of.
    """
    pack, values = application.version.pack, fact_values(application)
    keys: dict[str, set[str]] = {
        Kind.FACT: {fact.name for fact in missing_facts(application, pack, values)},
        Kind.MATERIAL: {material.key for material in missing_materials(application, pack, values)}
        | set(infected_files(application)),
        Kind.ACCOUNT: set(),
    }
    for item in open_items(application):
        keys[item.kind].add(item.key)
    return keys


def may_change(application: Application, kind: str, key: str) -> bool:
    """Tell whether a fact, material or account may be changed now: all of a draft, in a correction what is open,
    and a material that was left out at acceptance (容缺).
    """
    if application.status == Status.DRAFT:
        return True
    if kind == Kind.MATERIAL and application.status not in FINAL and waiting_for(application.gaps.all(), key):
        return True
    return application.status == Status.RETURNED and key in open_keys(application)[kind]

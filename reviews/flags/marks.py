"""The marks by which cases and enterprises are compared, normalised so that spelling hides nothing."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from accounts.models import Enterprise
from applications.models import Application
from applications.profile.standing import standing
from policies.subjects import subject_facts
from reviews.flags.found import signals
from reviews.models import CaseMark, EnterpriseTrait

ACCOUNT = "account"
LEAST = 5  # shorter ones are no numbers of anything
Trait = EnterpriseTrait.Kind


def normalised(text: Any) -> str:
    """Return a text without spaces, punctuation and width, in capitals."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", str(text or ""))).upper()


def normalised_number(text: Any) -> str:
    """Return a number to compare by, a patent's without its ZL; empty where it is none (too short, or without a digit)."""
    plain = normalised(text).removeprefix("ZL")
    return plain if len(plain) >= LEAST and any(letter.isdigit() for letter in plain) else ""


def object_names() -> dict[str, str]:
    """Return the kind of object that a fact or a column names, by its name."""
    return {name: kind for kind, entry in signals()["objects"].items() for name in entry["names"]}


def marks_of(application: Application) -> list[CaseMark]:
    """Return the marks of a case, not yet stored: its account, and the numbers of what it claims for."""
    found = {(ACCOUNT, application.bank_account): application.bank_account} if application.bank_account else {}
    for kind, value in _numbers(application):
        if plain := normalised_number(value)[:120]:
            found.setdefault((kind, plain), str(value)[:120])
    return [
        CaseMark(application=application, kind=kind, value=value, shown=shown) for (kind, value), shown in found.items()
    ]


def _numbers(application: Application) -> Iterator[tuple[str, Any]]:
    names, subjects = object_names(), subject_facts(application.version.pack)
    for row in application.fact_rows.all():
        kind = names.get(row.name) or ("subject" if row.name in subjects else "")
        entries = row.value if isinstance(row.value, list) else [row.value]
        for entry in entries:
            if isinstance(entry, dict):
                yield from ((names[name], value) for name, value in entry.items() if name in names)
            elif kind:
                yield kind, entry


def store_marks(application: Application) -> None:
    """Keep the marks of a filed case and the traits of its enterprise as they are now."""
    CaseMark.objects.filter(application=application).delete()
    CaseMark.objects.bulk_create(marks_of(application))
    enterprise = application.enterprise
    traits = [EnterpriseTrait(enterprise=enterprise, kind=kind, value=value) for kind, value in traits_of(enterprise)]
    if application.bank_account:
        traits.append(EnterpriseTrait(enterprise=enterprise, kind=Trait.ACCOUNT, value=application.bank_account))
    EnterpriseTrait.objects.filter(enterprise=enterprise).exclude(kind=Trait.ACCOUNT).delete()
    EnterpriseTrait.objects.bulk_create(traits, ignore_conflicts=True)


def traits_of(enterprise: Enterprise) -> list[tuple[str, str]]:
    """Return what relates an enterprise to others: account, address with a house number, legal representative, controller.

    The controlling person (实际控制人) counts as declared in the profile and as a register says, both where they differ.
    """
    address = normalised(enterprise.address)
    found = [(Trait.ACCOUNT, enterprise.bank_account), (Trait.PERSON, normalised(enterprise.legal_representative))]
    if re.search(r"\d", address):
        found.append((Trait.ADDRESS, address))
    known = standing(enterprise, ["controlling_person"])
    controllers = {normalised(row.value) for side in (known.own, known.register) for row in side.values()}
    found += [(Trait.CONTROLLER, value) for value in sorted(controllers)]
    return [(kind, value) for kind, value in found if value]

"""What the portal already knows of a signed-in enterprise (已知信息), so that the check-up need not ask it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import ENTERPRISE_ROLES, Enterprise, User
from accounts.roles import assignments
from policies.checkup.questions import is_askable
from policies.checkup.survey import Catalogue

# The first two characters of a unified social credit code tell who registered it (GB 32100-2015, table 1).
APPLICANT_BY_CODE = {"91": "enterprise", "92": "sole_trader", "12": "institution", "52": "institution"}


def earlier_facts(user: User, today: date) -> list[tuple[str, Mapping[str, Any]]]:
    """Return (policy code, facts) of the user's earlier applications, the newest first.

    The portal names who knows them, because policies import nothing to their right.
    """
    found: list[tuple[str, Mapping[str, Any]]] = import_string(settings.EARLIER_FACTS)(user, today)
    return found


def enterprise_of(user: User, today: date) -> Enterprise | None:
    """Return the enterprise for which the user acts, the first where there are several."""
    return next((held.enterprise for held in assignments(user, ENTERPRISE_ROLES, today) if held.enterprise), None)


def known_answers(catalogue: Catalogue, user: User, today: date) -> dict[str, Any]:
    """Return the answers that the registration and earlier applications give; the newest application wins."""
    enterprise = enterprise_of(user, today)
    if enterprise is None:
        return {}
    applicant = APPLICANT_BY_CODE.get(enterprise.uscc[:2])
    known: dict[str, Any] = {"scope.applicant": applicant} if applicant else {}
    known["scope.region"] = enterprise.region.slug
    for code, facts in earlier_facts(user, today):
        for name, value in facts.items():
            key = catalogue.book.find(code, name)
            if key and value is not None and is_askable(catalogue.book.by_key[key].fact):
                known.setdefault(key, value)
    return known

"""What a case takes from the enterprise's profile (预填) and gives back to it on submit (回流)."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from applications.models import Application, BankAccount, CaseFact, ProfileFact, ProfileSource
from applications.profile.catalogue import Match, items, match_of
from applications.profile.differences import known_of
from applications.profile.standing import Place, standing
from applications.profile.taking import take
from applications.profile.values import agree, in_unit
from policies.engine.model import FactDef


def prefill(application: Application, user: User, at: datetime) -> None:
    """Fill a new draft from the profile and the registers where the pack's fact and its period are known there."""
    known = known_of(application)
    rows = []
    for fact in application.version.pack.facts.values():
        match = match_of(fact)
        taken = take(fact, match, known) if match else None
        if taken:
            told = {"value": taken.value, "source": taken.source, "origin": taken.origin}
            rows.append(CaseFact(application=application, name=fact.name, set_by=user, set_at=at, **told))
    CaseFact.objects.bulk_create(rows)


def flow_back(application: Application, user: User, at: datetime, since: datetime | None = None) -> None:
    """Give the profile what the case declares (以往申报), where that is new; registers stay as they are.

    With `since`, only what was set from then on: what the profile learned otherwise after the filing stays.
    """
    profile = standing(application.enterprise)
    day, rows = timezone.localdate(at), []
    for (name, period), value in told_by(application, since).items():
        own, register = profile.own.get((name, period)), profile.register.get((name, period))
        if any(row and agree(value, row.value) for row in (own, register)):
            continue
        rows.append(
            ProfileFact(
                enterprise=application.enterprise,
                name=name,
                period=period,
                value=value,
                source=ProfileSource.CASE,
                as_of=day,
                application=application,
                entered_by=user,
                entered_at=at,
            )
        )
    ProfileFact.objects.bulk_create(rows)
    keep_account(application, user, at)


def told_by(application: Application, since: datetime | None = None) -> dict[Place, Any]:
    """Return the values by (item, period) that the case's facts, or those set `since`, tell in the profile's units."""
    rows = application.fact_rows.all() if since is None else application.fact_rows.filter(set_at__gte=since)
    values = {row.name: row.value for row in rows}
    found: dict[Place, Any] = {}
    for fact in application.version.pack.facts.values():
        match, value = match_of(fact), values.get(fact.name)
        if match and match.shape in ("one", "list") and value not in (None, "", []):
            found |= _by_place(fact, match, value, application.round.opens_on.year)
    return found


def _by_place(fact: FactDef, match: Match, value: Any, year: int) -> dict[Place, Any]:
    entries = value if match.shape == "list" else [value]
    unit = items()[match.item].unit
    try:
        return {
            (match.item, period): in_unit(entry, fact.unit or unit, unit)
            for period, entry in zip(match.periods_of(year), entries, strict=False)
            if entry not in (None, "")
        }
    except ValueError:  # the document measures something else
        return {}


def keep_account(application: Application, user: User, at: datetime) -> None:
    """Keep the account of a filed case among the enterprise's accounts; the one on the enterprise itself is the default."""
    enterprise, number = application.enterprise, application.bank_account
    kept = BankAccount.objects.filter(enterprise=enterprise, removed_at__isnull=True)
    account = BankAccount(
        enterprise=enterprise,
        account_name=application.account_name,
        bank_name=application.bank_name,
        number=number,
        is_default=number == enterprise.bank_account and not kept.filter(is_default=True).exists(),
        origin=f"申报 {application.number}",
        entered_by=user,
        entered_at=at,
    )
    BankAccount.objects.bulk_create([account], ignore_conflicts=True)

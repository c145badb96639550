"""Starting an application and filling it in."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Enterprise, Role, User
from applications import facts
from applications.actions.changes import record_change
from applications.actions.profiles import prefill
from applications.corrections import may_change, open_items, open_keys
from applications.models import Application, CaseChange, CaseFact, CorrectionItem
from applications.offers import hindrance
from applications.workflow import REFILED, UNDECIDED, NotAllowed, Status
from policies.models import ApplicationRound

CLERK = Role.APPLICANT_CLERK


ACCOUNT = CorrectionItem.Kind.ACCOUNT
DECLARED = {"source": CaseFact.Source.DECLARED, "origin": ""}  # what is changed by hand is the enterprise's own word


class Page(NamedTuple):
    """The open form that saves: its window's own mark, and the version of the content that it shows."""

    tab: str
    version: int


class SavedElsewhere(NotAllowed):
    """Another window changed the content after this page was loaded; nothing of this page was saved."""


def next_number(at: datetime) -> str:
    """Return the next case number (办件编号): HQ, year and a running number of seven digits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('application_number')")
        return f"HQ{timezone.localtime(at):%Y}{cursor.fetchone()[0]:07d}"


def start_application(enterprise: Enterprise, round: ApplicationRound, user: User, at: datetime) -> Application:
    """Return the enterprise's live application in the round, started now if there is none.

    Raises NotAllowed when the round is not open today or the enterprise lies outside the policy's region.
    """
    live = Application.objects.filter(enterprise=enterprise, round=round).exclude(status__in=REFILED)
    if existing := live.first():
        return existing
    if why_not := hindrance(enterprise, round, timezone.localdate(at)):
        raise NotAllowed(why_not)
    try:
        with transaction.atomic():
            return _create_draft(enterprise, round, user, at)
    except IntegrityError:  # the same person clicked twice
        return live.get()


def _create_draft(enterprise: Enterprise, round: ApplicationRound, user: User, at: datetime) -> Application:
    application = Application.objects.create(
        number=next_number(at),
        enterprise=enterprise,
        round=round,
        version=round.version,
        region=enterprise.region,
        status_since=at,
        created_by=user,
        created_at=at,
        account_name=enterprise.name,
        bank_name=enterprise.bank_name,
        bank_account=enterprise.bank_account,
    )
    prefill(application, user, at)
    return application


@transaction.atomic
def save_form(
    application: Application,
    values: dict[str, Any],
    account: dict[str, str] | None,
    page: Page | None,
    user: User,
    at: datetime,
) -> None:
    """Store what one page of the form sends: facts, and the account where it was asked.

    Raises SavedElsewhere when another page changed the content since this one was loaded; None for a page that does
    not say which version it shows.
    """
    stored = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if page and stored.saved_version != page.version and stored.saved_tab != page.tab:
        raise SavedElsewhere("此申报已在另一窗口更新")
    save_facts(application, values, user, at, tab=page.tab if page else "")
    if account is not None:
        save_account(application, account, user, at, tab=page.tab if page else "")


def _count_version(application: Application, locked: Application, tab: str) -> None:
    """Give the changed content its next version, and remember which window changed it."""
    application.saved_version = locked.saved_version = locked.saved_version + 1
    application.saved_tab = tab
    application.save(update_fields=["saved_version", "saved_tab"])


@transaction.atomic
def save_facts(application: Application, values: dict[str, Any], user: User, at: datetime, *, tab: str = "") -> None:
    """Store the given facts (填报项) and the estimate that follows; None removes a fact.

    Facts that may not be changed now are left as they are. Raises NotAllowed when the case is with the officials.
    """
    locked = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if not locked.is_editable:
        raise NotAllowed("此件正在审核，暂不能修改")
    stored = {row.name: row for row in application.fact_rows.all()}
    open_now = open_keys(locked)[CorrectionItem.Kind.FACT] if locked.status == Status.RETURNED else set(values)
    changed = {name: value for name, value in values.items() if name in open_now and is_change(stored.get(name), value)}
    for name, value in changed.items():
        row = stored.get(name)
        record_change(locked, CaseChange.Kind.FACT, name, row.value if row else None, value, user, at)
        if value in (None, "", []):
            CaseFact.objects.filter(application=application, name=name).delete()
        else:
            CaseFact.objects.update_or_create(
                application=application, name=name, defaults={**DECLARED, "value": value, "set_by": user, "set_at": at}
            )
    if changed:
        _count_version(application, locked, tab)
    application.estimated_yuan = facts.decide(application).amount_yuan
    application.saved_at = at
    application.save(update_fields=["estimated_yuan", "saved_at"])


def is_change(stored: CaseFact | None, value: Any) -> bool:
    """Tell whether storing the value changes the fact; an empty one removes it."""
    if value in (None, "", []):
        return stored is not None
    return stored is None or stored.value != value


@transaction.atomic
def estimate_again(application: Application) -> None:
    """Store the estimate (测算金额) anew: a ruling has settled what was open. A determined case keeps what it had."""
    locked = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if locked.status in UNDECIDED:
        application.estimated_yuan = facts.decide(application).amount_yuan
        application.save(update_fields=["estimated_yuan"])


@transaction.atomic
def save_account(application: Application, account: dict[str, str], user: User, at: datetime, *, tab: str = "") -> None:
    """Store the account that is to be paid (收款账户) in a draft, or where the correction notice names it."""
    locked = Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    if not may_change(locked, ACCOUNT, ACCOUNT):
        raise NotAllowed("此件当前不能更改收款账户")
    if any(getattr(locked, name) != value for name, value in account.items()):
        before = {name: getattr(locked, name) for name in account}
        record_change(locked, CaseChange.Kind.ACCOUNT, ACCOUNT, before, account, user, at)
        named = [item for item in open_items(locked) if item.kind == ACCOUNT]
        CorrectionItem.objects.filter(pk__in=[item.pk for item in named]).update(answer="已更正收款账户")
        _count_version(application, locked, tab)
    for name, value in account.items():
        setattr(application, name, value)
    application.saved_at = at
    application.save(update_fields=["saved_at", *account])

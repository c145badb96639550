"""The questions an enterprise asks about its applications."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from accounts.models import Bureau, Enterprise, Role, User
from accounts.roles import assignments, bureaus_of
from applications.models import (
    Application,
    ApplicationQuerySet,
    CaseFact,
    Document,
    LibraryDocument,
    PartialUpload,
    RegisterImport,
    Scan,
)
from applications.workflow import TO_CERTIFY, Status

EARLIER = 20  # so many applications back tell enough of an enterprise
MEMBERS = (Role.APPLICANT_CLERK, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL)
TURNS = {
    Role.APPLICANT_CLERK: (Status.DRAFT, Status.RETURNED, Status.PAYMENT_FAILED),
    Role.PRINCIPAL: TO_CERTIFY,
}  # who of the enterprise is the next to act, by status
OWN_TURN = tuple(status for statuses in TURNS.values() for status in statuses)


def clerk_enterprises(user: User, today: date) -> list[Enterprise]:
    """Return the enterprises for which the user may file claims on `today`."""
    held = assignments(user, [Role.APPLICANT_CLERK], today)
    return list({each.enterprise.pk: each.enterprise for each in held if each.enterprise}.values())


def own_applications(user: User, today: date, roles: Iterable[str] = MEMBERS) -> ApplicationQuerySet:
    """Return every application of the enterprises in which the user holds any of `roles`, newest first."""
    held = assignments(user, roles, today)
    return Application.objects.filter(enterprise__in=[assignment.enterprise_id for assignment in held]).for_list()


def roles_in(application: Application, user: User, today: date) -> set[str]:
    """Return the roles that the user holds on `today` in the enterprise of the application."""
    return {held.role for held in assignments(user, MEMBERS, today) if held.enterprise_id == application.enterprise_id}


def turn_of(user: User, today: date) -> Q:
    """Return what an application is on which the user is the next to act: by the role held in its enterprise."""
    found = Q(pk__in=[])
    for role, statuses in TURNS.items():
        enterprises = [held.enterprise_id for held in assignments(user, [role], today)]
        found |= Q(enterprise__in=enterprises, status__in=statuses)
    return found


def waiting_for_user(user: User, today: date) -> ApplicationQuerySet:
    """Return the own applications on which the user is the next to act, longest wait first."""
    return own_applications(user, today).filter(turn_of(user, today)).order_by("status_since")


def waiting_for_colleagues(user: User, today: date) -> ApplicationQuerySet:
    """Return the own applications on which somebody else of the enterprise is the next to act, longest wait first."""
    waiting = own_applications(user, today).filter(status__in=OWN_TURN)
    return waiting.exclude(turn_of(user, today)).order_by("status_since")


def waiting_for_officials(user: User, today: date) -> ApplicationQuerySet:
    """Return the own applications on which an official body is the next to act, longest wait first."""
    return own_applications(user, today).live().exclude(status__in=OWN_TURN).order_by("status_since")


def current_documents(application: Application) -> dict[str, list[Document]]:
    """Return the files of the case that were not removed, by material, each with its earlier versions (`earlier`)."""
    every = list(application.documents.all())
    prefetch_related_objects([document for document in every if document.origin_id], "origin")
    by_pk = {document.pk: document for document in every}
    files: dict[str, list[Document]] = {}
    for document in every:
        if document.removed_at is None:
            document.earlier = earlier_versions(document, by_pk)  # type: ignore[attr-defined]
            files.setdefault(document.material, []).append(document)
    return files


def earlier_versions(document: Document, by_pk: dict[int, Document]) -> list[Document]:
    """Return what the file replaced, the latest first; `by_pk` are the files of its case."""
    found: list[Document] = []
    while document.replaces_id is not None:
        document = by_pk[document.replaces_id]
        found.append(document)
    return found


def library_of(user: User, today: date) -> QuerySet[LibraryDocument]:
    """Return what the user's enterprises keep in their document library, by kind, the newest first."""
    mine = [enterprise.pk for enterprise in clerk_enterprises(user, today)]
    return LibraryDocument.objects.filter(enterprise__in=mine, retired_at__isnull=True).select_related(
        "enterprise", "taken_from__application", "added_by"
    )


def infected_of(user: User, today: date) -> QuerySet[LibraryDocument]:
    """Return what stands in the libraries of the user's enterprises, and what a virus was found in."""
    mine = [enterprise.pk for enterprise in clerk_enterprises(user, today)]
    counted = Q(retired_at__isnull=True) | Q(virus_scan=Scan.INFECTED)
    return LibraryDocument.objects.filter(counted, enterprise__in=mine).select_related("enterprise")


def unfinished_uploads(application: Application) -> QuerySet[PartialUpload]:
    """Return the files of the case that are still on their way."""
    return application.partial_uploads.filter(finished_at__isnull=True)


def earlier_facts(user: User, today: date) -> list[tuple[str, dict[str, Any]]]:
    """Return (policy code, facts) of the applications that the user's enterprises filed, the newest first."""
    filed = own_applications(user, today).exclude(submitted_at=None)
    rows = CaseFact.objects.filter(application__in=filed.select_related(None).order_by("-submitted_at")[:EARLIER])
    found: dict[int, tuple[str, dict[str, Any]]] = {}
    told = ("application_id", "application__round__policy__code", "name", "value")
    for case, code, name, value in rows.order_by("-application__submitted_at", "pk").values_list(*told):
        found.setdefault(case, (code, {}))[1][name] = value
    return list(found.values())


def data_bureaus(user: User, today: date) -> list[Bureau]:
    """Return the bureaus for which the user brings registers in (数据归集) on `today`."""
    return bureaus_of(user, [Role.DATA_OFFICER], today)


def register_imports(user: User, today: date) -> QuerySet[RegisterImport]:
    """Return the imports of the user's bureaus, the newest first."""
    own = [bureau.pk for bureau in data_bureaus(user, today)]
    return RegisterImport.objects.filter(bureau__in=own).select_related(
        "bureau__region", "uploaded_by", "confirmed_by", "undone_by"
    )


def profile_enterprises(user: User, today: date, roles: Iterable[str]) -> QuerySet[Enterprise]:
    """Return the enterprises whose profile (企业档案) the user keeps or reads by one of the roles."""
    held = assignments(user, list(roles), today)
    own = Enterprise.objects.filter(pk__in=[assignment.enterprise_id for assignment in held])
    return own.select_related("region__parent").order_by("name")


def paid_numbers(enterprise: Enterprise) -> set[str]:
    """Return the numbers of the accounts at which money of a claim has arrived (曾拨付到账)."""
    paid = Application.objects.filter(enterprise=enterprise, status=Status.DISBURSED)
    return set(paid.values_list("bank_account", flat=True))

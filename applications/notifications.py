"""Who is told what happened to a case, and who acts next on it after its review."""

from datetime import date

from django.urls import reverse

from accounts.models import Role
from accounts.notifications import notify
from accounts.roles import enterprise_people, people_with
from applications.models import Application
from applications.stages import bureau_of_stage

NEXT = {"publicity": (Role.PUBLICITY_OFFICER, "publicity_desk"), "disbursement": (Role.PAYMENT_MAKER, "payment_desk")}


def tell_enterprise(
    application: Application, today: date, title: str, body: str, *, needs_action: bool = False
) -> None:
    """Tell the enterprise's people what happened to their case, and whether it is their turn."""
    url = reverse("application_detail", args=[application.number])
    notify(enterprise_people(application.enterprise_id, today), title, body, url, needs_action=needs_action)


def tell_next(application: Application, kind: str, today: date, what: str) -> None:
    """Tell the people who do the case's stage of `kind` (publicity, disbursement) that it waits for them."""
    role, url_name = NEXT[kind]
    bureau = bureau_of_stage(application, kind)
    policy = application.round.policy
    people = people_with([role], today, [bureau] if bureau else [], policy.code)
    body = f"{application.enterprise}，{policy}。"
    notify(people, f"办件 {application.number} {what}", body, reverse(url_name), needs_action=True)

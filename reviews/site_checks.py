"""What is known of a case's site check (现场核查): the appointment in force, the record, who has signed it."""

from datetime import date
from typing import Any

from accounts import canonical
from accounts.models import User
from accounts.roles import people_with
from applications.models import Application
from policies.engine.model import FactDef
from reviews.models import ReviewTask, SiteRecord, SiteVisit

KIND = ReviewTask.Kind.SITE_CHECK
SIGNATURES = 2
PHOTO_TYPES = ("jpg", "png")


def check_task(application: Application) -> ReviewTask | None:
    """Return the newest site check of the case that was not cancelled, None where there is none."""
    tasks = application.tasks.filter(kind=KIND).exclude(state=ReviewTask.State.CANCELLED)
    return tasks.select_related("bureau", "application").order_by("-opened_at", "-pk").first()


def current_visit(task: ReviewTask) -> SiteVisit | None:
    """Return the appointment in force (the latest), None before one was made."""
    return task.visits.select_related("first_officer", "second_officer", "made_by").last()


def record_of(task: ReviewTask) -> SiteRecord | None:
    """Return the record of the check, None before one was written."""
    return SiteRecord.objects.filter(task=task).prefetch_related("signatures__officer").first()


def officers_for(task: ReviewTask, today: date) -> list[User]:
    """Return who may go: the bureau's reviewers of the policy, without people of the enterprise."""
    roles = set(ReviewTask.ROLE_OF_KIND.values())
    found = people_with(roles, today, [task.bureau], task.application.round.policy.code)
    own = set(task.application.enterprise.roles.values_list("user_id", flat=True))
    return sorted((user for user in found if user.pk not in own), key=lambda user: (user.name, user.pk))


def is_officer(visit: SiteVisit | None, user: User) -> bool:
    """Tell whether the person is one of the two who go."""
    return visit is not None and user.pk in (visit.first_officer_id, visit.second_officer_id)


def measurable_facts(application: Application) -> list[tuple[FactDef, Any]]:
    """Return the figures that the enterprise declared, each with its value: what an officer may measure on the spot."""
    facts = application.version.pack.facts
    rows = application.fact_rows.order_by("pk")
    return [(facts[row.name], row.value) for row in rows if row.name in facts and facts[row.name].type == "number"]


def digest_of(record: SiteRecord) -> str:
    """Return SHA-256 over what the record says and the photographs taken: what an officer signs."""
    said = {name: getattr(record, name) for name in ("answers", "measured", "remark", "conclusion", "representative")}
    content: dict[str, Any] = {
        **said,
        "visit": record.visit_id,
        "photos": list(record.task.photos.values_list("sha256", flat=True)),
    }
    return canonical.digest_of(content)


def is_signed(record: SiteRecord | None) -> bool:
    """Tell whether both officers have signed the record."""
    return record is not None and len(record.signatures.all()) >= SIGNATURES


def before_passing_check(task: ReviewTask) -> list[str]:
    """Return what is missing before a site check can be passed."""
    record = record_of(task)
    if record is None:
        return ["尚未填写现场核查表"]
    if not is_signed(record):
        return ["现场核查表须由两名核查人员分别签字"]
    if record.conclusion != SiteRecord.Conclusion.PASS:
        return [f"核查结论为“{record.get_conclusion_display()}”，不能通过；请退回补正或不予通过"]
    return []

"""A site check: the appointment, the enterprise's wish for another date, the record, its photographs and signatures."""

from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from accounts.notifications import notify
from accounts.roles import enterprise_people
from applications import documents
from applications.models import Application
from applications.workflow import NotAllowed, Status
from reviews.actions.taking import take
from reviews.models import ReviewTask, SitePhoto, SiteRecord, SiteSignature, SiteVisit, VisitChange
from reviews.site_checks import PHOTO_TYPES, current_visit, digest_of, is_officer, officers_for, record_of
from reviews.site_draws import is_undrawn

PHOTOS = 20


class Appointment(NamedTuple):
    """When and where the check is, and which two officers go."""

    scheduled_at: datetime
    place: str
    first_officer: User
    second_officer: User


class Findings(NamedTuple):
    """What was found: an answer to each item of the checklist, measured figures, what was seen, the conclusion."""

    answers: list[dict[str, str]]
    measured: list[dict[str, str]]
    remark: str
    conclusion: str
    representative: str


@transaction.atomic
def appoint(task: ReviewTask, user: User, at: datetime, terms: Appointment) -> SiteVisit:
    """Appoint the check (约定核查) and tell the enterprise; a later appointment replaces the earlier one.

    Raises ValidationError for one officer twice, one from elsewhere, or a moment gone by; NotAllowed out of turn.
    """
    task, application = take(task, user, at)
    if is_undrawn(task, application):
        raise NotAllowed("本批次按比例实地抽查，请先抽取，或写明理由定向核查")
    _unsigned(task)
    allowed = {each.pk for each in officers_for(task, timezone.localdate(at))}
    if terms.first_officer == terms.second_officer:
        raise ValidationError({"second_officer": "核查人员须为两名不同的人员"})
    if not {terms.first_officer.pk, terms.second_officer.pk} <= allowed:
        raise ValidationError({"second_officer": "核查人员须为本部门人员，且与企业无关联"})
    if terms.scheduled_at <= at:
        raise ValidationError({"scheduled_at": "核查时间须晚于现在"})
    visit = SiteVisit(task=task, made_by=user, made_at=at, **terms._asdict())
    visit.full_clean()
    visit.save()
    when = timezone.localtime(visit.scheduled_at)
    body = f"{task.bureau}定于 {when:%Y-%m-%d %H:%M} 在{visit.place}进行现场核查。时间不便的，可申请改期一次。"
    url = reverse("own_site_check", args=[application.number])
    notify(enterprise_people(application.enterprise_id, timezone.localdate(at)), "现场核查安排", body, url)
    told = [person for person in (visit.first_officer, visit.second_officer) if person != user]
    notify(told, f"现场核查：{application.enterprise}", body, reverse("site_check", args=[application.number]))
    return visit


@transaction.atomic
def ask_for_another_date(task: ReviewTask, user: User, at: datetime, wanted_at: datetime, reason: str) -> None:
    """Ask for another date (申请改期), once; the bureau answers by a new appointment or by keeping the old one.

    Raises ValidationError for a moment gone by, NotAllowed for anybody but the enterprise's clerk, twice, or too late.
    """
    today = timezone.localdate(at)
    task = ReviewTask.objects.select_for_update(no_key=True).get(pk=task.pk)
    application = Application.objects.get(pk=task.application_id)
    if user not in enterprise_people(application.enterprise_id, today, [Role.APPLICANT_CLERK]):
        raise NotAllowed("您的角色不能办理这一步")
    visit = current_visit(task)
    if task.state != ReviewTask.State.OPEN or application.status != Status.IN_REVIEW or visit is None:
        raise NotAllowed
    if VisitChange.objects.filter(task=task).exists():
        raise NotAllowed("本次核查已申请过一次改期")
    if visit.scheduled_at <= at:
        raise NotAllowed("约定的核查时间已到，不能再申请改期")
    if wanted_at <= at:
        raise ValidationError({"wanted_at": "希望改到的时间须晚于现在"})
    VisitChange.objects.create(task=task, wanted_at=wanted_at, reason=reason, asked_by=user, asked_at=at)
    when = timezone.localtime(wanted_at)
    body = f"{application.enterprise}希望改到 {when:%Y-%m-%d %H:%M}：{reason}"
    url = reverse("site_check", args=[application.number])
    people = {visit.made_by, visit.first_officer, visit.second_officer}
    notify(people, f"申请改期：办件 {application.number} 现场核查", body, url, needs_action=True)


@transaction.atomic
def record(task: ReviewTask, user: User, at: datetime, found: Findings) -> SiteRecord:
    """Write what was found (填写核查表); anew until the first signature. Raises NotAllowed for others than the two officers."""
    task, visit = _on_the_spot(task, user, at)
    _unsigned(task)
    written = record_of(task) or SiteRecord(task=task)
    for name, value in {**found._asdict(), "visit": visit, "recorded_by": user, "recorded_at": at}.items():
        setattr(written, name, value)
    written.full_clean()
    written.save()
    return written


@transaction.atomic
def add_photo(task: ReviewTask, user: User, at: datetime, upload: Any, caption: str) -> SitePhoto:
    """Keep a photograph taken on the spot. Raises ValidationError for a refused file, NotAllowed for others."""
    task, _ = _on_the_spot(task, user, at)
    _unsigned(task)
    accepted = documents.check_file(upload, PHOTO_TYPES)
    if task.photos.filter(sha256=accepted.sha256).exists():
        raise ValidationError("这张照片已上传")
    if task.photos.count() >= PHOTOS:
        raise ValidationError(f"每次核查最多上传 {PHOTOS} 张照片")
    documents.store(accepted)
    return SitePhoto.objects.create(
        task=task,
        caption=caption,
        content_type=accepted.content_type,
        size=len(accepted.content),
        sha256=accepted.sha256,
        taken_by=user,
        taken_at=at,
    )


@transaction.atomic
def sign(task: ReviewTask, user: User, at: datetime) -> SiteSignature:
    """Sign the record with one's own login (签字). Raises NotAllowed for others than the two officers, or twice."""
    task, _ = _on_the_spot(task, user, at)
    written = record_of(task)
    if written is None:
        raise NotAllowed("请先填写现场核查表")
    if written.signatures.filter(officer=user).exists():
        raise NotAllowed("您已签字")
    return SiteSignature.objects.create(record=written, officer=user, digest=digest_of(written), signed_at=at)


def _on_the_spot(task: ReviewTask, user: User, at: datetime) -> tuple[ReviewTask, SiteVisit]:
    """Lock the open task for one of its two officers; raise NotAllowed for anybody else."""
    task = (
        ReviewTask.objects.select_related("application", "bureau")
        .select_for_update(of=["self"], no_key=True)
        .get(pk=task.pk)
    )
    if task.state != ReviewTask.State.OPEN or task.application.status != Status.IN_REVIEW:
        raise NotAllowed
    visit = current_visit(task)
    if visit is None or not is_officer(visit, user):
        raise NotAllowed("只有约定的两名核查人员可以填写和签字")
    if user not in officers_for(task, timezone.localdate(at)):
        raise NotAllowed("您的角色不能办理这一步")
    return task, visit


def _unsigned(task: ReviewTask) -> None:
    written = record_of(task)
    if written is not None and written.signatures.all():
        raise NotAllowed("核查表已有人签字，不能再改")

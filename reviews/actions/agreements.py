"""An agreement: the bureau issues it, the enterprise signs it and uploads the copy, the bureau confirms the day."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Event, Role, User
from accounts.notifications import clear_todos
from accounts.roles import assignments, enterprise_people
from applications import documents
from applications.models import Application
from applications.notifications import tell_enterprise, tell_next
from applications.stages import bureau_of_stage
from applications.workflow import Action, NotAllowed, Status
from reviews.agreements import digest_of
from reviews.models import Agreement, AgreementStep
from reviews.notifications import tell_treasury

SCANS = ("pdf", "jpg", "png")
Kind = AgreementStep.Kind


class Terms(NamedTuple):
    """What the agreement says beside the case: the project, its milestones, what else is agreed."""

    project: str
    milestones: list[dict[str, str]]
    terms: str


@transaction.atomic
def issue_agreement(application: Application, user: User, at: datetime, terms: Terms) -> Agreement:
    """Issue the agreement (发出任务书) and tell the enterprise; anew until a signed copy was uploaded.

    Raises NotAllowed for another bureau's officer, or where a copy is there already.
    """
    case = _for_officer(application, user, at)
    agreement = Agreement.objects.filter(application=case).first() or Agreement(application=case)
    if agreement.sha256:
        raise NotAllowed("企业已上传签署件，不能再改任务书")
    agreement.determination = case.determinations.latest("sequence")
    agreement.number = f"RW-{case.number}"
    agreement.project, agreement.milestones, agreement.terms = terms
    agreement.full_clean()
    agreement.save()
    _note(agreement, Kind.ISSUED, user, at)
    clear_todos(case.todo_key, at)
    text = "请下载任务书，签字盖章后扫描上传。"
    title = f"请签订任务书：{case.policy}"
    tell_enterprise(case, timezone.localdate(at), title, text, event=Event.CASE_NEWS, needs_action=True)
    return agreement


@transaction.atomic
def upload_signed(application: Application, user: User, at: datetime, upload: Any) -> Agreement:
    """Keep the enterprise's signed copy (上传签署件), anew until it is confirmed, and tell the bureau that it is there.

    Raises ValidationError for a refused file, NotAllowed for anybody but the enterprise's clerk or before it was issued.
    """
    case = _waiting(application)
    if user not in enterprise_people(case.enterprise_id, timezone.localdate(at), [Role.APPLICANT_CLERK]):
        raise NotAllowed("您的角色不能办理这一步")
    agreement = Agreement.objects.filter(application=case).first()
    if agreement is None:
        raise NotAllowed("主管部门尚未发出任务书")
    accepted = documents.check_file(upload, SCANS)
    documents.store(accepted)
    agreement.name, agreement.content_type = upload.name[:200], accepted.content_type
    agreement.sha256 = accepted.sha256
    agreement.save()
    _note(agreement, Kind.UPLOADED, user, at)
    clear_todos(case.todo_key, at)
    tell_next(case, "agreement", timezone.localdate(at), "企业已上传任务书签署件，待确认")
    return agreement


@transaction.atomic
def confirm_signed(application: Application, user: User, at: datetime, signed_on: date) -> Agreement:
    """Confirm the signing (确认签订) and its day, from which a payment period counts; the case goes on to its payment.

    Raises ValidationError for a day to come or before the determination, NotAllowed without the signed copy.
    """
    case = _for_officer(application, user, at)
    agreement = Agreement.objects.filter(application=case).first()
    if agreement is None or not agreement.sha256:
        raise NotAllowed("企业尚未上传签署件")
    first = timezone.localdate(agreement.determination.decided_at)
    if not first <= signed_on <= timezone.localdate(at):
        raise ValidationError({"signed_on": f"签订日期须在核定之日（{first}）与今日之间"})
    agreement.signed_on = signed_on
    agreement.save()
    _note(agreement, Kind.CONFIRMED, user, at)
    said = f"任务书 {agreement.number} 于 {signed_on} 签订"
    bureau = bureau_of_stage(case, "agreement")
    case.move(Action.SIGN_AGREEMENT, by=user, role=Role.FINAL_REVIEWER, at=at, reason=said, bureau=bureau)
    tell_enterprise(case, timezone.localdate(at), f"任务书已签订：{case.policy}", said, event=Event.CASE_NEWS)
    tell_treasury(case, agreement.determination, timezone.localdate(at))
    return agreement


@transaction.atomic
def cancel_agreement(application: Application, user: User, at: datetime, reason: str) -> None:
    """End a case whose agreement is not signed (未签任务书，终止办理), with the reason, which the enterprise is told."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明终止的理由"})
    case = _for_officer(application, user, at)
    bureau = bureau_of_stage(case, "agreement")
    case.move(Action.CANCEL_AGREEMENT, by=user, role=Role.FINAL_REVIEWER, at=at, reason=reason, bureau=bureau)
    tell_enterprise(case, timezone.localdate(at), f"办件终止：{case.policy}", reason, event=Event.CASE_NEWS)


def _waiting(application: Application) -> Application:
    case = Application.objects.select_for_update(of=["self"], no_key=True).for_list().get(pk=application.pk)
    if case.status != Status.AWAITING_AGREEMENT:
        raise NotAllowed
    return case


def _for_officer(application: Application, user: User, at: datetime) -> Application:
    """Lock the waiting case for an officer of the bureau that signs; raise NotAllowed for anybody else."""
    case = _waiting(application)
    bureau, code = bureau_of_stage(case, "agreement"), case.round.policy.code
    held = assignments(user, [Role.FINAL_REVIEWER], timezone.localdate(at))
    if bureau is None or not any(each.bureau == bureau and each.policy_code in ("", code) for each in held):
        raise NotAllowed("您的角色不能办理这一步")
    return case


def _note(agreement: Agreement, kind: str, user: User, at: datetime) -> None:
    AgreementStep.objects.create(agreement=agreement, kind=kind, digest=digest_of(agreement), actor=user, at=at)

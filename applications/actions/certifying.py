"""The principal's certification (企业负责人确认): handing in, certifying, sending back, taking back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event, Role, User
from accounts.notifications import notify
from accounts.roles import enterprise_people
from applications.actions.correcting import check_correction, enter_again
from applications.actions.drafts import CLERK
from applications.actions.filing import check_clerk, decision_to_file, enter_review, lock
from applications.actions.papers import next_paper
from applications.certifications import needs_certification_again
from applications.contents import contents_digest
from applications.facts import decide
from applications.models import Application, Certification
from applications.notifications import words_of
from applications.queues import roles_in
from applications.workflow import IN_CORRECTION, Action, NotAllowed

PRINCIPAL = Role.PRINCIPAL


def principals(application: Application, but: User, at: datetime) -> list[User]:
    """Return the principals (企业负责人) of the case's enterprise, without the person who hands it in."""
    people = enterprise_people(application.enterprise_id, timezone.localdate(at), [PRINCIPAL])
    return [person for person in people if person != but]


@transaction.atomic
def hand_in(application: Application, user: User, at: datetime, *, not_eligible_accepted: bool = False) -> None:
    """Hand a draft or a correction in for certification (提交负责人确认): complete, and another person can certify it.

    Raises ValidationError with everything that is missing, NotAllowed where the round asks for no certification.
    """
    check_clerk(application, user, at)
    lock(application)
    if not application.round.needs_certification:
        raise NotAllowed("本批次由经办人直接提交，无须负责人确认")
    people = principals(application, user, at)
    if not people:
        raise ValidationError("本企业还没有另一位同事担任企业负责人：请企业管理员在“企业人员”中邀请或授权")
    is_correction = application.status in IN_CORRECTION
    if is_correction:
        check_correction_to_certify(application)
        amount = decide(application).amount_yuan
    else:
        amount = decision_to_file(application, at, not_eligible_accepted=not_eligible_accepted).amount_yuan
    application.move(Action.HAND_IN, by=user, role=CLERK, at=at, estimated_yuan=amount)
    what, done = ("补正", "已补正") if is_correction else ("申报", "已填好")
    url = reverse("application_certify", args=[application.number])
    body = f"{user} {done}“{application.policy}”（{application.number}），请核对全部内容后确认提交，或者退回修改。"
    notify(people, f"请确认{what}：{application.policy}", body, url, **todo_of(application))


def check_correction_to_certify(application: Application) -> None:
    """Refuse a correction that is not complete, and one that changed nothing of what is certified already."""
    check_correction(application)
    if not needs_certification_again(application):
        raise NotAllowed("补正没有改动负责人确认过的内容，由经办人直接提交")


def todo_of(application: Application) -> dict[str, Any]:
    """Return how a claim that waits for somebody of the enterprise is told as a to-do."""
    about = {"policy_code": application.round.policy.code, "words": words_of(application)}
    return {"event": Event.CASE_NEWS, "needs_action": True, "key": application.todo_key, **about}


def shown_token(application: Application) -> str:
    """Return what stands for the page that a principal reads: the digest of the contents, and the computed amount."""
    return f"{contents_digest(application)}:{decide(application).amount_yuan}"


@transaction.atomic
def certify(application: Application, user: User, at: datetime, shown: str) -> Certification:
    """Certify the claim, or its correction, and submit it (确认并提交): exactly what `shown` stands for.

    What was certified is kept as a version of the printed claim, so that officials can open it.

    Raises ValidationError where the contents or the amount are others by now or something is missing, NotAllowed for
    anybody but a principal who did not hand it in.
    """
    check_principal(application, user, at)
    lock(application)
    clerk = handed_in_by(application)
    if clerk == user:
        raise NotAllowed("您是提交确认的经办人，须由另一位负责人确认")
    if shown != shown_token(application):
        raise ValidationError("您打开页面之后内容或测算金额有变化，请重新核对后再确认")
    next_paper(application, clerk, at)
    made = Certification.objects.create(
        application=application,
        handed_in_by=clerk,
        certified_by=user,
        certified_at=at,
        digest=contents_digest(application),
        estimated_yuan=decide(application).amount_yuan,
        commitment=application.version.pack.commitment,
    )
    if application.status in IN_CORRECTION:
        check_correction(application)
        enter_again(application, Action.CERTIFY, user, PRINCIPAL, at, committed_by=user)
        tell_clerk(application, clerk, "补正已确认并提交", f"{user} 已确认，补正已提交，部门继续办理。")
    else:
        decision = decision_to_file(application, at, not_eligible_accepted=True)
        enter_review(application, Action.CERTIFY, user, PRINCIPAL, at, decision)
        tell_clerk(application, clerk, "已确认并提交", f"{user} 已确认，申报已提交，部门开始办理。")
    return made


@transaction.atomic
def decline(application: Application, user: User, at: datetime, reason: str) -> None:
    """Send the claim back to the clerk (退回经办人修改), with the reason."""
    if not reason.strip():
        raise ValidationError("请写明退回的理由")
    check_principal(application, user, at)
    clerk = handed_in_by(application)
    application.move(Action.DECLINE, by=user, role=PRINCIPAL, at=at, reason=reason)
    tell_clerk(application, clerk, "负责人退回修改", f"{user}：{reason}", needs_action=True)


@transaction.atomic
def take_back(application: Application, user: User, at: datetime) -> None:
    """Take the claim back before it is certified (取回修改)."""
    check_clerk(application, user, at)
    application.move(Action.TAKE_BACK, by=user, role=CLERK, at=at)


def check_principal(application: Application, user: User, at: datetime) -> None:
    """Raise NotAllowed unless the person is a principal of the enterprise that the claim belongs to."""
    if PRINCIPAL not in roles_in(application, user, timezone.localdate(at)):
        raise NotAllowed("您的角色不能办理这一步")


def handed_in_by(application: Application) -> User:
    """Return the clerk who handed the claim in last. Raises NotAllowed where nobody did."""
    row = application.history.filter(action=Action.HAND_IN).select_related("actor").last()
    if row is None or row.actor is None:
        raise NotAllowed
    return row.actor


def tell_clerk(application: Application, clerk: User, what: str, body: str, *, needs_action: bool = False) -> None:
    """Tell the clerk who handed the claim in what became of it."""
    url = reverse("application_detail", args=[application.number])
    told = {**todo_of(application), "needs_action": needs_action}
    notify([clerk], f"{what}：{application.policy}", body, url, **told)

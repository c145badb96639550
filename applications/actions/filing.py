"""Submitting an application and withdrawing it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.bank_accounts import ACCOUNT_RULE, is_account_number
from accounts.models import User
from applications import facts
from applications.actions.drafts import CLERK
from applications.actions.profiles import flow_back
from applications.gaps import promised_keys
from applications.models import Application, StampedScan
from applications.papers import paper_state
from applications.ports import review_desk
from applications.queues import clerk_enterprises
from applications.workflow import Action, NotAllowed
from policies.engine import Decision


def lock(application: Application) -> None:
    """Make everybody else wait who would change the case, so that what is checked now is what is filed."""
    Application.objects.select_for_update(no_key=True).get(pk=application.pk)


def check_clerk(application: Application, user: User, at: datetime) -> None:
    """Raise NotAllowed unless the person is a clerk (经办人) of the enterprise that the application belongs to."""
    own = {enterprise.pk for enterprise in clerk_enterprises(user, timezone.localdate(at))}
    if application.enterprise_id not in own:
        raise NotAllowed("您的角色不能办理这一步")


@transaction.atomic
def submit(application: Application, user: User, at: datetime, *, not_eligible_accepted: bool = False) -> None:
    """Submit the application (提交申报) with the commitment given by `user`, and hand it to the review desk.

    Raises ValidationError with everything that is missing, NotAllowed when the round has closed or it was submitted.
    """
    check_clerk(application, user, at)
    lock(application)
    if application.round.needs_certification:
        raise NotAllowed("本批次的申报须由企业负责人确认后提交")
    decision = decision_to_file(application, at, not_eligible_accepted=not_eligible_accepted)
    enter_review(application, Action.SUBMIT, user, CLERK, at, decision)


def decision_to_file(application: Application, at: datetime, *, not_eligible_accepted: bool) -> Decision:
    """Return the decision on a claim that may be filed now.

    Raises ValidationError with everything that is missing, NotAllowed when the round has closed.
    """
    if not application.round.is_open(timezone.localdate(at)):
        raise NotAllowed("该批次已截止申报")
    gaps = gaps_before_filing(application) + gaps_of_the_scan(application)
    decision = facts.decide(application)
    if decision.outcome == "not_eligible" and not not_eligible_accepted:
        gaps.append("系统测算不符合条件，如仍要提交请勾选“已知悉”")
    if gaps:
        raise ValidationError(gaps)
    return decision


def enter_review(
    application: Application, action: Action, user: User, role: str, at: datetime, decision: Decision
) -> None:
    """Move the claim to the officials with the commitment given by `user`, and open its review."""
    application.move(
        action,
        by=user,
        role=role,
        at=at,
        submitted_at=at,
        committed_by=user,
        estimated_yuan=decision.amount_yuan,
    )
    flow_back(application, user, at)
    review_desk().receive(application, at)


def gaps_before_filing(application: Application) -> list[str]:
    """Return one sentence for each thing that is still missing before the application can be submitted."""
    pack, values = application.version.pack, facts.fact_values(application)
    gaps = [f"未填写：{fact.label}" for fact in facts.missing_facts(application, pack, values)]
    promised = promised_keys(application)
    missing = facts.missing_materials(application, pack, values)
    gaps += [f"未上传：{material.title}" for material in missing if material.key not in promised]
    if not (application.account_name and application.bank_name and application.bank_account):
        gaps.append("未填写收款账户（户名、开户银行、账号）")
    elif not is_account_number(application.bank_account):
        gaps.append(f"收款账号不正确：{ACCOUNT_RULE}")
    return gaps


def gaps_of_the_scan(application: Application) -> list[str]:
    """Return what is wrong with the stamped scan (盖章申报书) where the round asks for one; an unreadable one is compared by eye."""
    if not application.round.needs_stamped_form:
        return []
    state = paper_state(application)
    is_for_eyes = state.scan is not None and state.scan.reading == StampedScan.Reading.UNREADABLE
    return [] if state.is_matched or is_for_eyes else [f"盖章申报书：{state.explanation}"]


@transaction.atomic
def withdraw(application: Application, user: User, at: datetime, reason: str) -> None:
    """Withdraw the application (撤回) before it is decided; its open review tasks are cancelled, its open notice lapses."""
    check_clerk(application, user, at)
    application.move(Action.WITHDRAW, by=user, role=CLERK, at=at, reason=reason)
    application.corrections.filter(answered_at__isnull=True).update(lapsed_at=at)
    review_desk().close(application, at)

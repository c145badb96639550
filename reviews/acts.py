"""The acts of the decision column: which task they belong to, their form, and the action behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from accounts.models import User
from applications.models import Application
from policies.engine import Decision
from reviews import actions
from reviews.forms import OpinionForm, PassForm, ReasonForm, RecommendForm, ReturnForm
from reviews.models import ReviewTask
from reviews.stages import stage_of

Kind = ReviewTask.Kind
STAGE_KINDS = (Kind.PRELIMINARY_REVIEW, Kind.SITE_CHECK, Kind.FINAL_REVIEW)
Posted = Any


@dataclass(frozen=True)
class Act:
    """One act: `form(application, task, decision, posted)` makes its form, `do(task, user, at, form)` does it."""

    name: str
    label: str
    style: str
    kinds: tuple[str, ...]
    form: Callable[[Application, ReviewTask, Decision, Posted], forms.Form]
    do: Callable[[ReviewTask, User, datetime, Any], Any]


def _pass_form(application: Application, task: ReviewTask, decision: Decision, posted: Posted) -> forms.Form:
    return PassForm(posted, stage=stage_of(application, task.stage), prefix="pass")


def _pass(task: ReviewTask, user: User, at: datetime, form: PassForm) -> None:
    checked = tuple(form.cleaned_data.get("checked", ()))
    actions.pass_stage(task, user, at, form.cleaned_data["opinion"], checked)


def _recommend_form(application: Application, task: ReviewTask, decision: Decision, posted: Posted) -> forms.Form:
    return RecommendForm(posted, decision=decision, stage=stage_of(application, task.stage), prefix="recommend")


def _return_form(application: Application, task: ReviewTask, decision: Decision, posted: Posted) -> forms.Form:
    told = actions.is_told(application, task.stage)
    return ReturnForm(posted, application=application, decision=decision, is_second=told, prefix="return")


def _return(task: ReviewTask, user: User, at: datetime, form: ReturnForm) -> None:
    reason, days = form.cleaned_data["reason"], form.cleaned_data["days"]
    if form.is_second:
        asked = actions.SecondNotice(form.cleaned_data["why"], reason, form.items(), days)
        actions.ask_second_notice(task, user, at, asked)
    else:
        actions.return_for_correction(task, user, at, reason, form.items(), days)


ACTS = {
    act.name: act
    for act in (
        Act("pass", "通过", "primary", (Kind.PRELIMINARY_REVIEW, Kind.SITE_CHECK), _pass_form, _pass),
        Act(
            "recommend",
            "拟同意，报会签",
            "primary",
            (Kind.FINAL_REVIEW,),
            _recommend_form,
            lambda task, user, at, form: actions.recommend(task, user, at, form.proposal()),
        ),
        Act(
            "countersign",
            "会签通过",
            "primary",
            (Kind.COUNTERSIGN,),
            lambda application, task, decision, posted: OpinionForm(posted, prefix="countersign"),
            lambda task, user, at, form: actions.countersign(task, user, at, form.cleaned_data["opinion"]),
        ),
        Act("return", "退回补正", "outline-primary", STAGE_KINDS, _return_form, _return),
        Act(
            "grant-notice",
            "同意再次告知",
            "primary",
            (Kind.CORRECTION_APPROVAL,),
            lambda application, task, decision, posted: OpinionForm(posted, prefix="grant-notice"),
            lambda task, user, at, form: actions.approve_second_notice(task, user, at, form.cleaned_data["opinion"]),
        ),
        Act(
            "refuse-notice",
            "不同意再次告知",
            "outline-primary",
            (Kind.CORRECTION_APPROVAL,),
            lambda application, task, decision, posted: ReasonForm(posted, prefix="refuse-notice"),
            lambda task, user, at, form: actions.refuse_second_notice(task, user, at, form.cleaned_data["reason"]),
        ),
        Act(
            "send-back",
            "退回审定经办",
            "outline-primary",
            (Kind.COUNTERSIGN,),
            lambda application, task, decision, posted: ReasonForm(posted, prefix="send-back"),
            lambda task, user, at, form: actions.send_back(task, user, at, form.cleaned_data["reason"]),
        ),
        Act(
            "reject",
            "不予通过",
            "outline-danger",
            (*STAGE_KINDS, Kind.COUNTERSIGN),
            lambda application, task, decision, posted: ReasonForm(posted, prefix="reject"),
            lambda task, user, at, form: actions.reject(task, user, at, form.cleaned_data["reason"]),
        ),
    )
}

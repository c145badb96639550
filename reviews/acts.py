"""The acts of the decision column: which task they belong to, their form, and the action behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from accounts.models import User
from applications.gaps import undecided
from applications.models import Application
from policies.engine import Decision
from reviews import actions
from reviews.forms import GapsForm, OpinionForm, PassForm, ReasonForm, RecommendForm, RefuseForm, ReturnForm
from reviews.models import ReviewTask
from reviews.stages import is_first, stage_of

Kind = ReviewTask.Kind
STAGE_KINDS = (Kind.ACCEPTANCE, Kind.PRELIMINARY_REVIEW, Kind.SITE_CHECK, Kind.EXPERT_REVIEW, Kind.FINAL_REVIEW)
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
    is_open: Callable[[Application, ReviewTask], bool] = lambda application, task: True


def _pass_form(application: Application, task: ReviewTask, decision: Decision, posted: Posted) -> forms.Form:
    return PassForm(posted, stage=stage_of(application, task.stage), prefix="pass")


def _pass(task: ReviewTask, user: User, at: datetime, form: PassForm) -> None:
    checked = tuple(form.cleaned_data.get("checked", ()))
    actions.pass_stage(task, user, at, form.cleaned_data["opinion"], checked)


def _accept(task: ReviewTask, user: User, at: datetime, form: PassForm) -> None:
    actions.accept(task, user, at, form.cleaned_data["opinion"], tuple(form.cleaned_data.get("checked", ())))


def _has_gaps(application: Application, task: ReviewTask) -> bool:
    return is_first(application, task.stage) and bool(undecided(application))


def _gaps_form(application: Application, task: ReviewTask, decision: Decision, posted: Posted) -> forms.Form:
    stage, gaps = stage_of(application, task.stage), undecided(application)
    return GapsForm(posted, stage=stage, gaps=gaps, prefix="accept-gaps")


def _accept_gaps(task: ReviewTask, user: User, at: datetime, form: GapsForm) -> None:
    said = form.cleaned_data
    actions.accept_with_gaps(task, user, at, form.due(), said["opinion"], tuple(said.get("checked", ())))


def _refuse(task: ReviewTask, user: User, at: datetime, form: RefuseForm) -> None:
    actions.refuse_acceptance(task, user, at, form.cleaned_data["reasons"], form.cleaned_data["text"])


def _recommend_form(application: Application, task: ReviewTask, decision: Decision, posted: Posted) -> forms.Form:
    stage, title = stage_of(application, task.stage), actions.title_of(application)
    return RecommendForm(posted, decision=decision, stage=stage, title=title, prefix="recommend")


def _return_form(application: Application, task: ReviewTask, decision: Decision, posted: Posted) -> forms.Form:
    known: bool | None = getattr(task, "is_told", None)  # where the whole page was loaded
    told = actions.is_told(application, task.stage) if known is None else known
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
        Act(
            "accept",
            "受理",
            "primary",
            (Kind.ACCEPTANCE,),
            lambda application, task, decision, posted: PassForm(
                posted, stage=stage_of(application, task.stage), prefix="accept"
            ),
            _accept,
            lambda application, task: not _has_gaps(application, task),
        ),
        Act(
            "accept-gaps",
            "容缺受理",
            "primary",
            (Kind.ACCEPTANCE, Kind.PRELIMINARY_REVIEW),
            _gaps_form,
            _accept_gaps,
            _has_gaps,
        ),
        Act(
            "pass",
            "通过",
            "primary",
            (Kind.PRELIMINARY_REVIEW, Kind.SITE_CHECK, Kind.EXPERT_REVIEW),
            _pass_form,
            _pass,
            lambda application, task: not _has_gaps(application, task),
        ),
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
            "recuse",
            "声明回避",
            "outline-secondary",
            tuple(Kind.values),
            lambda application, task, decision, posted: ReasonForm(posted, prefix="recuse"),
            lambda task, user, at, form: actions.declare_recusal(task, user, at, form.cleaned_data["reason"]),
        ),
        Act(
            "refuse",
            "不予受理",
            "outline-danger",
            (Kind.ACCEPTANCE,),
            lambda application, task, decision, posted: RefuseForm(posted, prefix="refuse"),
            _refuse,
        ),
        Act(
            "reject",
            "不予通过",
            "outline-danger",
            (*STAGE_KINDS[1:], Kind.COUNTERSIGN),
            lambda application, task, decision, posted: ReasonForm(posted, prefix="reject"),
            lambda task, user, at, form: actions.reject(task, user, at, form.cleaned_data["reason"]),
        ),
    )
}

"""The supervision board and its notices: for supervisors of the jurisdiction and for chiefs of the own bureau; cases are only read."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Bureau, Role, User
from accounts.roles import assignments
from applications.models import Application
from applications.workflow import NotAllowed
from policies.working_days import add_working_days
from reviews import board
from reviews.actions import supervising
from reviews.board_sheet import board_excel
from reviews.clocks import clock_of
from reviews.forms.supervision import BoardForm, DemandForm, StepForm
from reviews.models import ReviewTask, SupervisionNotice
from reviews.queues import visible_cases
from reviews.warnings import terms_of

PAGE_SIZE = 20
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
watcher = requires_role(*board.WATCHERS)


def _narrowed(request: RoleRequest) -> tuple[Any, BoardForm, board.Filters]:
    tasks = board.watched_tasks(request.user, request.today)
    form = BoardForm({"days": "90", **request.GET.dict()}, options=board.options(tasks))
    filters = form.filters(request.GET.get("light", ""), request.GET.get("bureau", ""))
    return board.narrowed(tasks, filters, request.today), form, filters


def beside(user: User, today: date) -> list[dict[str, Any]]:
    """Return what else is watched, each as a card: the portal names the functions, for this app does not import to its right."""
    return [import_string(path)(user, today) for path in settings.WATCHED_BESIDE]


@require_safe
@watcher
def supervision_board(request: RoleRequest) -> HttpResponse:
    """The board (效能监督): lights by bureau, times by stage, the trend by week."""
    tasks, form, filters = _narrowed(request)
    rows = board.by_bureau(tasks)
    weeks = board.by_week(tasks)
    context = {
        "form": form,
        "rows": rows,
        "total": {light: sum(row[light] for row in rows) for light in board.LIGHTS},
        "stages": board.by_stage(tasks),
        "weeks": weeks,
        "trend": [{key: week[key] for key in ("label", "done", "done_late")} for week in weeks],
        "days": filters.days,
        "is_supervisor": bool(assignments(request.user, [Role.SUPERVISOR], request.today)),
        "beside": beside(request.user, request.today),
    }
    return render(request, "reviews/board.html", context)


@require_safe
@watcher
def supervision_officers(request: RoleRequest) -> HttpResponse:
    """The same lights and times by officer (按人员)."""
    tasks, form, filters = _narrowed(request)
    return render(
        request, "reviews/board_officers.html", {"form": form, "rows": board.by_officer(tasks), "days": filters.days}
    )


@require_safe
@watcher
def supervision_tasks(request: RoleRequest) -> HttpResponse:
    """The open tasks behind the figures, the latest first, each with the way to its case and to a notice."""
    tasks, form, filters = _narrowed(request)
    page = Paginator(board.tasks_behind(tasks), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(task, clock_of(task, request.today)) for task in page.object_list]
    supervises = any(held.role == Role.SUPERVISOR for held in assignments(request.user, board.WATCHERS, request.today))
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "filters": filters,
        "lights": board.LIGHTS,
        "supervises": supervises,
    }
    return render(request, "reviews/board_tasks.html", context)


@require_safe
@watcher
def supervision_excel(request: RoleRequest) -> HttpResponse:
    """The board as narrowed, as an Excel workbook."""
    tasks, _, filters = _narrowed(request)
    tables = {
        "部门": board.by_bureau(tasks),
        "人员": board.by_officer(tasks),
        "环节": board.by_stage(tasks),
        "按周": board.by_week(tasks),
        "在办件": [_plain(task, request.today) for task in board.tasks_behind(tasks)[:10_000]],
    }
    content = board_excel(
        tables, f"{request.today:%Y-%m-%d} 效能监督，已办时段近 {filters.days} 天，天数按办理时限口径"
    )
    response = HttpResponse(content, content_type=EXCEL)
    response["Content-Disposition"] = f'attachment; filename="supervision-{request.today:%Y%m%d}.xlsx"'
    return response


def _plain(task: ReviewTask, today: date) -> dict[str, Any]:
    clock, application = clock_of(task, today), task.application
    return {
        "number": application.number,
        "enterprise": application.enterprise.name,
        "policy": application.round.policy.title,
        "title": task.title,
        "bureau": str(task.bureau),
        "holder": str(task.holder or ""),
        "due_on": task.due_on or "",
        "clock": clock.label if clock else "",
    }


@require_safe
@watcher
def supervision_notices(request: RoleRequest) -> HttpResponse:
    """The notices (督办单): those that wait first."""
    found = board.supervision_notices(request.user, request.today)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "reviews/supervision_notices.html", {"page": page, "today": request.today})


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.SUPERVISOR)
def supervision_new(request: RoleRequest, bureau_id: int, number: str = "") -> HttpResponse:
    """Issue a notice (发出督办) on a bureau, or on its part of a case."""
    bureau = get_object_or_404(Bureau.objects.select_related("region__parent"), pk=bureau_id)
    if supervising.supervising_bureau(request.user, bureau, request.today) is None:
        raise Http404
    case: Application | None = None
    if number:
        case = get_object_or_404(
            visible_cases(request.user, request.today).filter(tasks__bureau=bureau).distinct(), number=number
        )
    usual = add_working_days(request.today, terms_of(bureau.region).answer_days)
    form = DemandForm(request.POST or None, usual=usual)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            notice = supervising.issue(bureau, case, request.user, request.now, cleaned["text"], cleaned["due_on"])
        except (ValidationError, NotAllowed) as error:
            form.add_error(None, _said(error))
        else:
            messages.success(request, f"督办单 {notice.number} 已发出，由{notice.answering}审定负责人答复。")
            return redirect("supervision_notice", notice.number)
    return render(request, "reviews/supervision_new.html", {"form": form, "bureau": bureau, "case": case})


def _said(error: ValidationError | NotAllowed) -> list[str]:
    return error.messages if isinstance(error, ValidationError) else [str(error)]


def _own(request: RoleRequest, number: str) -> SupervisionNotice:
    found = board.supervision_notices(request.user, request.today).select_related(
        "issued_for", "bureau", "answering", "application__enterprise", "application__round__policy"
    )
    return get_object_or_404(found, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@watcher
def supervision_notice(request: RoleRequest, number: str) -> HttpResponse:
    """One notice with its history; the chief answers it, the supervisor accepts the answer or asks again."""
    notice = _own(request, number)
    acts = acts_open(request, notice)
    name = request.POST.get("act", "")
    forms = {each: _form(request, notice, each, each == name) for each in acts}
    if request.method == "POST" and name in forms and forms[name].is_valid():
        try:
            _do(name, notice, request, forms[name].cleaned_data)
        except (ValidationError, NotAllowed) as error:
            forms[name].add_error(None, _said(error))
        else:
            messages.success(request, "已保存，对方会收到消息。")
            return redirect("supervision_notice", number)
    elif request.method == "POST" and name not in forms:
        messages.error(request, "此督办单已由他人办理")
    steps = notice.steps.select_related("by", "bureau")
    context = {"notice": notice, "steps": steps, "forms": forms, "words": WORDS, "today": request.today}
    return render(request, "reviews/supervision_notice.html", context)


WORDS = {"answer": "答复", "accept": "认可办结", "ask_again": "要求重新答复"}


def acts_open(request: RoleRequest, notice: SupervisionNotice) -> list[str]:
    """Return the acts that are open to the reader now."""
    held = assignments(request.user, board.WATCHERS, request.today)
    roles = {each.role for each in held if each.bureau_id in (notice.answering_id, notice.issued_for_id)}
    answers = any(each.role == Role.CHIEF and each.bureau_id == notice.answering_id for each in held)
    if notice.state == SupervisionNotice.State.OPEN:
        return ["answer"] if answers else []
    is_own = Role.SUPERVISOR in roles and any(each.bureau_id == notice.issued_for_id for each in held)
    return ["accept", "ask_again"] if notice.state == SupervisionNotice.State.ANSWERED and is_own else []


def _form(request: RoleRequest, notice: SupervisionNotice, name: str, is_posted: bool) -> StepForm:
    posted = request.POST if is_posted else None
    if name == "ask_again":
        usual = add_working_days(request.today, terms_of(notice.bureau.region).answer_days)
        return DemandForm(posted, usual=usual, auto_id=f"id_{name}_%s")
    return StepForm(posted, auto_id=f"id_{name}_%s")


def _do(name: str, notice: SupervisionNotice, request: RoleRequest, said: dict[str, Any]) -> None:
    if name == "answer":
        supervising.answer(notice, request.user, request.now, said["text"])
    elif name == "accept":
        supervising.accept(notice, request.user, request.now, said["text"])
    else:
        supervising.ask_again(notice, request.user, request.now, said["text"], said["due_on"])

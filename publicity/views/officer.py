"""The desk of the publicity officer: what waits, drafts, publishing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Bureau, Role
from applications.refusals import told_as_message
from applications.workflow import NotAllowed
from policies.models import ApplicationRound
from policies.working_days import provisional_note
from publicity import actions
from publicity.actions.freezing import window
from publicity.background import LONG
from publicity.cells import sheet_cells
from publicity.differences import changes_of, differences_shown
from publicity.forms import NoticeForm, ScheduleForm
from publicity.models import Notice
from publicity.objection_clocks import clock_of
from publicity.objection_queues import open_objections
from publicity.prechecks import prechecks
from publicity.queues import (
    notices_at,
    officer_notices,
    officer_roles,
    publicity_queue,
    waiting_rounds,
)
from publicity.tasks import publish_scheduled_notices
from publicity.views.public import line_page, sheet_lines


@requires_role(Role.PUBLICITY_OFFICER)
@require_safe
def publicity_desk(request: RoleRequest) -> HttpResponse:
    """Show what waits for the officer: rounds with approved cases, drafts, open objections, running windows."""
    held, state = officer_roles(request.user, request.today), Notice.State
    notices = list(notices_at(held).exclude(state=state.CLOSED).order_by("ends_on", "made_at")[:50])
    context = {
        "waiting": waiting_rounds(held),
        "drafts": [notice for notice in notices if notice.state == state.DRAFT],
        "running": [notice for notice in notices if notice.state == state.PUBLISHED],
        "objections": [
            (each, clock_of(each, request.today))
            for each in open_objections(request.user, request.today).prefetch_related("steps")[:20]
        ],
        "today": request.today,
    }
    return render(request, "publicity/desk.html", context)


@requires_role(Role.PUBLICITY_OFFICER)
@require_safe
def officer_notice_list(request: RoleRequest) -> HttpResponse:
    """List every notice of the officer's bureaus."""
    page = Paginator(officer_notices(request.user, request.today), 20).get_page(request.GET.get("page"))
    return render(request, "publicity/officer_notice_list.html", {"page": page})


@requires_role(Role.PUBLICITY_OFFICER)
@told_as_message("publicity_desk")
def notice_new(request: RoleRequest, round_id: int, bureau_id: int) -> HttpResponse:
    """Draft a notice over the waiting cases of one round."""
    found = ApplicationRound.objects.select_related("policy", "version")
    round, bureau = get_object_or_404(found, pk=round_id), get_object_or_404(Bureau, pk=bureau_id)
    waiting = list(publicity_queue(request.user, request.today, bureau).filter(round__policy=round.policy))
    cases = sorted(waiting, key=lambda case: case.round_id != round.pk)
    own = [case.pk for case in cases if case.round_id == round.pk]
    if not own:
        raise nothing_left(request, bureau)
    form = NoticeForm(
        request.POST or None, round=round, bureau=bureau, case_ids=[case.pk for case in cases], ticked=own
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["cases"]
        draft = actions.draft_notice(round, bureau, chosen, form.terms(), request.user, request.now)
        return redirect("notice_draft", draft.pk)
    context = {
        "round": round,
        "bureau": bureau,
        "cases": cases,
        "has_other_rounds": len(own) < len(cases),
        "form": form,
        "prescribed": round.version.pack.publicity,
    }
    return render(request, "publicity/notice_new.html", context)


def nothing_left(request: RoleRequest, bureau: Bureau) -> Exception:
    """Return what to raise where no case waits: a sentence to the bureau's own officer, 404 to a stranger."""
    if any(held.bureau_id == bureau.pk for held in officer_roles(request.user, request.today)):
        return NotAllowed("已没有待公示的办件，可能已由他人办理")
    return Http404("没有这个批次的办件")


def draft_or_404(request: RoleRequest, pk: int) -> Notice:
    """Return a draft of the officer's own bureaus."""
    return get_object_or_404(officer_notices(request.user, request.today), pk=pk, state=Notice.State.DRAFT)


@requires_role(Role.PUBLICITY_OFFICER)
@require_safe
def notice_draft(request: RoleRequest, pk: int) -> HttpResponse:
    """Preview a draft exactly as the public will read it."""
    notice = draft_or_404(request, pk)
    checks = prechecks(notice)
    notice.changes = changes_of(notice)
    notice.starts_on, notice.ends_on = window(notice, request.today)
    notice.total_yuan = checks.total_yuan
    context = {
        "notice": notice,
        "page": (page := line_page(request, notice)),
        "lines": sheet_lines(notice, page),
        "total": sheet_cells(notice.columns, notice.total_cells),
        "provisional": provisional_note(notice.starts_on, notice.ends_on),
        "checks": checks,
        "changes": differences_shown(notice),
        "form": ScheduleForm(),
    }
    return render(request, "publicity/notice_draft.html", context)


@requires_role(Role.PUBLICITY_OFFICER)
@require_POST
@told_as_message("publicity_desk")
def notice_publish(request: RoleRequest, pk: int) -> HttpResponse:
    """Publish a draft."""
    draft = draft_or_404(request, pk)
    if draft.lines.count() >= LONG:
        actions.schedule_notice(draft, request.now, request.user, request.now)
        publish_scheduled_notices.delay()
        messages.success(request, "名单较长，正在后台发布，约需几分钟，完成后出现在“公示中”")
        return redirect("publicity_desk")
    notice = actions.publish(draft, request.user, request.now)
    messages.success(request, f"已发布 {notice.number}，公示期至 {notice.ends_on}（含当日），期满由系统自动办结")
    return redirect("notice_detail", notice.number)


@requires_role(Role.PUBLICITY_OFFICER)
@require_POST
@told_as_message("publicity_desk")
def notice_schedule(request: RoleRequest, pk: int) -> HttpResponse:
    """Have a draft published by itself at a time."""
    draft, form = draft_or_404(request, pk), ScheduleForm(request.POST)
    if not form.is_valid():
        raise NotAllowed(" ".join(map(str, form.errors["publish_at"])))
    publish_at = form.cleaned_data["publish_at"]
    actions.schedule_notice(draft, publish_at, request.user, request.now)
    messages.success(request, f"将于 {timezone.localtime(publish_at):%Y-%m-%d %H:%M} 自动发布，此前可以取消")
    return redirect("notice_draft", pk)


@requires_role(Role.PUBLICITY_OFFICER)
@require_POST
@told_as_message("publicity_desk")
def notice_unschedule(request: RoleRequest, pk: int) -> HttpResponse:
    """Cancel the time of a scheduled draft."""
    actions.cancel_schedule(draft_or_404(request, pk), request.user, request.now)
    messages.success(request, "已取消定时发布，本稿保留")
    return redirect("notice_draft", pk)


@requires_role(Role.PUBLICITY_OFFICER)
@require_POST
@told_as_message("publicity_desk")
def notice_discard(request: RoleRequest, pk: int) -> HttpResponse:
    """Discard a draft; its cases wait again."""
    actions.discard_draft(draft_or_404(request, pk), request.user, request.now)
    messages.success(request, "拟稿已撤销，所含办件回到待公示")
    return redirect("publicity_desk")

"""A published notice in its officer's and the supervisor's hands: what was done, evidence, extension, correction."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.refusals import told_as_message
from publicity import actions
from publicity.forms import CorrectionForm, ExtensionForm
from publicity.models import Notice, NoticeSnapshot
from publicity.queues import officer_notices, publicity_queue, watched_notices

PUBLISHED = (Notice.State.PUBLISHED, Notice.State.CLOSED, Notice.State.SUPERSEDED)


@requires_role(Role.PUBLICITY_OFFICER, Role.SUPERVISOR)
@require_safe
def notice_manage(request: RoleRequest, number: str) -> HttpResponse:
    """Show the officer's page of a published notice: its course, its evidence, and what may be done."""
    notice = get_object_or_404(watched_notices(request.user, request.today), number=number)
    mine = officer_notices(request.user, request.today).filter(pk=notice.pk).exists()
    context = {
        "notice": notice,
        "is_open": notice.is_open_on(request.today),
        "may_act": mine and notice.is_open_on(request.today),
        "form": ExtensionForm(notice=notice),
        **evidence(request, notice),
    }
    return render(request, "publicity/notice_manage.html", context)


def evidence(request: RoleRequest, notice: Notice) -> dict:
    """Return what was kept of a notice: events, pages, looks at its address, a page of these at a time."""
    checks = Paginator(notice.checks.all(), 20).get_page(request.GET.get("page"))
    return {
        "events": notice.events.select_related("by"),
        "snapshots": notice.snapshots.defer("html"),
        "checks": checks,
        "fallen": notice.checks.filter(is_standing=False).count(),
    }


@requires_role(Role.PUBLICITY_OFFICER)
@told_as_message("publicity_desk")
def notice_extend(request: RoleRequest, number: str) -> HttpResponse:
    """Extend the window of a running notice."""
    notice = get_object_or_404(officer_notices(request.user, request.today), number=number, state__in=PUBLISHED)
    form = ExtensionForm(request.POST or None, notice=notice)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.extend_notice(notice, given["ends_on"], given["reason"], request.user, request.now)
        messages.success(request, f"{number} 的公示期已延长至 {given['ends_on']}（含当日）")
        return redirect("notice_manage", number)
    return render(request, "publicity/notice_extend.html", {"notice": notice, "form": form})


@requires_role(Role.PUBLICITY_OFFICER)
@told_as_message("publicity_desk")
def notice_correct(request: RoleRequest, number: str) -> HttpResponse:
    """Draft the next version of a running notice."""
    notice = get_object_or_404(officer_notices(request.user, request.today), number=number, state__in=PUBLISHED)
    waiting = list(
        publicity_queue(request.user, request.today, notice.bureau).filter(round__policy=notice.round.policy)
    )
    form = CorrectionForm(request.POST or None, notice=notice, case_ids=[case.pk for case in waiting])
    if request.method == "POST" and form.is_valid():
        draft = actions.draft_correction(notice, form.correction(), request.user, request.now)
        return redirect("notice_draft", draft.pk)
    context = {"notice": notice, "form": form, "waiting": waiting}
    return render(request, "publicity/notice_correct.html", context)


@requires_role(Role.PUBLICITY_OFFICER, Role.SUPERVISOR)
@require_safe
def notice_snapshot(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    """Give a kept page exactly as it was served then; the browser is told to run and load nothing of it."""
    notice = get_object_or_404(watched_notices(request.user, request.today), number=number)
    kept = get_object_or_404(NoticeSnapshot, notice=notice, pk=pk)
    name = f"{number}-{timezone.localtime(kept.taken_at):%Y%m%d%H%M}.html"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
    return HttpResponse(kept.html.encode(), content_type="text/html; charset=utf-8", headers=headers)

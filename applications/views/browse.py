from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications import actions
from applications.facts import judge
from applications.forms import AccountForm, WithdrawForm
from applications.infected import infected_files
from applications.messages import unread_by, with_unread
from applications.models import Application
from applications.ports import review_desk
from applications.presentation import case_sheet, next_step
from applications.processing_times import times_words
from applications.queues import MEMBERS, clerk_enterprises, own_applications, roles_in
from applications.refusals import told_as_message
from applications.workflow import FINAL, MOVES, TO_CERTIFY, Action, Status
from policies.models import ApplicationRound

ALLOWED = {(move.source, move.action) for move in MOVES}


def posted(request: RoleRequest) -> QueryDict | None:
    """Return what was posted, None for a page that is only looked at; an empty post is a post."""
    return request.POST if request.method == "POST" else None


def own(request: RoleRequest, number: str) -> Application:
    """Return the own application with that number, reached by a role that opens the page, or 404."""
    return get_object_or_404(own_applications(request.user, request.today, request.roles), number=number)


@require_safe
@requires_role(*MEMBERS)
def application_list(request: RoleRequest) -> HttpResponse:
    rows = with_unread(own_applications(request.user, request.today), request.user, official=False)
    if status := request.GET.get("status"):
        rows = rows.filter(status=status)
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "applications/list.html", {"page": page, "statuses": Status.choices, "status": status})


@require_safe
@requires_role(*MEMBERS)
def application_detail(request: RoleRequest, number: str) -> HttpResponse:
    application = own(request, number)
    judged, roles = judge(application), roles_in(application, request.user, request.today)
    context = {
        "application": application,
        "sheet": case_sheet(application),
        "decision": judged.decision,
        "rulings": judged.rulings,
        "infected": [file for files in infected_files(application).values() for file in files],
        "unread_messages": unread_by(request.user, official=False).filter(application=application).count(),
        "turns": review_desk().turns(application, request.today),
        "steps": review_desk().steps(application),
        "times": times_words(application.round.policy),
        "step": next_step(application, roles),
        "roles": roles,
        "letters": [letter for letter in application.letters.all() if letter.is_to_enterprise],
        "withdraw_form": WithdrawForm(),
        "can_rate": Role.APPLICANT_CLERK in roles
        and application.status in FINAL
        and application.status != Status.WITHDRAWN,
        "can_take_back": Role.APPLICANT_CLERK in roles and application.status in TO_CERTIFY,
        "can_withdraw": Role.APPLICANT_CLERK in roles and (application.status, Action.WITHDRAW) in ALLOWED,
    }
    return render(request, "applications/detail.html", context)


@require_POST
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def application_start(request: RoleRequest, round_id: int) -> HttpResponse:
    round = get_object_or_404(ApplicationRound.objects.select_related("policy__region", "version"), pk=round_id)
    enterprises = clerk_enterprises(request.user, request.today)
    chosen = request.POST.get("enterprise")
    wanted = [each for each in enterprises if chosen is None or str(each.pk) == chosen]
    if not wanted:
        raise Http404
    enterprise = wanted[0]
    application = actions.start_application(enterprise, round, request.user, request.now)
    if application.created_at != request.now:
        started = f"{application.created_by} 于 {localtime(application.created_at):%Y-%m-%d %H:%M} 开始"
        words = f"本企业在该批次已有一件申报 {application.number}（{started}，{application.applicant_status}），没有另建新件，请在此继续。"
        messages.warning(request, words)
    return redirect("application_form" if application.is_editable else "application_detail", application.number)


@require_POST
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def application_withdraw(request: RoleRequest, number: str) -> HttpResponse:
    application = own(request, number)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        context = {"application": application, "form": form, "title": "撤回申报"}
        return render(request, "applications/one_form.html", context)
    actions.withdraw(application, request.user, request.now, form.cleaned_data["reason"])
    return redirect("application_detail", number)


@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def application_account(request: RoleRequest, number: str) -> HttpResponse:
    application = get_object_or_404(
        own_applications(request.user, request.today, request.roles), number=number, status=Status.PAYMENT_FAILED
    )
    form = AccountForm(posted(request), instance=application, required=True)
    if request.method == "POST" and form.is_valid():
        original = own(request, number)
        actions.correct_account(original, form.cleaned_data, request.user, request.now)
        return redirect("application_detail", number)
    return render(
        request, "applications/one_form.html", {"application": application, "form": form, "title": "更正收款账户"}
    )

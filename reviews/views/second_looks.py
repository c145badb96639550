"""The second look (双随机抽查): the list, a draw that anybody can recompute, and one look."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from accounts.roles import bureaus_of
from applications.refusals import told_as_message
from applications.workflow import NotAllowed
from policies.models import ApplicationRound
from reviews.actions import second_looks as actions
from reviews.actions.replacing import replace_looker
from reviews.forms.deciding import ReasonForm
from reviews.forms.second_looks import LookForm
from reviews.forms.supervision import StepForm
from reviews.look_clocks import look_clock
from reviews.models import DecisionRecord, SecondLook
from reviews.queues import REVIEW_ROLES, visible_cases
from reviews.second_looks import chief_looks, draws_in_sight, looks_in_sight, pending_draws
from reviews.site_draws import pending_samples
from reviews.views.cases import READERS


@require_safe
@requires_role(*READERS)
def second_look_list(request: RoleRequest) -> HttpResponse:
    """The looks in the reader's sight, those that wait first, the draws, and for a chief what may be drawn now."""
    page = Paginator(looks_in_sight(request.user, request.today), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(look, look_clock(look, request.today)) for look in page],
        "samples": pending_samples(request.user, request.today),
        "pending": pending_draws(request.user, request.today),
        "draws": draws_in_sight(request.user, request.today)[:20],
    }
    return render(request, "reviews/second_looks.html", context)


@require_POST
@requires_role(Role.CHIEF)
@told_as_message("second_look_list")
def look_draw_new(request: RoleRequest, round_id: int, bureau_id: int) -> HttpResponse:
    """Draw over the cases newly determined."""
    own = bureaus_of(request.user, [Role.CHIEF], request.today)
    bureau = next((each for each in own if each.pk == bureau_id), None)
    if bureau is None:
        raise Http404
    round = get_object_or_404(ApplicationRound, pk=round_id)
    draw = actions.draw_looks(round, bureau, request.user, request.now)
    messages.success(request, f"已从 {len(draw.pool)} 件中抽取 {draw.looks.count()} 件，选派的人员会收到待办。")
    return redirect("look_draw", draw.pk)


@require_safe
@requires_role(*READERS)
def look_draw(request: RoleRequest, pk: int) -> HttpResponse:
    """One draw: seed, pool, who was drawn for what, what came of it."""
    draw = get_object_or_404(draws_in_sight(request.user, request.today), pk=pk)
    looks = draw.looks.select_related("application__enterprise", "reviewer")
    readable = set(looks_in_sight(request.user, request.today).filter(draw=draw).values_list("pk", flat=True))
    return render(request, "reviews/look_draw.html", {"draw": draw, "looks": looks, "readable": readable})


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(*READERS)
@told_as_message("second_look_list")
def second_look(request: RoleRequest, pk: int) -> HttpResponse:
    """One look: the decisions of the case as they were made, the reviewer's outcome, the chief's note."""
    look = get_object_or_404(looks_in_sight(request.user, request.today), pk=pk)
    form = form_of(request, look)
    if form is not None and form.is_bound and form.is_valid():
        do(request, look, form)
        messages.success(request, "已保存。")
        return redirect("second_look", pk)
    if request.method == "POST" and form is None:
        raise NotAllowed
    return look_page(request, look, form)


def look_page(
    request: RoleRequest, look: SecondLook, form: forms.Form | None, refused: ReasonForm | None = None
) -> HttpResponse:
    """Return one look; `refused` is the form to replace its reviewer, just refused."""
    may_replace = look.done_at is None and (look.reviewer_id == request.user.pk or is_chiefs(request, look))
    records = DecisionRecord.objects.filter(task__application=look.application)
    context = {
        "look": look,
        "clock": look_clock(look, request.today),
        "replace_form": refused or (ReasonForm(prefix="replace") if may_replace else None),
        "redraws": look.redraws.select_related("former", "reviewer", "by"),
        "application": look.application,
        "form": form,
        "records": records.select_related("task__bureau", "task__decided_by"),
        "documents": look.application.documents.order_by("pk"),
        "reads_case": visible_cases(request.user, request.today).filter(pk=look.application_id).exists(),
    }
    return render(
        request, "reviews/second_look.html", context, status=422 if refused or (form and form.errors) else 200
    )


@require_POST
@requires_role(*REVIEW_ROLES)
@told_as_message("second_look_list")
def look_replace(request: RoleRequest, pk: int) -> HttpResponse:
    """Have the next person of the draw look, with the reason."""
    look = get_object_or_404(looks_in_sight(request.user, request.today), pk=pk)
    form = ReasonForm(request.POST, prefix="replace")
    if not form.is_valid():
        return look_page(request, look, None, form)
    made = replace_looker(look, request.user, request.now, form.cleaned_data["reason"])
    messages.success(
        request, f"已由{made.reviewer}递补复看。" if made.reviewer else "没有可递补的人员，已告知审定负责人。"
    )
    return redirect("second_look_list")


def form_of(request: RoleRequest, look: SecondLook) -> forms.Form | None:
    """Return what is open to the reader now: the reviewer's outcome, the chief's note, or nothing."""
    posted = request.POST if request.method == "POST" else None
    if look.done_at is None:
        return LookForm(posted) if look.reviewer_id == request.user.pk else None
    if look.outcome == SecondLook.Outcome.DISAGREE and look.noted_at is None:
        return StepForm(posted) if is_chiefs(request, look) else None
    return None


def is_chiefs(request: RoleRequest, look: SecondLook) -> bool:
    """Tell whether the reader is a chief of the bureau that drew the look."""
    return SecondLook.objects.filter(chief_looks(request.user, request.today), pk=look.pk).exists()


def do(request: RoleRequest, look: SecondLook, form: forms.Form) -> None:
    """Write what was said: the outcome, or the note."""
    said = form.cleaned_data
    if isinstance(form, LookForm):
        actions.finish_look(look, request.user, request.now, said["outcome"], said["reason"])
    else:
        actions.note_look(look, request.user, request.now, said["text"])

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from applications.refusals import told_as_message
from reviews.actions import bulk
from reviews.bulk_forms import FORMS
from reviews.desk_queues import batch_counts, batches_of, tasks_of_batch
from reviews.models import BulkBatch
from reviews.queues import REVIEW_ROLES
from reviews.tasks import run_bulk, try_bulk
from reviews.views.trail import kept_query, tab_rows

AT_ONCE = 20  # so few are tried while the officer waits


@require_POST
@requires_role(*REVIEW_ROLES)
@told_as_message("review_queue")
def bulk_start(request: RoleRequest, act: str) -> HttpResponse:
    """Take the ticked rows of the desk, or all that its filters leave, into a batch."""
    if act not in FORMS:
        raise Http404
    given = QueryDict(request.POST.get("back", ""))
    rows = tab_rows(request, given)
    if not request.POST.get("everything"):
        rows = rows.filter(pk__in=[pk for pk in request.POST.getlist("task") if pk.isdecimal()])
    try:
        batch = bulk.prepare_batch(act, rows[: bulk.MOST + 1], request.user, request.now)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(f"{reverse('review_queue')}?{kept_query(given)}")
    return redirect("bulk", batch.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(*REVIEW_ROLES)
@told_as_message("review_queue")
def bulk_page(request: RoleRequest, pk: int) -> HttpResponse:
    """A batch: fill in once, see what would go and what not and why, confirm, read each result."""
    batch = get_object_or_404(batches_of(request.user), pk=pk)
    form = None
    if batch.state in (BulkBatch.State.PREPARED, BulkBatch.State.TRIED):
        form = FORMS[batch.act](request.POST or None, tasks=tasks_of_batch(batch), at=request.now)
    if request.method == "POST" and form is not None and form.is_valid():
        bulk.say(batch, form.said())
        if batch.items.count() <= AT_ONCE:
            bulk.try_batch(batch)
        else:
            try_bulk.delay(batch.pk)
        return redirect("bulk", batch.pk)
    context = {"batch": batch, "form": form, "counts": batch_counts(batch), "items": items_of(batch)}
    return render(request, "reviews/bulk.html", context, status=422 if form is not None and form.errors else 200)


def items_of(batch: BulkBatch):
    """Return the lines of the batch with what a line shows, those that did not go first."""
    shown = ("task__application__enterprise", "task__application__round__policy")
    return sorted(batch.items.select_related(*shown), key=lambda item: item.state not in ("refused", "failed"))


@require_POST
@requires_role(*REVIEW_ROLES)
@told_as_message("review_queue")
def bulk_confirm(request: RoleRequest, pk: int) -> HttpResponse:
    """Have the tried batch done in the background."""
    batch = get_object_or_404(batches_of(request.user), pk=pk)
    bulk.confirm_batch(batch, request.now)
    run_bulk.delay(batch.pk)
    return redirect("bulk", batch.pk)


@require_safe
@requires_role(*REVIEW_ROLES)
def bulk_progress(request: RoleRequest, pk: int) -> HttpResponse:
    """How far the worker has come; the page is loaded anew when it has finished."""
    batch = get_object_or_404(batches_of(request.user), pk=pk)
    response = render(request, "reviews/bulk_progress.html", {"batch": batch, "counts": batch_counts(batch)})
    if not batch.is_working:
        response["HX-Refresh"] = "true"
    return response

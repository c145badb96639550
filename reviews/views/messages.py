"""The officials' side of the messages on a case (办件留言), and the cases with unread ones."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from applications.actions import read_messages
from applications.forms import MessageForm
from applications.messages import messages_of, unread_by, with_unread
from applications.refusals import told_as_message
from applications.workflow import FINAL
from reviews.actions import answer_message
from reviews.handlers import own_bureau
from reviews.queues import REVIEW_ROLES, visible_cases
from reviews.views.cases import READERS, visible


@require_safe
@requires_role(*REVIEW_ROLES)
def message_list(request: RoleRequest) -> HttpResponse:
    """The cases on which the enterprise wrote and this person has not read it (未读留言)."""
    cases = with_unread(visible_cases(request.user, request.today), request.user, official=True).filter(unread__gt=0)
    page = Paginator(cases, 20).get_page(request.GET.get("page"))
    return render(request, "reviews/message_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(*READERS)
@told_as_message("case_list")
def case_messages(request: RoleRequest, number: str) -> HttpResponse:
    """Read what was written, and answer for the own bureau."""
    application = visible(request, number)
    form = MessageForm(request.POST, request.FILES) if request.method == "POST" else MessageForm()
    if form.is_bound and form.is_valid():
        try:
            answer_message(application, request.user, request.now, form.cleaned_data["text"], form.cleaned_data["file"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            read_messages(application, request.user, request.now, official=True)
            return redirect("case_messages", number)
    bureau = own_bureau(application, request.user, request.today)
    context = {
        "application": application,
        "thread": messages_of(application),
        "unread_messages": unread_by(request.user, official=True).filter(application=application).count(),
        "form": form,
        "bureau": bureau if application.status not in FINAL else None,
    }
    return render(request, "reviews/messages.html", context, status=422 if form.errors else 200)


@require_POST
@requires_role(*READERS)
def case_messages_read(request: RoleRequest, number: str) -> HttpResponse:
    """Record that the messages were read; sent by the page when it is shown, or by its button."""
    read_messages(visible(request, number), request.user, request.now, official=True)
    return HttpResponse("已读") if request.htmx else redirect("case_messages", number)

"""The enterprise's side of the messages on a case (办件留言)."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import RoleRequest, requires_role
from applications import actions
from applications.forms import MessageForm
from applications.messages import messages_of, unread_by
from applications.queues import MEMBERS
from applications.refusals import told_as_message
from applications.views.browse import own
from applications.workflow import FINAL, UNFILED


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(*MEMBERS)
@told_as_message("application_list")
def application_messages(request: RoleRequest, number: str) -> HttpResponse:
    """Read what was written, and write to the officials who handle the case."""
    application = own(request, number)
    form = MessageForm(request.POST, request.FILES) if request.method == "POST" else MessageForm()
    if form.is_bound and form.is_valid():
        try:
            asked = form.cleaned_data
            actions.write_message(application, request.user, request.now, asked["text"], asked["file"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            actions.read_messages(application, request.user, request.now, official=False)
            return redirect("application_messages", number)
    context = {
        "application": application,
        "thread": messages_of(application),
        "unread_messages": unread_by(request.user, official=False).filter(application=application).count(),
        "form": form,
        "is_open": application.status not in (*UNFILED, *FINAL),
    }
    return render(request, "applications/messages.html", context, status=422 if form.errors else 200)


@require_POST
@requires_role(*MEMBERS)
def messages_read(request: RoleRequest, number: str) -> HttpResponse:
    """Record that the messages were read; sent by the page when it is shown, or by its button."""
    actions.read_messages(own(request, number), request.user, request.now, official=False)
    return HttpResponse("已读") if request.htmx else redirect("application_messages", number)

"""The officials' side of the messages on a case (办件留言), and the cases with unread ones."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.roles import roles_of
from applications.actions import read_messages
from applications.forms import MessageForm
from applications.messages import messages_of, unread_by, with_unread
from applications.models import Application
from applications.refusals import told_as_message
from applications.workflow import FINAL
from reviews.actions import answer_message
from reviews.actions.recusing import recuse_later
from reviews.forms.deciding import ReasonForm
from reviews.handlers import own_bureau
from reviews.models import Recusal
from reviews.queues import LATER, REVIEW_ROLES, heard_cases, visible_cases
from reviews.views.cases import READERS


@require_safe
@requires_role(*REVIEW_ROLES)
def message_list(request: RoleRequest) -> HttpResponse:
    """The cases on which the enterprise wrote and this person has not read it (未读留言)."""
    cases = with_unread(visible_cases(request.user, request.today), request.user, official=True).filter(unread__gt=0)
    page = Paginator(cases, 20).get_page(request.GET.get("page"))
    return render(request, "reviews/message_list.html", {"page": page})


def heard(request: RoleRequest, number: str) -> Application:
    """Return the case whose messages the official may read, or 404."""
    return get_object_or_404(heard_cases(request.user, request.today), number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(*READERS, *LATER)
@told_as_message("desk")
def case_messages(request: RoleRequest, number: str) -> HttpResponse:
    """Read what was written, and answer for the own bureau."""
    application = heard(request, number)
    form = MessageForm(request.POST, request.FILES) if request.method == "POST" else MessageForm()
    if form.is_bound and form.is_valid():
        try:
            answer_message(application, request.user, request.now, form.cleaned_data["text"], form.cleaned_data["file"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            read_messages(application, request.user, request.now, official=True)
            return redirect("case_messages", number)
    return message_page(request, application, form)


def message_page(
    request: RoleRequest, application: Application, form: forms.Form, refused: ReasonForm | None = None
) -> HttpResponse:
    """Return the messages of the case; who publishes or pays it only reads, and may declare recusal here."""
    bureau = own_bureau(application, request.user, request.today)
    is_reader = visible_cases(request.user, request.today).filter(pk=application.pk).exists()
    may_recuse = not roles_of(request.user, request.today).isdisjoint(LATER)
    declared = Recusal.objects.filter(application=application, user=request.user).first()
    context = {
        "application": application,
        "thread": messages_of(application),
        "unread_messages": unread_by(request.user, official=True).filter(application=application).count(),
        "form": form,
        "bureau": bureau if application.status not in FINAL else None,
        "document_url": "case_document" if is_reader else "",
        "is_reader": is_reader,
        "declared": declared,
        "recuse_form": (refused or ReasonForm(prefix="recuse")) if may_recuse and not declared else None,
    }
    return render(request, "reviews/messages.html", context, status=422 if form.errors or refused else 200)


@require_POST
@requires_role(*LATER)
@told_as_message("desk")
def case_recuse(request: RoleRequest, number: str) -> HttpResponse:
    """Declare recusal from a case that one publishes or pays."""
    application = heard(request, number)
    form = ReasonForm(request.POST, prefix="recuse")
    if not form.is_valid():
        return message_page(request, application, MessageForm(), form)
    recuse_later(application, request.user, request.now, form.cleaned_data["reason"])
    messages.success(request, f"已声明回避办件 {number}，此件不再出现在您的待办中。")
    return redirect("desk")


@require_POST
@requires_role(*READERS, *LATER)
def case_messages_read(request: RoleRequest, number: str) -> HttpResponse:
    """Record that the messages were read; sent by the page when it is shown, or by its button."""
    read_messages(heard(request, number), request.user, request.now, official=True)
    return HttpResponse("已读") if request.htmx else redirect("case_messages", number)

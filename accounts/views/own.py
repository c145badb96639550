"""What everybody has: messages and the size of the type."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import RoleRequest
from accounts.actions import switch_shortcuts, switch_type
from accounts.forms.messages import PreferencesForm
from accounts.messaging import choose_messages, mark_read
from accounts.queues import notifications_of, preferences_of, todos_of

PAGE_SIZE = 20


@login_required
def notifications(request: RoleRequest) -> HttpResponse:
    """The person's messages (站内消息), unread ones first; or only the to-dos, the nearest due first."""
    todos = todos_of(request.user)
    is_todo = request.GET.get("show") == "todo"
    page = Paginator(todos if is_todo else notifications_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "is_todo": is_todo, "todos": todos.count(), "today": timezone.localdate()}
    return render(request, "accounts/notifications.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def message_preferences(request: RoleRequest) -> HttpResponse:
    """How the person wants to be told, by group of messages."""
    posted = request.POST if request.method == "POST" else None
    form = PreferencesForm(request.user, preferences_of(request.user), posted)
    if request.method == "POST" and form.is_valid():
        choose_messages(request.user, form.wishes())
        messages.success(request, "接收方式已保存。")
        return redirect("message_preferences")
    return render(request, "accounts/message_preferences.html", {"form": form})


@require_POST
@login_required
def notification_open(request: RoleRequest, pk: int) -> HttpResponse:
    """Mark one message read and go where it leads."""
    message = get_object_or_404(notifications_of(request.user), pk=pk)
    mark_read(notifications_of(request.user).filter(pk=pk), timezone.now())
    return redirect(message.url or "notifications")


@require_POST
@login_required
def notifications_read(request: RoleRequest) -> HttpResponse:
    """Mark every message read."""
    mark_read(notifications_of(request.user), timezone.now())
    return redirect("notifications")


@require_POST
@login_required
def large_type(request: RoleRequest) -> HttpResponse:
    """Switch the large type (关怀版) and go back to where the person was, on this site only."""
    switch_type(request.user)
    return where_from(request)


@require_POST
@login_required
def shortcuts(request: RoleRequest) -> HttpResponse:
    """Switch the single-key shortcuts (键盘快捷键) and go back to where the person was."""
    switch_shortcuts(request.user)
    return where_from(request)


def where_from(request: RoleRequest) -> HttpResponse:
    """Send the person back to the page they came from, on this site only."""
    back = request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else "home")

"""Registering: an enterprise by itself, a clerk by invitation, and waiting to be let in."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.access import RoleRequest
from accounts.actions import accept_invitation, ask_to_join, register_enterprise
from accounts.forms.enterprises import RegistrationForm
from accounts.forms.people import PasswordFields
from accounts.models import Invitation, JoinRequest, User
from accounts.queues import own_join_requests, usable_invitations

BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password", "password_again")
@rate_limit(action="signup")
def signup(request: HttpRequest) -> HttpResponse:
    """Enterprise self-registration (企业注册)."""
    if request.user.is_authenticated:
        return redirect("desk")
    form = RegistrationForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        person = form.new_person(asked["password"])
        try:
            result = register_enterprise(
                person, asked["uscc"], asked["enterprise_name"], asked["region"], timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return welcome(request, result)
    return render(request, "accounts/signup.html", {"form": form})


def welcome(request: HttpRequest, result: User | JoinRequest) -> HttpResponse:
    """Sign the new person in and show what comes next."""
    if isinstance(result, JoinRequest):
        login(request, result.user, backend=BACKEND)
        return redirect("joining")
    login(request, result, backend=BACKEND)
    messages.success(request, "企业注册成功，您是本企业的管理员和经办人。请先完善企业信息。")
    return redirect("enterprise_profile")


@sensitive_post_parameters("password", "password_again")
@rate_limit(action="signup")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation (接受邀请) by opening an account; an old link says so."""
    invited = get_object_or_404(Invitation.objects.select_related("enterprise", "invited_by"), token=token)
    if not usable_invitations(timezone.now()).filter(pk=invited.pk).exists():
        return render(request, "accounts/invitation_over.html", {"invitation": invited}, status=410)
    form = PasswordFields(request.POST or None, initial={"name": invited.name, "email": invited.email})
    if request.method == "POST" and form.is_valid():
        person = form.new_person(form.cleaned_data["password"])
        try:
            user = accept_invitation(invited, person, timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            login(request, user, backend=BACKEND)
            messages.success(request, f"您已成为“{invited.enterprise}”的{invited.get_role_display()}。")
            return redirect("desk")
    return render(request, "accounts/invitation.html", {"form": form, "invitation": invited})


@login_required
def joining(request: RoleRequest) -> HttpResponse:
    """Where the person's request to join an enterprise stands (加入申请)."""
    return render(request, "accounts/joining.html", {"join_request": own_join_requests(request.user).first()})


@require_POST
@login_required
def join_again(request: RoleRequest) -> HttpResponse:
    """Ask once more after a refusal."""
    refused = own_join_requests(request.user).first()
    if refused is None or refused.state != JoinRequest.State.REFUSED:
        messages.error(request, "没有可以重新提交的加入申请")
        return redirect("joining")
    ask_to_join(request.user, refused.enterprise)
    messages.success(request, "已重新提交加入申请。")
    return redirect("joining")

"""The pages of a bureau's administrator: accounts and roles of the own bureau's people, nobody else's."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import RoleRequest, requires_role
from accounts.actions import (
    create_official,
    deactivate_official,
    end_role,
    grant_role,
    new_password,
    reactivate_official,
)
from accounts.forms.officials import GrantForm, OfficialForm
from accounts.models import Role
from accounts.queues import administered_bureaus, bureau_roles, officials

PAGE_SIZE = 20
administrator = requires_role(Role.BUREAU_ADMIN)


@administrator
def people(request: RoleRequest) -> HttpResponse:
    """The people of the own bureaus (部门人员)."""
    page = Paginator(officials(request.user, request.today), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "bureaus": administered_bureaus(request.user, request.today), "today": request.today}
    return render(request, "accounts/people.html", context)


@never_cache
@administrator
def person_create(request: RoleRequest) -> HttpResponse:
    """Create an official's account (新建账号); its first password is shown once, on the answer to this very request."""
    bureaus = administered_bureaus(request.user, request.today)
    form = OfficialForm(request.POST or None, bureaus=bureaus, today=request.today)
    if request.method == "POST" and form.is_valid():
        password = new_password()
        bureau, grant = form.cleaned_data["bureau"], form.grant()
        try:
            person = create_official(form.new_person(password), bureau, grant, request.user, request.now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return render(request, "accounts/person_created.html", {"person": person, "password": password})
    return render(request, "accounts/person_create.html", {"form": form})


@administrator
def person(request: RoleRequest, pk: int) -> HttpResponse:
    """One person's roles in the own bureaus, and the form to grant another (授权)."""
    someone = get_object_or_404(officials(request.user, request.today), pk=pk)
    bureaus = administered_bureaus(request.user, request.today)
    form = GrantForm(request.POST or None, bureaus=bureaus, today=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            grant_role(someone, form.cleaned_data["bureau"], form.grant(), request.user, request.now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已授权 {someone}。")
            return redirect("person", pk=pk)
    return render(request, "accounts/person.html", {"person": someone, "form": form, "today": request.today})


@require_POST
@administrator
def role_end(request: RoleRequest, pk: int) -> HttpResponse:
    """Take a role back (收回角色)."""
    held = get_object_or_404(bureau_roles(request.user, request.today), pk=pk)
    try:
        end_role(held, request.user, request.now)
        messages.success(request, f"已收回 {held.user} 的{held.get_role_display()}角色。")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    is_own = held.user == request.user and held.role == Role.BUREAU_ADMIN
    return redirect("desk") if is_own else redirect("person", pk=held.user_id)


@require_POST
@administrator
def person_activity(request: RoleRequest, pk: int) -> HttpResponse:
    """Close a person's account or open it again (停用、恢复账号)."""
    someone = get_object_or_404(officials(request.user, request.today), pk=pk)
    try:
        if someone.is_active:
            deactivate_official(someone, request.user, request.now)
            messages.success(request, f"{someone} 的账号已停用，其角色已全部收回。")
        else:
            reactivate_official(someone)
            messages.success(request, f"{someone} 的账号已恢复，请重新授权。")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("person", pk=pk)

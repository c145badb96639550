"""The first line of defence: which roles may open a view at all. Which objects they see is for the queues."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from accounts.roles import has_role, remember_assignments

if TYPE_CHECKING:
    from accounts.models import User

View = Callable[..., HttpResponseBase]


class RoleRequest(HttpRequest):
    """What a view behind `requires_role` gets: a request of somebody signed in, with the moment it is decided at."""

    user: "User"
    now: datetime
    today: date
    roles: tuple[str, ...]
    htmx: HtmxDetails


def requires_role(*roles: str) -> Callable[[View], View]:
    """Let only holders of any of `roles` into the view: a visitor goes to the login page, anyone else gets 403.

    The view finds the moment of the request in `request.now`, its date in Asia/Shanghai in `request.today`, and in
    `request.roles` the roles that let people in: only what they reach by one of these is theirs on this page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
            request.now = timezone.now()  # type: ignore[attr-defined]
            request.today = timezone.localdate(request.now)  # type: ignore[attr-defined]
            request.roles = tuple(roles)  # type: ignore[attr-defined]
            if request.method in ("GET", "HEAD"):
                remember_assignments(request.user, request.today)  # type: ignore[attr-defined,arg-type]
            if not has_role(request.user, roles, request.today):  # type: ignore[attr-defined,arg-type]
                raise PermissionDenied("您没有办理此事项的角色")
            return view(request, *args, **kwargs)

        guarded.allowed_roles = tuple(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate

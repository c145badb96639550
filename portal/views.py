from django.contrib.auth.decorators import login_required
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import RoleRequest
from accounts.rate_limit import address_of, may_ask
from accounts.roles import remember_assignments
from applications.models import Application
from disbursements.models import Payment
from policies.models import ApplicationRound
from portal.desks import desk_of
from portal.forms import ProgressForm
from portal.progress import find_case
from publicity.models import Notice

LOOKUPS_PER_HOUR = 30  # of one address: nobody tries numbers and credit codes in bulk


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    rounds = ApplicationRound.objects.open_on(today).select_related("policy__region").order_by("closes_on")[:6]
    paid = Payment.objects.filter(state="paid").aggregate(count=Count("pk"), yuan=Sum("amount_yuan"))
    context = {
        "rounds": rounds,
        "notices": Notice.objects.exclude(state="draft").select_related("round__policy").order_by("-published_at")[:6],
        "paid": paid,
        "under_way": Application.objects.live().filter(submitted_at__isnull=False).count(),
    }
    return render(request, "portal/home.html", context)


@login_required
@require_safe
def desk(request: RoleRequest) -> HttpResponse:
    today = timezone.localdate()
    remember_assignments(request.user, today)
    return render(request, "portal/desk.html", desk_of(request.user, today))


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Look up a case by its number and the enterprise's credit code, without login."""
    form = ProgressForm(request.GET or None)
    asked = form.is_bound and form.is_valid()
    if asked and not may_ask("progress", address_of(request), timezone.now(), LOOKUPS_PER_HOUR):
        form.add_error(None, "查询过于频繁，请一小时后再试；企业登录后可随时查看本企业的申报")
        return render(request, "portal/progress.html", {"form": form}, status=429)
    case = find_case(**form.cleaned_data) if asked else None
    return render(request, "portal/progress.html", {"form": form, "case": case, "asked": asked})


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/site_map.html")


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "portal/error.html", {"title": "无权办理", "text": "您没有办理此事项的角色。"}, status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell whoever sent a form of an earlier session what to do: its token no longer holds."""
    text = "登录已过期，或者您在另一个窗口重新登录过，刚才的内容没有提交。请返回上一页，刷新后重新提交。"
    return render(request, "portal/error.html", {"title": "页面已过期", "text": text}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = "没有找到该页面，或者该事项不在您的办理范围内。"
    return render(request, "portal/error.html", {"title": "没有找到", "text": text}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "portal/error.html",
        {"title": "系统出现故障", "text": "请稍后再试；您已提交的内容不会丢失。"},
        status=500,
    )

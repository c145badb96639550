"""The wordings of common use (常用意见) of an official and of the bureau."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import RoleRequest, requires_role
from applications.refusals import told_as_message
from reviews import actions
from reviews.actions.working import chief_of
from reviews.forms.opinions import OpinionTemplateForm
from reviews.queues import REVIEW_ROLES, opinions_for


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(*REVIEW_ROLES)
@told_as_message("opinions")
def opinions(request: RoleRequest) -> HttpResponse:
    heads = chief_of(request.user, request.now)
    form = OpinionTemplateForm(request.POST if request.method == "POST" else None, bureaus=heads)
    if request.method == "POST" and form.is_valid():
        actions.add_opinion(request.user, request.now, **form.cleaned_data)
        messages.success(request, "已保存。办件页面的意见栏可用 Alt+数字 填入。")
        return redirect("opinions")
    rows = [(each, each.owner_id or each.bureau in heads) for each in opinions_for(request.user, request.today)]
    return render(request, "reviews/opinions.html", {"form": form, "rows": rows}, status=422 if form.errors else 200)


@require_POST
@requires_role(*REVIEW_ROLES)
@told_as_message("opinions")
def opinion_delete(request: RoleRequest, pk: int) -> HttpResponse:
    actions.delete_opinion(
        get_object_or_404(opinions_for(request.user, request.today), pk=pk), request.user, request.now
    )
    messages.success(request, "已删除")
    return redirect("opinions")

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import RoleRequest, requires_role
from reviews.actions import save_view
from reviews.desk_forms import DeskViewForm
from reviews.models import DeskView
from reviews.queues import REVIEW_ROLES
from reviews.views.desk import desk_page
from reviews.views.trail import kept_query


@require_POST
@requires_role(*REVIEW_ROLES)
def desk_view_save(request: RoleRequest) -> HttpResponse:
    """Keep the tab and filters of the desk under a name (常用视图)."""
    query = kept_query(QueryDict(request.POST.get("query", "")))
    form = DeskViewForm(request.POST, owner=request.user, today=request.today)
    if form.is_valid():
        try:
            view = save_view(request.user, query=query, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"视图“{view}”已保存。")
            return redirect(f"{reverse('review_queue')}?{query}")
    request.GET = QueryDict(query)
    return desk_page(request, form)


@require_POST
@requires_role(*REVIEW_ROLES)
def desk_view_delete(request: RoleRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(DeskView, pk=pk, owner=request.user)
    view.delete()
    messages.success(request, f"视图“{view}”已删除。")
    return redirect(f"{reverse('review_queue')}?{view.query}")

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.actions import estimate_again
from applications.facts import judge
from policies.actions import Settlement, make_ruling
from policies.draft_queues import ruling_bureau
from reviews.rulings import ruling_form, unsettled
from reviews.views.cases import case_page, visible


@require_POST
@requires_role(Role.CHIEF)
def case_ruling(request: RoleRequest, number: str, point: str) -> HttpResponse:
    """Settle an open point (裁定) from the page of a case that raises it."""
    application = visible(request, number)
    policy, judged = application.round.policy, judge(application)
    if ruling_bureau(policy, request.user, request.today) is None:
        raise Http404
    found = next((each for each in unsettled(application, judged) if each.key == point), None)
    if found is None:
        messages.error(request, "此处已经裁定，或本件已不涉及。")
        return redirect("case_detail", number)
    form = ruling_form(application, judged, found, request.today, request.POST)
    if not form.is_valid():
        return case_page(request, application, ruling=(point, form))
    settled = Settlement(ambiguity=point, **form.cleaned_data)
    try:
        ruling = make_ruling(policy, application.version.pack, settled, request.user, request.now)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return case_page(request, application, ruling=(point, form))
    estimate_again(application)
    messages.success(request, f"裁定 {ruling.number} 已作出，本件和此后同类申报按此办理。")
    return redirect("case_detail", number)

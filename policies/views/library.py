"""The public policy library: find a policy, read its guide."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.roles import roles_of
from policies.draft_queues import settled_readings
from policies.forms import LibraryForm
from policies.guide import guide
from policies.guide_parts import links, parts
from policies.models import Policy
from policies.ports import claim_offers, processing_times
from policies.queues import contacts, library, narrowed, policies_beside, rounds_to_come, tally, version_to_show

PAGE_SIZE = 12


@require_safe
def policy_list(request: HttpRequest) -> HttpResponse:
    """The library (政策库) with its search; a wrong filter value filters nothing."""
    today = timezone.localdate()
    form = LibraryForm(request.GET, today=today)
    form.is_valid()
    found = narrowed(library(today), form.cleaned_data)
    counts, paginator = tally(found), Paginator(found, PAGE_SIZE)
    paginator.count = counts["all"]
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "tally": counts,
        "is_narrowed": any(form.cleaned_data.values()),
        "today": today,
    }
    return render(request, "policies/list.html", context)


@require_safe
def policy_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The guide (办事指南) of one policy, with the way into its open round."""
    today = timezone.localdate()
    policy = get_object_or_404(Policy.objects.select_related("region"), code=code)
    beside = policies_beside(policy)
    if policy.is_information:
        told = {"policy": policy, "links": links(policy, beside), "contacts": contacts(policy), "today": today}
        return render(request, "policies/information.html", told)
    version = version_to_show(policy, today)
    roles = roles_of(request.user, today) if request.user.is_authenticated else set()
    rounds = rounds_to_come(policy, today)
    open_rounds = [each for each in rounds if each.is_open(today)]
    offers = claim_offers(request.user, today, open_rounds) if Role.APPLICANT_CLERK in roles else []
    context = {
        "policy": policy,
        "version": version,
        "guide": guide(version.pack, open_rounds[0].review_days if open_rounds else None) if version else None,
        "parts": parts(version.pack, policy, beside) if version else None,
        "today": today,
        "open_rounds": open_rounds,
        "next_round": next((each for each in rounds if each.opens_on > today), None),
        "is_clerk": Role.APPLICANT_CLERK in roles,
        "offers": offers,
        "several_offers": len(offers) > 1,
        "times": processing_times(policy),
        "contacts": contacts(policy),
        "rulings": settled_readings(policy, today),
    }
    return render(request, "policies/detail.html", context)

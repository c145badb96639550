"""The printed claim (申报书) and its stamped scan, as officials read them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.access import RoleRequest, requires_role
from applications.certifications import certifications_of
from applications.papers import paper_state
from applications.serving import claim_on_paper
from reviews.views.cases import READERS, visible


@require_safe
@requires_role(*READERS)
def case_papers(request: RoleRequest, number: str) -> HttpResponse:
    """The versions of the printed claim, and whether the stamped scan is of the current one."""
    application = visible(request, number)
    context = {
        "application": application,
        "paper": paper_state(application),
        "versions": application.papers.select_related("made_by").defer("content"),
        "certifications": certifications_of(application),
    }
    return render(request, "reviews/papers.html", context)


@require_safe
@requires_role(*READERS)
@xframe_options_sameorigin
def case_paper(request: RoleRequest, number: str, version: int) -> HttpResponse:
    """One version of the printed claim as PDF."""
    papers = visible(request, number).papers.select_related("application")
    return claim_on_paper(get_object_or_404(papers, number=version))

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.queues import own_applications
from reviews.letters.printing import is_unchanged, letter_pdf
from reviews.models import Letter
from reviews.queues import REVIEW_ROLES, visible_cases

READERS = (*REVIEW_ROLES, Role.SUPERVISOR, Role.APPLICANT_CLERK, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL)


@require_safe
def letter_check(request: HttpRequest, code: str) -> HttpResponse:
    """Tell whoever holds a letter whether it was issued here, and with what words."""
    letter = Letter.objects.select_related("bureau").filter(code=code).first()
    context = {"letter": letter, "is_unchanged": letter is not None and is_unchanged(letter)}
    return render(request, "reviews/letter.html", context, status=200 if letter else 404)


@require_safe
@requires_role(*READERS)
def letter_file(request: RoleRequest, code: str) -> HttpResponse:
    """The letter as PDF, for the enterprise and for the officials who may read the case."""
    letter = get_object_or_404(Letter, code=code)
    cases = [visible_cases(request.user, request.today)]
    if letter.is_to_enterprise:
        cases.append(own_applications(request.user, request.today))
    if not any(rows.filter(pk=letter.application_id).exists() for rows in cases):
        raise Http404
    response = HttpResponse(letter_pdf(letter), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{letter.kind}-{letter.year}-{letter.sequence}.pdf"'
    return response

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications import actions, antivirus
from applications.forms import KeepForm, LibraryForm
from applications.infected import infected_kept
from applications.models import LibraryDocument
from applications.presentation import with_validity
from applications.queues import clerk_enterprises, infected_of, library_of
from applications.refusals import told_as_message
from applications.serving import show
from applications.views.browse import own, posted
from applications.views.materials import material_of, materials_page, to_material


def own_kept(request: RoleRequest, pk: int) -> LibraryDocument:
    """Return the document of the own library, or 404."""
    return get_object_or_404(library_of(request.user, request.today), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.APPLICANT_CLERK)
def library(request: RoleRequest) -> HttpResponse:
    """The enterprise's document library (材料库), and a form to keep another document."""
    enterprises = clerk_enterprises(request.user, request.today)
    form = LibraryForm(posted(request), request.FILES or None, today=request.today, enterprises=enterprises)
    if request.method == "POST" and form.is_valid() and add(request, form):
        messages.success(request, "已收入材料库")
        return redirect("library")
    context = {
        "kept": with_validity(library_of(request.user, request.today), request.today),
        "infected": infected_kept(infected_of(request.user, request.today)),
        "form": form,
        "is_scanning": antivirus.is_configured(),
        "has_several": len(enterprises) > 1,
    }
    return render(request, "applications/library.html", context, status=422 if form.errors else 200)


def add(request: RoleRequest, form: LibraryForm) -> bool:
    """Keep the file that was sent; tell whether it was taken, a refusal stands beside its field."""
    told = form.cleaned_data
    try:
        with transaction.atomic():
            actions.add_to_library(
                form.enterprise(), told["kind"], told["file"], told["valid_until"], request.user, request.now
            )
    except ValidationError as refusal:
        form.add_error("file", refusal)
        return False
    return True


@require_safe
@requires_role(Role.APPLICANT_CLERK)
def library_view(request: RoleRequest, pk: int) -> HttpResponseBase:
    return show(request, own_kept(request, pk), from_others=False)


@require_POST
@requires_role(Role.APPLICANT_CLERK)
def library_retire(request: RoleRequest, pk: int) -> HttpResponse:
    kept = own_kept(request, pk)
    actions.retire_from_library(kept, request.now)
    messages.success(request, f"“{kept.name}”已移出材料库；已经用到它的申报不受影响")
    return redirect("library")


@require_POST
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def library_use(request: RoleRequest, number: str, key: str, pk: int) -> HttpResponse:
    """File a document of the library under a material of a case, in one click."""
    application = own(request, number)
    material = material_of(application, key)
    kept = own_kept(request, pk)
    try:
        actions.use_library_document(application, material, kept, request.user, request.now)
    except ValidationError as refusal:
        return materials_page(request, application, {key: refusal.messages})
    if with_validity([kept], request.today)[0].validity:  # type: ignore[attr-defined]
        messages.warning(request, f"“{kept.name}”将于 {kept.valid_until:%Y-%m-%d} 到期，请留意")
    return to_material(number, key)


@require_POST
@requires_role(Role.APPLICANT_CLERK)
def document_keep(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    """Keep a file of a case in the library for later cases."""
    application = own(request, number)
    document = get_object_or_404(application.documents, pk=pk, removed_at__isnull=True)
    form = KeepForm(request.POST, today=request.today)
    if not form.is_valid():
        said = [text for texts in form.errors.values() for text in texts]
        return materials_page(request, application, {document.material: [f"没有收入材料库：{each}" for each in said]})
    told = form.cleaned_data
    try:
        actions.keep_in_library(document, told["kind"], told["valid_until"], request.user, request.now)
    except ValidationError as refusal:
        return materials_page(request, application, {document.material: refusal.messages})
    messages.success(request, f"“{document.name}”已收入材料库")
    return to_material(number, document.material)

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications import actions
from applications.facts import fact_values
from applications.forms import UploadForm
from applications.models import Application
from applications.presentation import material_rows
from applications.queues import MEMBERS
from applications.refusals import told_as_message
from applications.serving import inline
from applications.views.browse import own
from applications.views.filling import panel
from applications.workflow import Status
from policies.engine.model import Material


def materials_page(request: RoleRequest, application: Application, refused: dict | None = None) -> HttpResponse:
    """Return the list of materials with their files; `refused` puts a message under the material it belongs to."""
    rows = material_rows(application, fact_values(application), refused or {})
    if application.status == Status.RETURNED:
        rows = [row for row in rows if row.open]
    needed = [row for row in rows if row.required or row.files]
    optional = [row for row in rows if row not in needed]
    named = application.status == Status.RETURNED or any(row.refused for row in optional)
    context = {"needed": needed, "optional": optional, "optional_open": named, **panel(application)}
    return render(request, "applications/materials.html", context, status=422 if refused else 200)


@require_safe
@requires_role(Role.APPLICANT_CLERK)
def application_materials(request: RoleRequest, number: str) -> HttpResponse:
    application = own(request, number)
    if not application.is_editable:
        return redirect("application_detail", number)
    return materials_page(request, application)


def material_of(application: Application, key: str) -> Material:
    """Return the pack's material of that key, or 404."""
    for material in application.version.pack.materials:
        if material.key == key:
            return material
    raise Http404


@require_POST
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def material_upload(request: RoleRequest, number: str, key: str) -> HttpResponse:
    application = own(request, number)
    material = material_of(application, key)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return materials_page(request, application, {key: form.errors["file"]})
    try:
        actions.add_document(application, material, form.cleaned_data["file"], request.user, request.now)
    except ValidationError as refusal:
        return materials_page(request, application, {key: refusal.messages})
    return redirect("application_materials", number)


@require_POST
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def document_remove(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    application = own(request, number)
    document = get_object_or_404(application.documents, pk=pk, removed_at__isnull=True)
    actions.remove_document(application, document, request.now)
    return redirect("application_materials", number)


@require_safe
@requires_role(*MEMBERS)
def document_view(request: RoleRequest, number: str, pk: int) -> FileResponse:
    return inline(get_object_or_404(own(request, number).documents, pk=pk))

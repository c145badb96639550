from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications import actions, antivirus
from applications.documents import clean_name
from applications.facts import fact_values
from applications.forms import UploadForm
from applications.models import Application, LibraryDocument
from applications.presentation import material_rows, with_validity
from applications.queues import MEMBERS, library_of, unfinished_uploads
from applications.refusals import told_as_message
from applications.serving import show
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
    context = {
        "needed": needed,
        "optional": optional,
        "optional_open": named,
        "unfinished": unfinished_uploads(application),
        "library": library_shelf(request, application),
        "is_scanning": antivirus.is_configured(),
        "most_bytes": settings.DOCUMENT_MAX_BYTES,
        "kinds": LibraryDocument.Kind.choices,
        **panel(application),
    }
    return render(request, "applications/materials.html", context, status=422 if refused else 200)


def library_shelf(request: RoleRequest, application: Application) -> list[LibraryDocument]:
    """Return what the enterprise's library offers for this case, each told whether it has expired or soon will."""
    kept = library_of(request.user, request.today).filter(enterprise=application.enterprise_id)
    return with_validity(kept, request.today)


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


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.APPLICANT_CLERK)
@told_as_message("application_list")
def material_upload(request: RoleRequest, number: str, key: str) -> HttpResponse:
    application = own(request, number)
    material = material_of(application, key)
    if request.method != "POST":
        return to_material(number, key)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return materials_page(request, application, {key: [text for texts in form.errors.values() for text in texts]})
    refused = file_each(request, application, material, form)
    return materials_page(request, application, {key: refused}) if refused else to_material(number, key)


def to_material(number: str, key: str) -> HttpResponse:
    """Lead to the material on the page of all materials."""
    return redirect(f"{reverse('application_materials', args=[number])}#m-{key}")


def file_each(request: RoleRequest, application: Application, material: Material, form: UploadForm) -> list[str]:
    """File every file that was sent; return what is wrong with those that were refused."""
    files, refused = form.cleaned_data["file"], []
    pk = form.cleaned_data["replaces"]
    replaces = get_object_or_404(application.documents, pk=pk, material=material.key) if pk else None
    for file in files[:1] if replaces else files:
        try:
            actions.add_document(application, material, file, request.user, request.now, replaces)
        except ValidationError as refusal:
            refused += [f"{clean_name(file.name)}：{said}" for said in refusal.messages]
    return refused


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
def document_view(request: RoleRequest, number: str, pk: int) -> HttpResponseBase:
    return show(request, get_object_or_404(own(request, number).documents, pk=pk), from_others=False)

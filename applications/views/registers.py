"""The pages of a data officer: bringing registers in, looking at what would be imported, undoing it."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications.actions import imports
from applications.forms.registers import RegisterUploadForm, UndoForm
from applications.models import RegisterImport
from applications.profile.mending import as_csv, as_excel, bad_rows
from applications.profile.registers import Column, register_of, registers
from applications.profile.templates import template_of
from applications.queues import data_bureaus, register_imports
from applications.refusals import told_as_message
from applications.tasks import carry_out_import, check_import

SMALL_BYTES = 200 * 1024  # a file of this size is checked and imported while the officer waits
State = RegisterImport.State
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS = {"xlsx": (as_excel, EXCEL), "csv": (as_csv, "text/csv; charset=utf-8")}


def visible(request: RoleRequest, pk: int) -> RegisterImport:
    """Return the import of one of the officer's bureaus, or 404."""
    return get_object_or_404(register_imports(request.user, request.today), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.DATA_OFFICER)
def register_desk(request: RoleRequest) -> HttpResponse:
    """Uploads a file, and lists what was brought in before (数据归集)."""
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RegisterUploadForm(*given, bureaus=data_bureaus(request.user, request.today), today=request.today)
    if request.method == "POST" and form.is_valid() and (brought := bring_in(request, form)):
        return redirect("register_import", brought.pk)
    page = Paginator(register_imports(request.user, request.today), 20).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "registers": registers().values()}
    return render(request, "applications/registers/desk.html", context, status=422 if form.errors else 200)


def bring_in(request: RoleRequest, form: RegisterUploadForm) -> RegisterImport | None:
    """Keep the file and have it checked; where it is refused, put the words on the form and give None."""
    told = form.cleaned_data
    try:
        brought = imports.receive_file(
            register_of(told["register"]), told["file"], told["as_of"], form.bureaus[told["bureau"]],
            request.user, request.now,
        )  # fmt: skip
    except ValidationError as refusal:
        form.add_error("file", refusal)
        return None
    if told["file"].size <= SMALL_BYTES:
        imports.check_file(brought)
    else:
        check_import.delay(brought.pk)
    return brought


@require_safe
@requires_role(Role.DATA_OFFICER)
def register_template(request: RoleRequest, key: str) -> HttpResponse:
    """Give the template of a register as Excel."""
    if key not in registers():
        raise Http404
    response = HttpResponse(template_of(register_of(key)), content_type=EXCEL)
    response["Content-Disposition"] = f'attachment; filename="{key}.xlsx"'
    return response


@require_safe
@requires_role(Role.DATA_OFFICER)
def register_import(request: RoleRequest, pk: int) -> HttpResponse:
    """One import: what would go on and what would not, how far it is, what became of it."""
    return import_page(request, visible(request, pk), UndoForm())


def import_page(request: RoleRequest, of: RegisterImport, undo_form: UndoForm) -> HttpResponse:
    """Return the page of an import."""
    register = register_of(of.register)
    columns = [column for column in register.columns if column.key != "enterprise"]
    context = {
        "import": of,
        "register": register,
        "columns": columns,
        "sample": [preview(row, columns) for row in of.sample],
        "attached_count": of.waiting_lines.filter(attached_at__isnull=False).count(),
        "undo_form": undo_form,
    }
    return render(request, "applications/registers/import.html", context, status=422 if undo_form.errors else 200)


def preview(row: list, columns: list[Column]) -> list[tuple[str, bool]]:
    """Return the cells of a good line as the page shows them, each with whether it is a figure."""
    number, enterprise, *cells = row
    told = [
        (f"{Decimal(cell):,}" if column.type == "number" and cell else cell, column.type == "number")
        for cell, column in zip(cells, columns, strict=True)
    ]
    return [(number, True), (enterprise, False), *told]


@require_safe
@requires_role(Role.DATA_OFFICER)
@told_as_message("register_desk")
def register_problems(request: RoleRequest, pk: int, kind: str) -> HttpResponse:
    """Give the bad lines with their reasons as Excel or CSV, to be mended and brought in again."""
    of = visible(request, pk)
    if kind not in WRITERS or not of.problems or of.state == State.UNREADABLE:
        raise Http404
    read = imports.file_of(of)
    rows = bad_rows(register_of(of.register), read.lines, imports.checked_lines(of, read))
    write, content_type = WRITERS[kind]
    response = HttpResponse(write(rows), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{of.register}-{of.pk}-problems.{kind}"'
    return response


@require_safe
@requires_role(Role.DATA_OFFICER)
def register_progress(request: RoleRequest, pk: int) -> HttpResponse:
    """How far a check or an import is; the page comes anew once it is finished."""
    of = visible(request, pk)
    if of.state not in (State.CHECKING, State.IMPORTING):
        return HttpResponseClientRefresh()
    return render(request, "applications/registers/progress.html", {"import": of})


@require_POST
@requires_role(Role.DATA_OFFICER)
@told_as_message("register_desk")
def register_confirm(request: RoleRequest, pk: int) -> HttpResponse:
    """Let the good lines go on (确认导入)."""
    of = visible(request, pk)
    imports.confirm(of, request.user, request.now)
    if of.good_count <= imports.AT_ONCE:
        imports.carry_out(of, request.now)
        kept = f"，另有 {of.waiting_count} 行留存，待企业登记后归入" if of.waiting_count else ""
        messages.success(request, f"已导入 {of.good_count} 行{kept}。")
    else:
        carry_out_import.delay(of.pk)
    return redirect("register_import", pk)


@require_POST
@requires_role(Role.DATA_OFFICER)
@told_as_message("register_desk")
def register_discard(request: RoleRequest, pk: int) -> HttpResponse:
    """Put a checked file aside (放弃)."""
    imports.discard(visible(request, pk))
    messages.success(request, "已放弃，没有导入任何数据。")
    return redirect("register_desk")


@require_POST
@requires_role(Role.DATA_OFFICER)
@told_as_message("register_desk")
def register_undo(request: RoleRequest, pk: int) -> HttpResponse:
    """Undo an import as a whole (撤销导入)."""
    of, form = visible(request, pk), UndoForm(request.POST)
    if not form.is_valid():
        return import_page(request, of, form)
    imports.undo(of, request.user, request.now, form.cleaned_data["reason"])
    messages.success(request, "已撤销：这批数据不再生效，此前的登记恢复生效。")
    return redirect("register_import", pk)

"""The house of the blueprint, guarded: who imports whom, where a status is written, how long things are."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.template.utils import get_app_template_dirs
from django.urls import URLPattern, URLResolver, get_resolver

from portal.tests import architecture
from portal.tests.architecture import FLOW, ROOT, Source

FILES = architecture.sources()
PROGRAM = [file for file in FILES if not file.is_test]
# Queueing a mail is what a notification does, and a queue of mails is made of tasks.
QUEUED_MAIL = ("accounts.notifications", "accounts.tasks")
# Modules whose very job is the request or the response.
HTTP_ALLOWED = (
    "accounts.rate_limit",  # whose address a request came from
    "accounts.access",  # who may open a view
    "applications.refusals",  # a refusal becomes a message
    "applications.serving",  # a stored file becomes a response
)
BY_NAME = ("429.html",)  # allauth looks for it where somebody tries too often
DOCUMENTED = ("models", "queues", "actions", "workflow", "notifications", "engine")
PUBLIC_VIEWS = {
    "calendar", "calendar_year",
    "home", "progress", "site_map", "healthz", "readyz",
    "account_login", "account_logout", "account_inactive", "account_signup", "invitation",
    "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done",
    "policy_list", "policy_detail", "policy_rulings", "checkup", "checkup_answer", "checkup_take_back", "checkup_restart", "checkup_result",
    "notice_list", "notice_detail", "notice_verify", "verify", "chains_json", "notice_atom", "notice_feed", "open_data", "decisions_csv", "decisions_json",
         "notice_json", "notice_excel", "notice_pdf", "notice_pdf_progress",
    "objection_new", "objection_find", "objection_receipt", "objection_letter", "objection_reconsider", "objection_agree",
    "letter_check", "draw_list", "draw_protocol",
}  # fmt: skip


def snippet(text: str, path: str = "reviews/queues.py") -> Source:
    return Source(path, text)


def own_patterns() -> list[URLPattern]:
    """The portal's own URL patterns, without those of the system administrator's site."""
    found: list[URLPattern] = []
    pending = [entry for entry in get_resolver().url_patterns if str(entry.pattern) != "admin/"]
    while pending:
        entry = pending.pop()
        if isinstance(entry, URLResolver):
            pending.extend(entry.url_patterns)
        else:
            found.append(entry)
    return found


def is_guarded(view) -> bool:
    """`requires_role` leaves `allowed_roles` on the view, `login_required` its `login_url`."""
    return bool(getattr(view, "allowed_roles", ())) or hasattr(view, "login_url")


def templates() -> dict[str, str]:
    paths = [path for path in architecture.tracked() if path.startswith("templates/")]
    return {path.removeprefix("templates/"): (ROOT / path).read_text(encoding="utf-8") for path in paths}


def overrides_an_installed_one(name: str) -> bool:
    return any((Path(folder) / name).exists() for folder in get_app_template_dirs("templates"))


def test_an_app_imports_only_itself_and_those_to_its_left():
    assert architecture.against_the_flow(FILES) == []


def test_inside_an_app_imports_go_down_the_layers():
    assert architecture.against_the_layers(PROGRAM, allowed=[QUEUED_MAIL]) == []


def test_no_request_and_no_response_below_the_views():
    assert architecture.http_below_views(FILES, HTTP_ALLOWED) == []


def test_no_two_modules_import_each_other():
    assert architecture.cycles(FILES) == []


def test_relations_point_to_the_own_app_or_an_earlier_one():
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in FLOW
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model._meta.app_label in FLOW
        if FLOW.index(field.related_model._meta.app_label) > FLOW.index(model._meta.app_label)
    ]

    assert wrong == []


def test_a_status_is_written_only_by_move():
    assert architecture.status_writes(FILES) == []


def test_a_locked_row_may_still_be_named_by_others():
    assert architecture.full_locks(FILES) == []


def test_functions_and_files_and_templates_stay_short():
    texts = {file.path: file.text for file in FILES if not file.is_migration}

    assert architecture.long_functions(FILES) == []
    assert architecture.long_files(texts, architecture.FILE_LINES) == []
    assert architecture.long_files(templates(), architecture.TEMPLATE_LINES) == []


def test_every_template_is_used():
    found = templates()
    texts = [file.text for file in PROGRAM] + list(found.values())
    unused = architecture.unused_templates(found, texts)

    assert [name for name in unused if not overrides_an_installed_one(name) and name not in BY_NAME] == []


def test_an_included_form_is_given_its_token():
    """`only` keeps the page's context out, and with it the token without which nothing can be posted."""
    found = templates()
    tags = [(name, tag) for name, text in found.items() for tag in re.findall(r"{% include [^%]* only %}", text)]
    posting = [(name, tag) for name, tag in tags if "csrf_token" in found.get(tag.split('"')[1], "")]

    assert posting, "some forms are included"
    assert [each for each in posting if "csrf_token=csrf_token" not in each[1]] == []


def test_models_queues_actions_and_the_engine_are_documented():
    meant = [file for file in PROGRAM if file.layer in DOCUMENTED and file.app != "portal"]
    models = [model for model in apps.get_models() if model._meta.app_label in FLOW]

    assert architecture.undocumented(meant) == []
    assert [model.__name__ for model in models if model.__doc__.startswith(f"{model.__name__}(")] == []


def test_every_view_that_is_not_declared_public_asks_who_comes():
    unguarded = {entry.name for entry in own_patterns() if not is_guarded(entry.callback)}

    assert unguarded == PUBLIC_VIEWS


# Each guard can fail.


def test_an_import_to_the_right_is_found_even_inside_a_function():
    late = snippet("def f():\n    from publicity.models import Notice\n")

    assert architecture.against_the_flow([late]) == ["reviews/queues.py:2 imports publicity.models.Notice"]
    assert architecture.against_the_flow([snippet("from accounts.models import User\n")]) == []


@pytest.mark.parametrize(
    "path, text",
    [
        ("reviews/models.py", "from reviews.actions import reject\n"),
        ("reviews/queues.py", "from reviews import actions\n"),
        ("reviews/actions.py", "from reviews.forms import PassForm\n"),
        ("reviews/workflow.py", "import reviews.models\n"),
    ],
)
def test_an_import_up_the_layers_is_found(path: str, text: str):
    house = [snippet("", f"reviews/{name}.py") for name in ("actions", "forms", "models")]

    assert len(architecture.against_the_layers([*house, snippet(text, path)])) == 1


def test_an_import_up_the_layers_is_found_through_a_module_between():
    between = snippet("from reviews.actions import reject\n", "reviews/desk.py")
    files = [snippet("from reviews import desk\n", "reviews/models.py"), between, snippet("", "reviews/actions.py")]

    assert architecture.against_the_layers(files) == ["reviews.models → reviews.desk → reviews.actions"]
    assert architecture.against_the_layers(files, allowed=[("reviews.desk", "reviews.actions")]) == []


@pytest.mark.parametrize("line", ["from django.http import Http404", "from django.shortcuts import redirect",
                                  "from django.contrib import messages"])  # fmt: skip
def test_http_below_the_views_is_found(line: str):
    assert len(architecture.http_below_views([snippet(line)], ())) == 1
    assert architecture.http_below_views([snippet(line)], ["reviews.queues"]) == []
    assert architecture.http_below_views([snippet(line, "reviews/views/desk.py")], ()) == []


def test_a_cycle_is_found_unless_one_side_imports_late():
    one = snippet("import reviews.clocks\n", "reviews/desk.py")
    late = snippet("def f():\n    import reviews.desk\n", "reviews/clocks.py")

    assert architecture.cycles([one, snippet("from reviews import desk\n", "reviews/clocks.py")]) == [
        "reviews.desk → reviews.clocks → reviews.desk"
    ]
    assert architecture.cycles([one, late]) == []


@pytest.mark.parametrize(
    "text",
    [
        "case.status = 'disbursed'",
        "case.status, case.by = 'disbursed', by",
        "setattr(case, 'status', 'disbursed')",
        "Application.objects.filter(pk=1).update(status='disbursed')",
        "Application.objects.create(number='1', status='disbursed')",
        "Application(status='disbursed')",
        "Application.objects.update_or_create(number='1', defaults={'status': 'disbursed'})",
    ],
)
def test_a_status_written_past_move_is_found(text: str):
    assert architecture.status_writes([snippet(text)]) == ["reviews/queues.py:1"]
    assert architecture.status_writes([snippet(text, "reviews/tests/test_x.py")]) == []


def test_reading_a_status_is_no_writing():
    reading = (
        "if case.status == 'draft':\n    rows = cases.filter(status='draft').update(at=at)\nstatus = case.status\n"
    )

    assert architecture.status_writes([snippet(reading)]) == []


def test_a_full_lock_is_found():
    assert architecture.full_locks([snippet("rows.select_for_update(of=['self'])")]) == ["reviews/queues.py:1"]
    assert architecture.full_locks([snippet("rows.select_for_update(no_key=True)")]) == []


def test_a_long_function_and_a_long_file_are_found():
    text = "def f():\n" + "    pass\n" * 50

    assert architecture.long_functions([snippet(text)]) == ["reviews/queues.py:1 f: 51 lines"]
    assert architecture.long_functions([snippet(text)], 51) == []
    assert architecture.long_files({"a.html": "x\n" * 101}, 100) == ["a.html: 101 lines"]


def test_a_missing_docstring_is_found():
    assert architecture.undocumented([snippet("class A:\n    pass\ndef _b(): pass\n")]) == ["reviews/queues.py:1 A"]
    assert architecture.undocumented([snippet('def f():\n    """Say."""\n')]) == []


def test_an_unused_template_is_found():
    texts = ['render(request, "a/used.html")', '{% include "a/part.html" %}']

    assert architecture.unused_templates(["a/used.html", "a/part.html", "a/dead.html"], texts) == ["a/dead.html"]


def test_an_import_for_the_type_checker_does_not_count_as_loaded():
    tree = snippet("if TYPE_CHECKING:\n    from accounts.models import User\n")

    assert [each.at_start for each in tree.imports()] == [False]


def test_the_tree_is_read_without_git(tmp_path: Path):
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "models.py").write_text("x = 1\n")

    assert [source.module for source in architecture.sources(tmp_path)] == ["accounts.models"]


def test_an_unguarded_view_is_told_from_a_guarded_one():
    from django.contrib.auth.decorators import login_required
    from django.views.decorators.http import require_POST

    from accounts.access import requires_role

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert not is_guarded(view)
    assert is_guarded(require_POST(login_required(view)))
    assert is_guarded(requires_role("chief")(view))

"""Editing a draft part by part: forms made from the pack, and the whole text for what they do not cover."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from policies.actions import save_draft
from policies.draft_queues import PACK_ROLES
from policies.engine import Pack, PackError
from policies.figures import texts_still_saying
from policies.forms import DatesForm, EntryFormSet, FiguresForm, GoldenForm, TextsForm, YamlForm, entry_formset
from policies.models import PolicyDraft
from policies.pack_text import rewritten
from policies.packs import parse_pack
from policies.problem_words import problem
from policies.views.drafts import holds_role, read, visible

FORMS = {"figures": FiguresForm, "dates": DatesForm, "texts": TextsForm, "golden": GoldenForm}
LISTS = ("materials", "stages")
PARTS = {
    "figures": "数值", "dates": "日期与期限", "texts": "文字", "materials": "材料", "stages": "环节", "golden": "样例", "yaml": "全文",
}  # fmt: skip
TEMPLATES = {
    "figures": "policies/packs/part_figures.html",
    "dates": "policies/packs/part_dates.html",
    "texts": "policies/packs/part_texts.html",
    "materials": "policies/packs/part_entries.html",
    "stages": "policies/packs/part_entries.html",
    "golden": "policies/packs/part_golden.html",
    "yaml": "policies/packs/part_yaml.html",
}
HELP = {
    "figures": "门槛、分档、比例和封顶。比例可填 0.05，也可填 5%。",
    "dates": "有效期和申报期两端都含当日。",
    "texts": "办事指南、填报页面和判定理由中的文字。花括号中的代号在页面上换成数值，请保留。",
    "materials": "删除的材料同时从填报项的佐证中去掉。最后一张空表用来新增。",
    "stages": "环节按顺序号排列。最后一张空表用来新增。",
    "golden": "样例是按条款手工算出的结果。样例全部通过后才能送审和发布。",
    "yaml": "各页没有覆盖的内容在此修改。有错误时也可保存，更正后才能送审。",
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(*PACK_ROLES)
def draft_part(request: RoleRequest, pk: int, part: str) -> HttpResponse:
    """One part of a draft: read it, and as an editor change it."""
    draft = visible(request, pk)
    if part not in PARTS:
        raise Http404
    if request.method == "POST" and not holds_role(request, draft, Role.POLICY_EDITOR):
        raise Http404
    pack, _ = read(draft)
    if part == "yaml":
        return whole_text(request, draft)
    if pack is None:
        messages.error(request, "政策包有错误，不能载入，请先在全文中更正。")
        return redirect("draft_part", pk, "yaml")
    form = form_of(part, pack, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and saved(request, draft, part, pack, form):
        return redirect("draft_part", pk, part)
    return part_page(request, draft, part, form)


def form_of(part: str, pack: Pack, posted: Any) -> Any:
    """Return the form of a part, made from the pack."""
    return entry_formset(part, pack, posted) if part in LISTS else FORMS[part](pack, posted)


def saved(request: RoleRequest, draft: PolicyDraft, part: str, pack: Pack, form: Any) -> bool:
    """Save what was typed when the pack loads with it; else put what is wrong beside the fields and say no."""
    new = form.changed(pack) if part in LISTS else form.changed()
    text = rewritten(draft.pack_yaml, new)
    try:
        parse_pack(text, draft.origin)
        save_draft(draft, text, revision_of(request), PARTS[part], request.user, request.now)
    except PackError as error:
        for each in error.problems:
            refuse(form, problem(each))
        return False
    except ValidationError as error:
        refuse(form, error)
        return False
    messages.success(request, "已保存。")
    if part == "figures":
        remind(request, new, pack, form)
    return True


def refuse(form: Any, trouble: Any) -> None:
    """Put a problem beside the field of its place, or above the form."""
    if isinstance(form, EntryFormSet):
        words = trouble.messages if isinstance(trouble, ValidationError) else [f"{trouble.text}（{trouble.words}）"]
        form.add_errors(words)
    elif isinstance(trouble, ValidationError):
        form.add_error(None, trouble)
    else:
        form.place(trouble)


def remind(request: RoleRequest, raw: Any, pack: Pack, form: FiguresForm) -> None:
    """Name the texts that still say a figure which was just changed."""
    found = [text for figure, _ in form.changes() for text in texts_still_saying(raw, figure, pack)]
    if found:
        shown = "；".join(dict.fromkeys(found))
        messages.warning(request, f"以下文字仍写着原来的数值，请在“文字”页核对：{shown}")


def revision_of(request: RoleRequest) -> int:
    """Return which revision the person had read; a missing one is none."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isdecimal() else 0


def part_page(request: RoleRequest, draft: PolicyDraft, part: str, form: Any) -> HttpResponse:
    """Return the page of a part."""
    may_edit = draft.state == PolicyDraft.State.EDITING and holds_role(request, draft, Role.POLICY_EDITOR)
    is_refused = bool(form.is_bound and (form.errors if not isinstance(form, EntryFormSet) else not form.is_valid()))
    context = {
        "draft": draft, "part": part, "title": PARTS[part], "help": HELP[part], "form": form, "may_edit": may_edit,
        "template": TEMPLATES[part],
        "revision": revision_of(request) if form.is_bound else draft.revision,
    }  # fmt: skip
    return render(request, "policies/packs/part.html", context, status=422 if is_refused else 200)


def whole_text(request: RoleRequest, draft: PolicyDraft) -> HttpResponse:
    """The whole text with the load-time errors beside their lines; saved also while it does not load."""
    form = YamlForm(request.POST if request.method == "POST" else None, initial={"pack_yaml": draft.pack_yaml})
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["pack_yaml"]
            stored = save_draft(draft, text, revision_of(request), PARTS["yaml"], request.user, request.now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _pack, problems = read(stored)
            said = f"已保存，但有 {len(problems)} 处错误，更正后才能送审。" if problems else "已保存，载入无误。"
            (messages.warning if problems else messages.success)(request, said)
            return redirect("draft_part", draft.pk, "yaml")
    shown = form["pack_yaml"].value() or ""
    form.problems = [(each, line_at(shown, each.line)) for each in read(draft)[1]]  # type: ignore[attr-defined]
    return part_page(request, draft, "yaml", form)


def line_at(text: str, line: int | None) -> str:
    """Return the line that a problem stands on."""
    lines = text.splitlines()
    return lines[line - 1].strip() if line and 0 < line <= len(lines) else ""

"""Materials and stages of a draft, one small form an entry: change, add, remove, put in another order."""

from collections.abc import Sequence
from typing import Any

from django import forms

from policies.classes import STAGE_WORDS
from policies.engine import Pack
from policies.engine.loading_process import FORMATS, STAGE_KINDS
from policies.forms.drafts import day_field
from policies.pack_text import plain_copy
from policies.wording import FORMS, LEVELS, LINES

REVIEW_LEVELS = [(each, LEVELS[each]) for each in ("county", "city", "province")]
DAY_UNITS = [("working", "工作日"), ("calendar", "自然日")]
REQUIRED = [("yes", "必交"), ("no", "如有则交"), ("as_written", "按文件所列情形")]


class EntryForm(forms.Form):
    """One entry of a list; `key` is empty for a new one.

    Every choice has an initial value: a browser sends the first option of the blank entry, which must not count as typed.
    """

    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def entry(self, old: dict[str, Any]) -> dict[str, Any]:
        """Return the entry as the pack writes it, what stood there before and has no field kept."""
        raise NotImplementedError


def _written(old: dict[str, Any], values: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Return the entry with `values` (value, what stands for it when nothing is written); defaults are not written out."""
    entry = dict(old)
    for name, (value, default) in values.items():
        if value != default or (name in entry and entry[name] != value):
            entry[name] = value
        if name in entry and entry[name] in ("", None, []):
            del entry[name]
    return entry


class MaterialForm(EntryForm):
    """A material (申报材料)."""

    title = forms.CharField(label="材料名称", max_length=200, error_messages={"required": "请填写材料名称"})
    form = forms.ChoiceField(label="形式", choices=list(FORMS.items()), initial="original")
    copies = forms.IntegerField(label="份数", min_value=1, max_value=20, initial=1)
    required = forms.ChoiceField(label="是否必交", choices=REQUIRED, initial="yes")
    accept = forms.MultipleChoiceField(
        label="文件格式", choices=[(each, each) for each in FORMATS], widget=forms.CheckboxSelectMultiple, initial=["pdf", "jpg", "png"]
    )  # fmt: skip
    clause = forms.CharField(label="依据条款", max_length=200, error_messages={"required": "请填写依据条款"})
    help = forms.CharField(label="填写说明", max_length=300, required=False)
    tolerable = forms.BooleanField(label="可容缺（文件允许受理后补交）", required=False, initial=False)

    @staticmethod
    def initial_of(material: Any) -> dict[str, Any]:
        """Return what the form shows of a material."""
        words = {True: "yes", False: "no"}
        required = words[material.required] if isinstance(material.required, bool) else "as_written"
        names = ("key", "title", "form", "copies", "clause", "help", "tolerable")
        shown = {name: getattr(material, name) for name in names}
        return {**shown, "required": required, "accept": list(material.accept)}

    def entry(self, old: dict[str, Any]) -> dict[str, Any]:
        said = self.cleaned_data
        required = {"yes": True, "no": False}.get(said["required"], old.get("required", True))
        defaults = {"form": "original", "copies": 1, "help": "", "tolerable": False}
        values = {name: (said[name], defaults.get(name)) for name in ("title", "clause", *defaults)}
        accept = [each for each in FORMATS if each in said["accept"]]
        same = set(accept) == set(old.get("accept") or ("pdf", "jpg", "png"))
        values |= {"required": (required, True)} | ({} if same else {"accept": (accept, None)})
        return _written(old, values)


class StageForm(EntryForm):
    """A stage of the review (环节)."""

    title = forms.CharField(label="环节名称", max_length=60, error_messages={"required": "请填写环节名称"})
    kind = forms.ChoiceField(label="类别", choices=list(STAGE_WORDS.items()), initial=STAGE_KINDS[0])
    level = forms.ChoiceField(label="层级", choices=REVIEW_LEVELS, initial="county")
    lines = forms.MultipleChoiceField(
        label="办理部门", choices=list(LINES.items()), widget=forms.CheckboxSelectMultiple, error_messages={"required": "请至少选一个部门"}
    )  # fmt: skip
    joint = forms.BooleanField(label="各部门联合办理", required=False)
    countersign = forms.BooleanField(label="须会签", required=False)
    days = forms.IntegerField(
        label="办理天数", required=False, min_value=1, max_value=365, help_text="文件未规定的留空"
    )
    days_unit = forms.ChoiceField(label="天数单位", choices=DAY_UNITS, initial="working")
    due_on = day_field("截止日期", required=False)
    skips_city = forms.BooleanField(label="市本级企业不经此环节", required=False)
    checklist = forms.CharField(
        label="核对清单",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一项",
    )
    clause = forms.CharField(label="依据条款", max_length=200, error_messages={"required": "请填写依据条款"})

    @staticmethod
    def initial_of(stage: Any) -> dict[str, Any]:
        """Return what the form shows of a stage."""
        names = ("key", "title", "kind", "level", "joint", "countersign", "due_on", "clause")
        return {
            **{name: getattr(stage, name) for name in names},
            "lines": list(stage.lines),
            "days": stage.days.count if stage.days else None,
            "days_unit": stage.days.unit if stage.days else "working",
            "skips_city": bool(stage.skip_when),
            "checklist": "\n".join(stage.checklist),
        }

    def entry(self, old: dict[str, Any]) -> dict[str, Any]:
        said = self.cleaned_data
        days = {"count": said["days"], "unit": said["days_unit"]} if said["days"] else None
        before = old.get("days")
        if days and before and {"unit": "working", **before} == days:
            days = before
        lines = [line for line in old.get("lines", ()) if line in said["lines"]]
        lines += [line for line in said["lines"] if line not in lines]
        checklist = [line.strip() for line in said["checklist"].splitlines() if line.strip()]
        names = ("title", "kind", "level", "clause", "due_on")
        values: dict[str, tuple[Any, Any]] = {name: (said[name], None) for name in names}
        values |= {name: (said[name], False) for name in ("joint", "countersign")}
        skip = "city_level_applicant" if said["skips_city"] else ""
        values |= {"lines": (lines, None), "days": (days, None), "skip_when": (skip, ""), "checklist": (checklist, [])}
        return _written(old, values)


class EntryFormSet(forms.BaseFormSet):
    """The entries of one list of the pack; a blank one at the end takes a new entry."""

    list_key: str

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Name the fields for order and removal."""
        super().add_fields(form, index)
        form.fields["ORDER"].label, form.fields["DELETE"].label = "顺序", "删除"
        form.fields["ORDER"].widget.attrs = {"min": 1}

    def add_errors(self, words: list[str]) -> None:
        """Put problems above the entries."""
        self._non_form_errors.extend(words)  # type: ignore[attr-defined]

    def changed(self, pack: Pack) -> dict[str, Any]:
        """Return the pack's mapping with the entries as they were typed, in their order."""
        raw: dict[str, Any] = plain_copy(pack.raw)
        old = {entry["key"]: entry for entry in raw.get(self.list_key) or ()}
        entries, taken = [], set(old)
        for form in self.ordered_forms:
            key = form.cleaned_data.get("key") or _new_key(self.list_key, taken)
            taken.add(key)
            entries.append(form.entry(old.get(key) or {"key": key}))
        raw[self.list_key] = entries
        removed = set(old) - {entry["key"] for entry in entries}
        return _without_references(raw, removed) if self.list_key == "materials" else raw


def _new_key(word: str, taken: set[str]) -> str:
    number = 1
    while f"{word.rstrip('s')}-{number}" in taken:
        number += 1
    return f"{word.rstrip('s')}-{number}"


def _without_references(raw: dict[str, Any], removed: set[str]) -> dict[str, Any]:
    """Take removed materials out of the facts that named them as evidence."""
    for fact in raw["facts"].values():
        if fact and set(fact.get("evidence") or ()) & removed:
            fact["evidence"] = [key for key in fact["evidence"] if key not in removed]
    return raw


def entry_formset(key: str, pack: Pack, posted: Any = None) -> EntryFormSet:
    """Return the forms of the pack's materials or stages."""
    form = {"materials": MaterialForm, "stages": StageForm}[key]
    made = forms.formset_factory(form, formset=EntryFormSet, extra=1, can_delete=True, can_order=True, max_num=60)
    entries: Sequence[Any] = getattr(pack, key)
    formset: Any = made(posted, initial=[form.initial_of(each) for each in entries], prefix=key)
    formset.list_key = key
    return formset  # type: ignore[no-any-return]

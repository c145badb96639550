"""The forms in which a draft is edited; each is made from the pack and gives the changed mapping."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from policies.engine import Pack
from policies.figures import Figure, figures, read_figure, with_figures
from policies.models import ApplicationRound
from policies.pack_text import plain_copy, put
from policies.problem_words import Problem, dotted
from policies.rewording import TextPlace, texts, with_texts

SECTION_DATES = ("effective", "window")


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def day_field(label: str, **more: Any) -> forms.DateField:
    """Return a field for a day of the People's Republic; a year of two digits or of five is a slip."""
    limits = [MinValueValidator(date(1949, 10, 1), "请核对年份"), MaxValueValidator(date(2199, 12, 31), "请核对年份")]
    return forms.DateField(label=label, widget=date_input(), validators=limits, **more)


def text_area(label: str, **more: Any) -> forms.CharField:
    more = {"required": True, "max_length": 1000, **more}
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": f"请填写{label}"}, **more
    )


class PackForm(forms.Form):
    """A form made from a pack; `changed()` gives the mapping with what was typed, `place(problem)` puts an error beside its field."""

    paths: dict[str, tuple[Any, ...]]

    def __init__(self, pack: Pack, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pack = pack
        self.paths = {}
        self.build()

    def build(self) -> None:
        """Make the fields."""

    def changed(self) -> dict[str, Any]:
        """Return the pack's mapping with the changes."""
        raise NotImplementedError

    def place(self, problem: Problem) -> None:
        """Put a load-time problem beside the field of its place, or above all of them."""
        for name, path in self.paths.items():
            words = dotted(path)
            if problem.path == words or words.startswith(f"{problem.path}."):
                self.add_error(name, problem.words)
                return
        self.add_error(None, f"{problem.text}（{problem.words}）")


class FiguresForm(PackForm):
    """Thresholds, tier edges and values, rates, caps (门槛、分档、比例、封顶)."""

    def build(self) -> None:
        self.figures = {f"figure-{place}": figure for place, figure in enumerate(figures(self.pack))}
        for name, figure in self.figures.items():
            is_date = isinstance(figure.value, date)
            widget = date_input() if is_date else forms.TextInput(attrs={"inputmode": "decimal"})
            widget.attrs["class"] = "form-control form-control-sm text-end"
            self.fields[name] = forms.CharField(
                label=figure.label, initial=figure.text, max_length=24, widget=widget,
                error_messages={"required": "请填写数值"},
            )  # fmt: skip
            self.paths[name] = figure.path

    def clean(self) -> dict[str, Any]:
        """Read every figure, a rate in per cent included."""
        cleaned = super().clean() or {}
        for name, figure in self.figures.items():
            if name in cleaned:
                try:
                    cleaned[name] = read_figure(figure, cleaned[name])
                except ValueError as error:
                    self.add_error(name, str(error))
        return cleaned

    def changes(self) -> list[tuple[Figure, Decimal | date]]:
        """Return the figures that were changed."""
        return [
            (figure, self.cleaned_data[name])
            for name, figure in self.figures.items()
            if self.cleaned_data[name] != figure.value
        ]

    def changed(self) -> dict[str, Any]:
        return with_figures(self.pack.raw, self.changes())

    def parts(self) -> list[tuple[str, list[tuple[Figure, forms.BoundField]]]]:
        """Return the fields under the part of the pack that they belong to."""
        grouped: dict[str, list[tuple[Figure, forms.BoundField]]] = {}
        for name, figure in self.figures.items():
            grouped.setdefault(figure.part, []).append((figure, self[name]))
        return list(grouped.items())


class TextsForm(PackForm):
    """Everything that readers read (文字)."""

    def build(self) -> None:
        self.places: dict[str, TextPlace] = {f"text-{place}": text for place, text in enumerate(texts(self.pack))}
        for name, text in self.places.items():
            widget = forms.Textarea(attrs={"rows": 2}) if text.is_long else forms.TextInput()
            self.fields[name] = forms.CharField(
                label=text.label, initial=text.value, required=text.is_required, max_length=text.most, widget=widget,
                error_messages={"required": "此处不能留空"},
            )  # fmt: skip
            self.paths[name] = text.path

    def changed(self) -> dict[str, Any]:
        changes = [(text, self.cleaned_data[name]) for name, text in self.places.items() if name in self.changed_data]
        return with_texts(self.pack.raw, changes)

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields under the part of the pack that they belong to."""
        grouped: dict[str, list[forms.BoundField]] = {}
        for name, text in self.places.items():
            grouped.setdefault(text.part, []).append(self[name])
        return list(grouped.items())


class DatesForm(PackForm):
    """Validity, window, day of issue, and the days of the public notice (日期与期限)."""

    effective_from = day_field("有效期自", required=False)
    effective_to = day_field("有效期至（含）", required=False, help_text="文件未写的留空")
    window_from = day_field("申报期自", required=False)
    window_to = day_field("申报期至（含）", required=False, help_text="文件未写的留空")
    issued_on = day_field("印发日期", required=False)
    publicity_days = forms.IntegerField(
        label="公示天数", required=False, min_value=1, max_value=365, help_text="文件未规定天数的留空"
    )
    publicity_unit = forms.ChoiceField(
        label="公示天数单位", required=False, choices=[("working", "工作日"), ("calendar", "自然日")]
    )

    def build(self) -> None:
        raw = self.pack.raw
        for section in SECTION_DATES:
            for end in ("from", "to"):
                name = f"{section}_{end}"
                self.initial[name] = (raw.get(section) or {}).get(end)
                self.paths[name] = (section, end)
        self.initial["issued_on"], self.paths["issued_on"] = raw["source"].get("issued_on"), ("source", "issued_on")
        if self.pack.publicity is None:
            del self.fields["publicity_days"], self.fields["publicity_unit"]
        else:
            self.initial["publicity_days"] = self.pack.publicity.days
            self.initial["publicity_unit"] = self.pack.publicity.unit
            self.paths["publicity_days"] = ("publicity", "days")

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it starts."""
        cleaned = super().clean() or {}
        for section in SECTION_DATES:
            start, end = cleaned.get(f"{section}_from"), cleaned.get(f"{section}_to")
            if start and end and end < start:
                self.add_error(f"{section}_to", "截止日期不得早于开始日期")
        return cleaned

    def changed(self) -> dict[str, Any]:
        raw: dict[str, Any] = plain_copy(self.pack.raw)
        for section in SECTION_DATES:
            kept = {end: day for end in ("from", "to") if (day := self.cleaned_data[f"{section}_{end}"])}
            if kept != {end: day for end, day in (raw.get(section) or {}).items() if day}:
                raw.pop(section, None)
                raw |= {section: kept} if kept else {}
        if self.cleaned_data["issued_on"] != raw["source"].get("issued_on"):
            put(raw, ("source", "issued_on"), self.cleaned_data["issued_on"])
        if "publicity_days" in self.fields:
            raw["publicity"]["days"] = self.cleaned_data["publicity_days"]
            if self.cleaned_data["publicity_unit"] != self.initial["publicity_unit"]:
                raw["publicity"]["unit"] = self.cleaned_data["publicity_unit"]
        return raw


class YamlForm(forms.Form):
    """The whole text (全文)."""

    pack_yaml = forms.CharField(
        label="政策包全文（YAML）", strip=False, max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 32, "spellcheck": "false", "wrap": "off", "data-lines": ""}),
        error_messages={"required": "全文不能为空"},
    )  # fmt: skip


class ActForm(forms.Form):
    """An act on a draft as it was read: `seen` is the revision on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput(), required=False)


class SubmitForm(ActForm):
    """Submit a draft for release, with its day and its reason (送审)."""

    effective_from = day_field("拟生效日期", error_messages={"required": "请填写拟生效日期"})
    reason = text_area("修改理由")


class ReasonedActForm(ActForm):
    """An act on a draft that needs a reason."""

    reason = text_area("理由")


class ReasonForm(forms.Form):
    """An act that needs a reason."""

    reason = text_area("理由")


class MoveForm(ReasonForm):
    """Let a round use another version (批次改用版本)."""

    round = forms.ModelChoiceField(
        label="申报批次",
        queryset=ApplicationRound.objects.none(),
        empty_label=None,
        error_messages={"required": "请选择批次"},
    )
    field_order = ["round", "reason"]

    def __init__(self, *args: Any, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rounds = rounds
        self.fields["round"].queryset = rounds
        self.fields["round"].label_from_instance = lambda each: f"{each.name}（现用第 {each.version.number} 版）"

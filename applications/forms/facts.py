"""The claim form, built from the facts of a policy pack."""

from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from applications.facts import is_asked, is_fact_required, is_filled
from applications.forms.money import words_beside
from applications.forms.tables import LinesField, as_lines, lines_field, lines_help
from policies.engine import Pack
from policies.engine.model import FactDef
from policies.forms.numbers import number_field

YES_NO = [("", "请选择"), ("yes", "是"), ("no", "否")]


def text_field(fact: FactDef, label: str) -> forms.Field:
    if fact.choices:
        return forms.ChoiceField(label=label, required=False, choices=[("", "请选择"), *fact.choices])
    return forms.CharField(label=label, required=False, max_length=500)


def plain_field(fact: FactDef, label: str) -> forms.Field:
    """Return the form field for a fact that is one value."""
    if fact.type == "bool":
        return forms.ChoiceField(label=label, required=False, choices=YES_NO)
    if fact.type == "number":
        return number_field(fact, "text-end", label=label, required=False)
    if fact.type == "date":
        return forms.DateField(
            label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        )
    if fact.type in ("list", "object"):
        return lines_field(fact, label)
    return text_field(fact, label)


def parts_of(fact: FactDef) -> list[tuple[str, Any, FactDef]]:
    """Return (field name, place, what it asks) of each box: the months of a year, say, or the fields of an object."""
    if fact.type == "object":
        return [(f"{fact.name}-{name}", name, inner) for name, inner in fact.fields.items()]
    labels = fact.labels or tuple(f"第 {number} 项" for number in range(1, (fact.length or 0) + 1))
    entry = [FactDef(fact.name, label, fact.item, min=fact.min) for label in labels]
    return [(f"{fact.name}-{index}", index, inner) for index, inner in enumerate(entry)]


def is_boxed(fact: FactDef) -> bool:
    """Tell whether the fact has a box for each of its values."""
    return (fact.type == "list" and bool(fact.length)) or (fact.type == "object" and bool(fact.fields))


def shown(fact: FactDef, value: Any) -> Any:
    """Return a stored value as the form shows it."""
    if fact.type == "bool" and value is not None:
        return "yes" if value else "no"
    if fact.type in ("list", "object") and value:
        return as_lines(fact, value)
    return value


def stored(fact: FactDef, value: Any) -> Any:
    """Return a cleaned value as it is stored: numbers as exact text, dates as ISO text, empty as None."""
    if value in (None, ""):
        return None
    if fact.type == "bool":
        return value == "yes"
    if fact.type == "number":
        return f"{value.normalize():f}"
    if fact.type == "date":
        return value.isoformat()
    return value if fact.type in ("list", "object") else value.strip()


class FactForm(forms.Form):
    """The facts of a pack as a form; `only` limits what may be changed to the named facts.

    `notes` says under a fact, by its name, what is worth knowing of its value, where it came from for instance.
    """

    def __init__(
        self,
        pack: Pack,
        values: dict[str, Any],
        *args,
        only: set[str] | None = None,
        notes: dict[str, str] | None = None,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pack, self.values, self.only, self.notes = pack, values, only, notes or {}
        for fact in pack.facts.values():
            self._add(fact)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self._sections())

    def _add(self, fact: FactDef) -> None:
        locked = self.only is not None and fact.name not in self.only
        if is_boxed(fact):
            current = part_values(self.values.get(fact.name))
            for name, place, inner in parts_of(fact):
                self.fields[name] = plain_field(inner, inner.label)
                self.initial[name] = shown(inner, current.get(place))
                self.fields[name].disabled = locked
            return
        self.fields[fact.name] = plain_field(fact, self._label(fact))
        self.fields[fact.name].help_text = self._help(fact)
        self.fields[fact.name].disabled = locked
        self.initial[fact.name] = shown(fact, self.values.get(fact.name))

    def _label(self, fact: FactDef) -> SafeString | str:
        if is_fact_required(self.pack, fact, self.values):
            return format_html('{}<span class="required-word">必填</span>', fact.label)
        return fact.label

    def _help(self, fact: FactDef) -> SafeString:
        note = self.notes.get(fact.name, "")
        told = format_html('<span class="fact-note">{}</span>', note) if note else ""
        return format_html("{} {} {}", words_beside(fact, self.values.get(fact.name)), help_of(fact), told)

    def _sections(self) -> list[Fieldset]:
        return [
            Fieldset(
                title,
                *[self._row(fact) for fact in facts],
                css_class="panel",
                css_id=f"section-{number}",
                **({} if self._is_any_asked(facts) else {"hidden": "hidden"}),
            )
            for number, (title, facts) in enumerate(self._by_section().items())
        ]

    def _by_section(self) -> dict[str, list[FactDef]]:
        found: dict[str, list[FactDef]] = {}
        for fact in self.pack.facts.values():
            found.setdefault(fact.section or "申报信息", []).append(fact)
        return found

    def _is_any_asked(self, facts: list[FactDef]) -> bool:
        return any(self.is_shown(fact) for fact in facts)

    def is_shown(self, fact: FactDef) -> bool:
        """Tell whether the fact is asked now; a correction asks for what it names and nothing else."""
        is_open = self.only is None or fact.name in self.only
        return is_open and is_asked(self.pack, fact, self.values)

    def _row(self, fact: FactDef) -> Div:
        hidden = {} if self.is_shown(fact) else {"hidden": "hidden"}
        if is_boxed(fact):
            boxes = Div(*[Field(name) for name, _, _ in parts_of(fact)], css_class="months")
            label = format_html("{}（{}）", self._label(fact), fact.unit) if fact.unit else self._label(fact)
            title = format_html('<div class="form-label" id="fact-{}">{}</div>', fact.name, label)
            note = format_html('<div class="form-text mb-3">{}</div>', self._help(fact))
            named = {"data_fact": fact.name, "role": "group", "aria_labelledby": f"fact-{fact.name}"}
            if fact.type == "list":
                named["data_series"] = fact.unit or fact.label
            return Div(HTML(title), boxes, HTML(note), css_class="wide", **named, **hidden)
        field = AppendedText(fact.name, fact.unit) if fact.unit else Field(fact.name)
        wide = {"css_class": "wide"} if isinstance(self.fields[fact.name], LinesField) else {}
        return Div(field, data_fact=fact.name, **wide, **hidden)

    def fact_values(self) -> dict[str, Any]:
        """Return the facts that were sent and whose boxes are all valid, as they are stored; None for one left empty."""
        self.is_valid()
        found: dict[str, Any] = {}
        for fact in self.pack.facts.values():
            if is_boxed(fact):
                names = [name for name, _, _ in parts_of(fact)]
                if all(name in self.cleaned_data for name in names) and any(name in self.data for name in names):
                    found[fact.name] = self._boxed_value(fact)
            elif fact.name in self.cleaned_data and fact.name in self.data:
                found[fact.name] = stored(fact, self.cleaned_data[fact.name])
        return found

    def problems(self) -> list[tuple[str, str, str]]:
        """Return (box, plain label, what is wrong) of everything that was sent and could not be stored."""
        labels: dict[str, str] = {}
        for fact in self.pack.facts.values():
            parts = parts_of(fact) if is_boxed(fact) else []
            labels |= {name: f"{fact.label}，{inner.label}" for name, _, inner in parts} or {fact.name: fact.label}
        return [
            (self[name].id_for_label, labels[name], str(error))
            for name, errors in self.errors.items()
            for error in errors
        ]

    def wrong_cells(self) -> dict[str, list[tuple[int, int | None, str]]]:
        """Return by box (row, column or None, what is wrong) of the tables that were sent, counted from 0."""
        return {
            self[name].id_for_label: [
                (error.params["row"], error.params["column"], error.params["said"])
                for error in errors.as_data()
                if error.params and error.code == "line"
            ]
            for name, errors in self.errors.items()
            if isinstance(self.fields[name], LinesField)
        }

    def _boxed_value(self, fact: FactDef) -> Any:
        values = {place: stored(inner, self.cleaned_data[name]) for name, place, inner in parts_of(fact)}
        if all(value is None for value in values.values()):
            return None
        if fact.type == "object":
            return {name: value for name, value in values.items() if value is not None}
        return ["" if value is None else value for value in values.values()]

    def sections(self) -> list[tuple[str, str, bool]]:
        """Return (anchor, title, complete) of each section in which something is asked, for the list at the left."""
        return [
            (f"section-{number}", title, all(self._is_done(fact) for fact in facts))
            for number, (title, facts) in enumerate(self._by_section().items())
            if self._is_any_asked(facts)
        ]

    def _is_done(self, fact: FactDef) -> bool:
        return is_filled(self.values.get(fact.name)) or not is_fact_required(self.pack, fact, self.values)


def part_values(value: Any) -> dict[Any, Any]:
    """Return the values of a boxed fact by their place."""
    return value if isinstance(value, dict) else dict(enumerate(value or []))


def help_of(fact: FactDef) -> SafeString:
    """Return the help under a field: what is meant, how a box of lines is filled, and the clause that asks for it."""
    clause = format_html('<span class="clause">{}</span>', f"依据：{fact.clause}") if fact.clause else ""
    how = lines_help(fact) if fact.type in ("list", "object") and not is_boxed(fact) else ""
    return format_html("{} {} {}", fact.help, how, clause)

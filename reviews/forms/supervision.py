"""The forms of supervision: what the board is narrowed to, and the acts on a notice."""

from datetime import date
from typing import Any

from django import forms

from reviews.board import LIGHTS, PERIODS, Filters


class BoardForm(forms.Form):
    """Narrow the board; a value that is not offered narrows nothing."""

    region = forms.ChoiceField(label="区划", required=False)
    line = forms.ChoiceField(label="条线", required=False)
    policy = forms.ChoiceField(label="政策", required=False)
    days = forms.ChoiceField(label="已办时段", required=False, choices=list(PERIODS.items()), initial="90")

    def __init__(self, *args: Any, options: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in options.items():
            self.fields[name].choices = [("", "全部"), *choices]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select form-select-sm"

    def filters(self, light: str = "", bureau: str = "") -> Filters:
        """Return what is asked for."""
        self.is_valid()
        asked = getattr(self, "cleaned_data", {})
        return Filters(
            region=asked.get("region") or "",
            line=asked.get("line") or "",
            policy=asked.get("policy") or "",
            days=int(asked.get("days") or 90),
            light=light if light in LIGHTS else "",
            bureau=bureau if bureau.isdigit() and len(bureau) < 12 else "",
        )


class StepForm(forms.Form):
    """Say something on a notice: answer it, or accept the answer."""

    text = forms.CharField(
        label="内容",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明内容"},
    )


class DemandForm(StepForm):
    """Issue a notice, or ask again: what is wanted, by which day."""

    due_on = forms.DateField(
        label="答复期限", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写答复期限", "invalid": "请按 2026-10-01 的样子填写日期"},
    )  # fmt: skip

    field_order = ("text", "due_on")

    def __init__(self, *args: Any, usual: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"due_on": usual}, **kwargs})

"""The form by which an enterprise promises materials for later (容缺申请)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from policies.engine.model import Material

COMMITMENT = "本企业承诺在所填日期前补交上述材料，并对其真实性负责；逾期未补交的，同意按规定不予拨付或取消本次申报。"


class PromiseForm(forms.Form):
    """For each material that may be missing: the day by which it will be filed; empty for one that is not asked for."""

    committed = forms.BooleanField(
        label=COMMITMENT, required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    def __init__(
        self, *args, materials: Iterable[Material], today: date, last: date | None, promised: dict[str, date], **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.materials, self.today, self.last = list(materials), today, last
        for material in self.materials:
            self.fields[material.key] = forms.DateField(
                label=f"{material.title}：补交日期",
                required=False,
                help_text="留空表示随申报提交" + (f"；最迟 {last:%Y-%m-%d}" if last else ""),
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                error_messages={"invalid": "请填写日期"},
                initial=promised.get(material.key),
            )
        self.order_fields([*(material.key for material in self.materials), "committed"])

    def clean(self) -> dict[str, Any]:
        """Refuse a promise without the commitment, and a day that is past or too late."""
        cleaned = super().clean() or {}
        for key, day in self.promised().items():
            if day <= self.today:
                self.add_error(key, "补交日期须在今天之后")
            elif self.last and day > self.last:
                self.add_error(key, f"最迟 {self.last:%Y-%m-%d}")
        if self.promised() and not cleaned.get("committed"):
            self.add_error("committed", "申请容缺须作出补交承诺")
        return cleaned

    def promised(self) -> dict[str, date]:
        """Return the day promised for each material."""
        given = {material.key: self.cleaned_data.get(material.key) for material in self.materials}
        return {key: day for key, day in given.items() if day}

"""The forms of the working-day calendar: a day registered or taken out, a year announced, a difference confirmed."""

from datetime import date
from typing import Any

from django import forms

from policies.actions.calendar import DayEntry
from policies.forms.drafts import day_field, text_area
from policies.models import SpecialDay

KINDS = (("off", "放假"), ("worked", "调休上班"))


class DayForm(forms.Form):
    """Register a special day of one year (登记特殊日期)."""

    day = day_field("日期", error_messages={"required": "请填写日期", "invalid": "请按 2026-10-01 的样子填写日期"})
    kind = forms.ChoiceField(label="安排", choices=KINDS, widget=forms.RadioSelect)
    name = forms.CharField(label="名称", max_length=40, help_text="如：国庆节、国庆节调休上班")
    document = forms.CharField(label="依据文件", max_length=200)
    reason = text_area("理由", help_text="记入变更记录")

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_day(self) -> date:
        """Refuse a day of another year."""
        day: date = self.cleaned_data["day"]
        if day.year != self.year:
            raise forms.ValidationError(f"请填写 {self.year} 年的日期")
        return day

    def clean(self) -> dict[str, Any]:
        """Say beside the field that a worked day must lie on a weekend."""
        cleaned = super().clean() or {}
        day = cleaned.get("day")
        if day and cleaned.get("kind") == "worked" and day.weekday() < 5:
            self.add_error("kind", "调休上班日须是星期六或星期日；平日本来就是工作日，不必登记")
        return cleaned

    def entry(self) -> DayEntry:
        """Return what was typed."""
        cleaned = self.cleaned_data
        return DayEntry(cleaned["day"], cleaned["kind"] == "worked", cleaned["name"], cleaned["document"])


def day_as_typed(row: SpecialDay) -> dict[str, Any]:
    """Return a registered day as the form shows it."""
    kind = "worked" if row.is_working else "off"
    return {"day": row.day, "kind": kind, "name": row.name, "document": row.document}


class AnnounceForm(forms.Form):
    """Announce a year (公布年度安排), with or without what the library knows of it."""

    document = forms.CharField(label="公布安排的文件", max_length=200)
    fill = forms.BooleanField(label="先按程序库录入该年度节假日和调休", required=False)
    reason = text_area("理由", help_text="记入变更记录")


class CalendarReasonForm(forms.Form):
    """The reason of a removal or a confirmation."""

    reason = text_area("理由", help_text="记入变更记录")

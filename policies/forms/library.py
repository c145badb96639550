from typing import Any

from django import forms

from accounts.forms.enterprises import grouped_by_city
from accounts.models import Bureau, Region
from accounts.queues import handling_units

LINES = [(line.value, line.label) for line in Bureau.Line if line != Bureau.Line.SUPERVISION]


class LibraryForm(forms.Form):
    """What a reader looks for in the policy library (政策库)."""

    q = forms.CharField(
        label="关键词", max_length=60, required=False, widget=forms.TextInput(attrs={"placeholder": "如“研发”“专利”"})
    )
    region = forms.ChoiceField(label="适用地区", required=False)
    level = forms.ChoiceField(label="层级", required=False)
    line = forms.ChoiceField(label="主管条线", required=False, choices=[("", "全部"), *LINES])
    state = forms.ChoiceField(
        label="申报状态", required=False, choices=[("", "全部"), ("open", "正在申报"), ("closed", "未在申报期")]
    )

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", "全部"), *grouped_by_city(handling_units(today), "slug")]
        self.fields["level"].choices = [("", "全部"), *Region.Level.choices]
        for field in self.fields.values():
            is_select = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_select else "form-control"

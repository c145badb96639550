from typing import Any

from django import forms

from accounts.forms.enterprises import grouped_by_city
from accounts.models import Bureau
from accounts.queues import handling_units
from policies.classes import APPLICANTS, INDUSTRIES, KINDS, LEVELS, SIZES

LINES = [(line.value, line.label) for line in Bureau.Line if line != Bureau.Line.SUPERVISION]

FIRST = ("q", "region", "state")
STATES = [("open", "正在申报"), ("closed", "未在申报期"), ("information", "只作介绍，不在线申报")]


class LibraryForm(forms.Form):
    """What a reader looks for in the policy library (政策库)."""

    q = forms.CharField(
        label="关键词",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "如“研发”“专利”"}),
        error_messages={"max_length": "关键词最多 60 个字，未按它筛选"},
    )
    region = forms.ChoiceField(label="适用地区", required=False)
    level = forms.ChoiceField(label="层级", required=False)
    line = forms.ChoiceField(label="主管条线", required=False, choices=[("", "全部"), *LINES])
    kind = forms.ChoiceField(label="支持方式", required=False, choices=[("", "全部"), *KINDS.items()])
    applicant = forms.ChoiceField(label="申报主体", required=False, choices=[("", "全部"), *APPLICANTS.items()])
    industry = forms.ChoiceField(label="适用行业", required=False, choices=[("", "全部"), *INDUSTRIES.items()])
    size = forms.ChoiceField(label="企业规模", required=False, choices=[("", "全部"), *SIZES.items()])
    state = forms.ChoiceField(label="申报状态", required=False, choices=[("", "全部"), *STATES])

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", "全部"), *grouped_by_city(handling_units(today), "slug")]
        self.fields["level"].choices = [("", "全部"), *LEVELS.items()]
        for field in self.fields.values():
            is_select = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_select else "form-control"

    @property
    def first(self) -> list[forms.BoundField]:
        """Return the fields that everybody sees."""
        return [self[name] for name in FIRST]

    @property
    def more(self) -> list[forms.BoundField]:
        """Return the fields that one unfolds."""
        return [self[name] for name in self.fields if name not in FIRST]

    @property
    def is_unfolded(self) -> bool:
        """Tell whether one of the further fields is in use."""
        return any(self.cleaned_data.get(field.name) for field in self.more)

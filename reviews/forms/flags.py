"""The form by which an officer settles a flag."""

from django import forms

from reviews.forms.deciding import text_area
from reviews.models import Flag


class SettleForm(forms.Form):
    """Settle a flag: explained or true, and why; `seen` is when it was last settled as the officer read it."""

    state = forms.ChoiceField(
        label="处理结果",
        choices=[(Flag.State.EXPLAINED, "已说明，排除疑点"), (Flag.State.CONFIRMED, "属实")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择处理结果"},
    )
    reason = text_area("理由", required=True, rows=3)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

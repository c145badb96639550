"""The form of a second look (双随机复看)."""

from typing import Any

from django import forms

from reviews.models import SecondLook


class LookForm(forms.Form):
    """Agree with the decision looked at, or disagree with a reason."""

    outcome = forms.ChoiceField(
        label="复看结论",
        choices=SecondLook.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择复看结论"},
    )
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="不同意的必须写明，审定负责人据此处理",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a disagreement."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == SecondLook.Outcome.DISAGREE and not cleaned.get("reason", "").strip():
            self.add_error("reason", "不同意原结论的，请写明理由")
        return cleaned

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import RegisteredInterest, normalise_uscc, validate_uscc


class InterestForm(forms.Form):
    """An official's interest in an enterprise (利害关系登记)."""

    uscc = forms.CharField(
        label="企业统一社会信用代码", help_text="18 位", error_messages={"required": "请填写信用代码"}
    )
    relation = forms.ChoiceField(label="关系", choices=RegisteredInterest.Relation.choices)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def clean_uscc(self) -> str:
        """Return the code as it is stored. Raises ValidationError for one whose check digit is wrong."""
        uscc = normalise_uscc(self.cleaned_data["uscc"])
        try:
            validate_uscc(uscc)
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return uscc

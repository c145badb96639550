from django import forms

from accounts.models import normalise_uscc


class ProgressForm(forms.Form):
    """What a visitor must know of a case to ask how it stands: its number and the enterprise's credit code."""

    number = forms.CharField(label="办件编号", max_length=24, help_text="HQ 开头，见提交后的办件页")
    uscc = forms.CharField(label="统一社会信用代码", max_length=40)

    def clean_number(self) -> str:
        """Return the number half-width and upper-case."""
        return normalise_uscc(self.cleaned_data["number"])

    def clean_uscc(self) -> str:
        """Return the code half-width, upper-case and without spaces."""
        return normalise_uscc(self.cleaned_data["uscc"])

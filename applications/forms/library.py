from datetime import date
from typing import Any

from django import forms

from accounts.models import Enterprise
from applications.models import LibraryDocument


class KeptUntilField(forms.DateField):
    """Until when a document is valid; empty for one that does not expire."""

    def __init__(self) -> None:
        super().__init__(
            label="有效期至",
            required=False,
            help_text="长期有效的不填",
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "请填写日期，如 2027-12-31"},
        )


class KeepForm(forms.Form):
    """How a file of a case is kept in the library: what it is, and until when it is valid."""

    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *LibraryDocument.Kind.choices])
    valid_until = KeptUntilField()

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_valid_until(self) -> date | None:
        """Return the day; refuse one that is over."""
        day: date | None = self.cleaned_data["valid_until"]
        if day is not None and day < self.today:
            raise forms.ValidationError("这份文件已经过期，不能收入材料库")
        return day


class LibraryForm(KeepForm):
    """A new document of the library; the enterprise is asked for only where there are several."""

    file = forms.FileField(label="文件", allow_empty_file=True, error_messages={"required": "请选择文件"})
    field_order = ["enterprise", "kind", "valid_until", "file"]

    def __init__(self, *args, enterprises: list[Enterprise], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.enterprises = {str(each.pk): each for each in enterprises}
        if len(enterprises) > 1:
            choices = [(key, each.name) for key, each in self.enterprises.items()]
            self.fields["enterprise"] = forms.ChoiceField(label="企业", choices=[("", "请选择"), *choices])
            self.order_fields(self.field_order)

    def enterprise(self) -> Enterprise:
        """Return whose library it goes to; the form is valid."""
        only: Any = next(iter(self.enterprises))
        return self.enterprises[self.cleaned_data.get("enterprise", only)]

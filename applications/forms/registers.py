from datetime import date
from typing import Any

from django import forms

from accounts.models import Bureau
from applications.profile.registers import registers


class RegisterUploadForm(forms.Form):
    """A file of a register (归集文件): which register, as of which day, and for which of the officer's bureaus."""

    register = forms.ChoiceField(label="数据类别")
    bureau = forms.ChoiceField(label="归集部门")
    as_of = forms.DateField(
        label="数据日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="数据截至哪一天，以提供单位出具的日期为准",
    )
    file = forms.FileField(label="文件", help_text="Excel（xlsx）或 CSV，不超过 20 MB；第一行为模板的表头")

    def __init__(self, *args: Any, bureaus: list[Bureau], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.bureaus = today, {str(bureau.pk): bureau for bureau in bureaus}
        told = [(each.key, f"{each.label}（{each.holder}）") for each in registers().values()]
        self.fields["register"].choices = [("", "请选择"), *told]  # type: ignore[attr-defined]
        self.fields["bureau"].choices = [(key, bureau.name) for key, bureau in self.bureaus.items()]  # type: ignore[attr-defined]
        if len(bureaus) == 1:
            self.fields["bureau"].widget = forms.HiddenInput()
            self.fields["bureau"].initial = str(bureaus[0].pk)

    def clean_as_of(self) -> date:
        """Refuse a day that has not come."""
        if self.cleaned_data["as_of"] > self.today:
            raise forms.ValidationError("数据日期不能晚于今天")
        return self.cleaned_data["as_of"]


class UndoForm(forms.Form):
    """Why an import is undone (撤销理由)."""

    reason = forms.CharField(
        label="撤销理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：供电公司更正数据，改用新文件",
    )

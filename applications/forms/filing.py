from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class FilesInput(forms.FileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        """Return every file sent under the name."""
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.FileField):
    """One or several files; each is judged by what it holds, later."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files that were sent."""
        files = [file for file in data or [] if file]
        if not files:
            raise forms.ValidationError("请选择文件")
        return files


class UploadForm(forms.Form):
    """The files for one material, and which earlier file the one sent replaces."""

    file = FilesField(label="文件", widget=FilesInput)
    replaces = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class CommitmentForm(forms.Form):
    """The integrity commitment (诚信承诺) before an application is submitted."""

    committed = forms.BooleanField(label="我已阅读并作出上述承诺", error_messages={"required": "请先作出承诺"})
    not_eligible_accepted = forms.BooleanField(label="已知悉系统测算不符合条件，仍要提交", required=False)

    def __init__(self, *args, not_eligible: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not not_eligible:
            del self.fields["not_eligible_accepted"]


class HandInForm(CommitmentForm):
    """A filled draft handed in for certification: the principal gives the commitment, not the clerk."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["committed"]


class CertificationForm(forms.Form):
    """The principal's certification; `shown` stands for exactly what the page showed."""

    committed = forms.BooleanField(
        label="我已核对本页全部内容，确认属实，并作出上述承诺", error_messages={"required": "请先勾选确认"}
    )
    shown = forms.CharField(widget=forms.HiddenInput)


class DeclineForm(forms.Form):
    """Why the principal sends a claim back to the clerk."""

    reason = forms.CharField(
        label="退回理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明退回的理由"},
    )


class WithdrawForm(forms.Form):
    """Why an application is withdrawn."""

    reason = forms.CharField(
        label="撤回原因",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明撤回原因"},
    )


class AnswerForm(forms.Form):
    """The enterprise's explanation of one correction item."""

    answer = forms.CharField(label="补正说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

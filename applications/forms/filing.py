from django import forms


class UploadForm(forms.Form):
    """One file for one material."""

    file = forms.FileField(
        label="文件", error_messages={"required": "请选择文件", "empty": "文件是空的（0 字节），请重新选择"}
    )


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

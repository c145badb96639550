from django import forms


class MessageForm(forms.Form):
    """A message on a case with one attachment."""

    text = forms.CharField(
        label="留言",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写留言"},
    )
    file = forms.FileField(
        label="附件",
        required=False,
        help_text="可选，PDF、图片、Word 或 Excel，不超过 20 MB",
        error_messages={"empty": "文件是空的（0 字节），请重新选择"},
    )

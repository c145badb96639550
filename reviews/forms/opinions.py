from collections.abc import Iterable

from django import forms

from accounts.models import Bureau
from policies.models import Policy
from reviews.models import OpinionTemplate


class OpinionTemplateForm(forms.Form):
    """A wording of common use (常用意见)."""

    text = forms.CharField(
        label="意见",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请填写意见"},
    )
    act = forms.ChoiceField(label="用于", choices=OpinionTemplate.Act.choices)
    policy = forms.ModelChoiceField(
        label="政策", queryset=Policy.objects.none(), required=False, empty_label="全部政策"
    )
    bureau = forms.ModelChoiceField(
        label="归属", queryset=Bureau.objects.none(), required=False, empty_label="仅本人使用"
    )

    def __init__(self, *args, bureaus: Iterable[Bureau], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy"].queryset = Policy.objects.filter(rounds__isnull=False).distinct().order_by("title")  # type: ignore[attr-defined]
        own = Bureau.objects.filter(pk__in=[bureau.pk for bureau in bureaus]).select_related("region")
        self.fields["bureau"].queryset = own  # type: ignore[attr-defined]
        if not bureaus:
            del self.fields["bureau"]

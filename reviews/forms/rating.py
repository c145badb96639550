"""Rating a finished case, and what came of a call-back."""

from django import forms

from reviews.actions.rating import Answer
from reviews.models import CallBack
from reviews.models.ratings import ITEMS, Level


class RatingForm(forms.Form):
    """The five items of a service online, and what the enterprise has to say."""

    comment = forms.CharField(
        label="意见建议", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for item, label in ITEMS.items():
            self.fields[item] = forms.TypedChoiceField(
                label=label,
                choices=Level.choices,
                coerce=int,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                error_messages={"required": "请选择满意程度"},
            )
        self.order_fields([*ITEMS, "comment"])

    def rows(self) -> list[forms.BoundField]:
        """Return the five items."""
        return [self[item] for item in ITEMS]

    def levels(self) -> dict[str, int]:
        """Return the levels by item."""
        return {item: self.cleaned_data[item] for item in ITEMS}


class CallBackForm(forms.ModelForm):
    """What came of a call-back; all of it is needed."""

    class Meta:
        model = CallBack
        fields = Answer._fields
        widgets = {"said": forms.Textarea(attrs={"rows": 3}), "measure": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True
            field.error_messages["required"] = f"请填写{field.label}"

    def _post_clean(self) -> None:
        """Leave the record alone: the action writes it whole."""

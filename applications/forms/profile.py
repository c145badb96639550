"""The forms of the enterprise's profile (企业档案): values without a period, a grid of values by period, titles, accounts."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.bank_accounts import ACCOUNT_RULE, is_account_number, normalise_account_number
from applications.models import BankAccount, ProfileEntry
from applications.profile.catalogue import Item
from applications.profile.standing import Place, Standing
from applications.profile.values import period_text, plain_number

YES_NO = [("", "未填"), ("yes", "是"), ("no", "否")]
LARGEST = Decimal("1e13")


class FigureField(forms.CharField):
    """A figure as it is typed or pasted from Excel: thousands set apart are forgiven, an empty one is None."""

    def to_python(self, value: Any) -> str | None:
        """Return the exact number as text, None where nothing is given."""
        text = (super().to_python(value) or "").replace(",", "").replace("，", "").replace(" ", "")
        if not text:
            return None
        try:
            number = Decimal(text)
        except ArithmeticError:
            raise ValidationError(f"“{value}”不是数字") from None
        if not number.is_finite() or not 0 <= number < LARGEST:
            raise ValidationError(f"“{value}”超出范围（不小于 0）")
        return plain_number(number)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether what is typed differs from what the page showed."""
        return (initial or "") != (data or "")


def field_of(item: Item, period: str = "") -> forms.Field:
    """Return the form field of an item, for a period where it has one."""
    label = f"{period_text(period)}{item.label_with_unit}"
    told: dict[str, Any] = {"label": label, "required": False, "show_hidden_initial": True}
    if item.type == "number":
        cell = {"class": "form-control form-control-sm text-end", "inputmode": "decimal", "autocomplete": "off"}
        return FigureField(widget=forms.TextInput(attrs={**cell, "aria-label": label}), **told)
    told["help_text"] = item.help
    if item.type in ("bool", "choice"):
        choices = YES_NO if item.type == "bool" else [("", "未填"), *item.choices]
        return forms.ChoiceField(choices=choices, widget=forms.Select(attrs={"class": "form-select"}), **told)
    if item.type == "date":
        attrs = {"type": "date", "class": "form-control"}
        return forms.DateField(widget=forms.DateInput(attrs=attrs, format="%Y-%m-%d"), **told)
    return forms.CharField(max_length=500, widget=forms.TextInput(attrs={"class": "form-control"}), **told)


class ProfileForm(forms.Form):
    """Values of the profile as the enterprise declares them; only what was changed on this page is saved."""

    def __init__(self, profile: Standing, places: Iterable[tuple[Item, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {f"{item.key}:{period}": (item, period) for item, period in places}
        for name, (item, period) in self.places.items():
            self.fields[name] = field_of(item, period)
            own = profile.own.get((item.key, period))
            if own:
                self.initial[name] = shown(item, own.value)

    def changes(self) -> dict[Place, Any]:
        """Return the valid values that differ from what the page showed."""
        return {
            (item.key, period): stored(item, self.cleaned_data[name])
            for name, (item, period) in self.places.items()
            if name in self.changed_data and name in self.cleaned_data
        }


def shown(item: Item, value: Any) -> Any:
    """Return a stored value as the form shows it."""
    return ("yes" if value else "no") if item.type == "bool" else value


def stored(item: Item, value: Any) -> Any:
    """Return a cleaned value as the profile stores it, None for nothing."""
    if value in (None, ""):
        return None
    if item.type == "bool":
        return value == "yes"
    return value.isoformat() if item.type == "date" else value


class TitleForm(forms.ModelForm):
    """A title that the enterprise declares (资质荣誉)."""

    class Meta:
        model = ProfileEntry
        fields = ["name", "number", "valid_from", "valid_to"]
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("valid_from", "valid_to")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].required = self.fields["valid_from"].required = True
        self.fields["name"].widget.attrs["list"] = "title-names"

    def clean(self) -> dict[str, Any]:
        """Refuse a validity that ends before it begins."""
        told = super().clean() or {}
        first, last = told.get("valid_from"), told.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "有效期止不得早于有效期起")
        return told


class BankAccountForm(forms.ModelForm):
    """A bank account of the enterprise (收款账户)."""

    class Meta:
        model = BankAccount
        fields = ["account_name", "bank_name", "number"]
        help_texts = {
            "account_name": "与营业执照上的企业名称一致",
            "bank_name": "写到支行",
            "number": "对公账号，只填数字",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].validators = []

    def clean_number(self) -> str:
        """Forgive spaces, hyphens and full-width digits; refuse anything but 8 to 32 digits."""
        number = normalise_account_number(self.cleaned_data["number"])
        if not is_account_number(number):
            raise ValidationError(ACCOUNT_RULE)
        return number

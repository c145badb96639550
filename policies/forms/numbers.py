"""Numbers as people type them; also what the claim form is made of."""

from typing import Any

from django import forms

from policies.engine import FactDef

MOST_DIGITS, DECIMALS = 20, 6
TOO_LONG = f"数字太大，最多 {MOST_DIGITS - DECIMALS} 位整数、{DECIMALS} 位小数"
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－　", "0123456789.,- ")


class NumberField(forms.DecimalField):
    """A number that may be typed full-width, with thousands separators and blanks."""

    def to_python(self, value: Any) -> Any:
        """Return the number; raise ValidationError in words for anything else."""
        if isinstance(value, str):
            value = value.translate(FULL_WIDTH).replace(",", "").replace(" ", "")
        return super().to_python(value)


def number_field(fact: FactDef, css_class: str, **options: Any) -> NumberField:
    """Return the field for a number that a pack asks for, with its bound and the words for what is wrong."""
    attrs = {"class": css_class, "inputmode": "decimal", "autocomplete": "off"}
    messages = {
        "invalid": "请填写数字",
        "min_value": f"不能小于 {fact.min}",
        "max_digits": TOO_LONG,
        "max_whole_digits": TOO_LONG,
        "max_decimal_places": f"最多 {DECIMALS} 位小数",
        **options.pop("error_messages", {}),
    }
    return NumberField(
        min_value=fact.min,
        max_digits=MOST_DIGITS,
        decimal_places=DECIMALS,
        widget=forms.TextInput(attrs=attrs),
        error_messages=messages,
        **options,
    )

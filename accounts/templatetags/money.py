from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def yuan(amount: Decimal | str | None) -> str:
    """Show an amount of 元 with thousands and two decimals; nothing for None."""
    return "" if amount in (None, "") else f"{Decimal(amount):,.2f}"


@register.filter
def wan(amount: Decimal | str | None) -> str:
    """Show an amount of 元 in 万元 with two decimals, four or six where the amount needs them; nothing for None."""
    if amount in (None, ""):
        return ""
    value = (Decimal(amount) / 10000).normalize()
    places = max(2, -int(value.as_tuple().exponent))
    return f"{value:,.{places}f}"

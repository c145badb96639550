from decimal import Decimal

import pytest

from accounts.templatetags.money import wan, yuan


@pytest.mark.parametrize(
    "amount, shown",
    [
        (Decimal("125000"), "125,000.00"),
        (Decimal("0"), "0.00"),
        ("1234567.8", "1,234,567.80"),
        (Decimal("-20.5"), "-20.50"),
        (None, ""),
        ("", ""),
    ],
)
def test_yuan_has_thousands_and_two_decimals(amount, shown):
    assert yuan(amount) == shown


@pytest.mark.parametrize(
    "amount, shown",
    [
        (Decimal("125000"), "12.50"),
        (Decimal("100000"), "10.00"),
        (Decimal("0"), "0.00"),
        (Decimal("123456.78"), "12.345678"),
        (Decimal("123450"), "12.345"),
        (Decimal("12345678900"), "1,234,567.89"),
        ("200000.00", "20.00"),
        (None, ""),
    ],
)
def test_wan_never_rounds_an_amount_away(amount, shown):
    assert wan(amount) == shown

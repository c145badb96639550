"""The one rule for the number of a bank account (银行账号); corporate accounts carry no check digit."""

import unicodedata

ACCOUNT_RULE = "银行账号应为 8 至 32 位数字"


def normalise_account_number(text: str) -> str:
    """Return an account number half-width, without blanks and hyphens."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "")


def is_account_number(number: str) -> bool:
    """Tell whether a normalised number may be an account's: 8 to 32 digits, both included."""
    return number.isascii() and number.isdigit() and 8 <= len(number) <= 32

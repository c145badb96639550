"""What the public may read: never a person's number, phone or account, and no sole trader's (个体工商户) full name.

Source: 个人信息保护法 and the practice of published lists (identity numbers, phones, accounts, home addresses stay out).
"""

import re

from accounts.models import Enterprise

SOLE_TRADER = "92"
MASKS = (
    (re.compile(r"(?<![0-9A-Za-z])(\d{3})\d{11}(\d{3}[\dXx])(?![0-9A-Za-z])"), r"\1***********\2"),  # identity number
    (re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)"), r"\1****\2"),  # mobile phone
    (re.compile(r"(?<!\d)\d{12,26}(\d{4})(?!\d)"), r"****\1"),  # bank account
)


def masked(text: str) -> str:
    """Return text with identity numbers, mobile phones and bank accounts made unreadable."""
    for pattern, replacement in MASKS:
        text = pattern.sub(replacement, text)
    return text


def public_name(enterprise: Enterprise) -> str:
    """Return the name to publish: an enterprise's in full, a sole trader's with the middle left out."""
    name = enterprise.name
    if not enterprise.uscc.startswith(SOLE_TRADER):
        return masked(name)
    return f"{name[:3]}***{name[-2:]}" if len(name) > 5 else f"{name[:1]}***"

"""What the public may read: never a person's number, phone or account, and no sole trader's (个体工商户) full name.

Source: 个人信息保护法 and the practice of published lists (identity numbers, phones, accounts, home addresses stay out).
"""

import re

from accounts.models import Enterprise

SOLE_TRADER = "92"
FULL_WIDTH = {
    ord(full): chr(ord(full) - 0xFEE0)
    for full in "０１２３４５６７８９ＸｘＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＴＵＷＹ＠－＋"
}
MASKS = (
    # A sole trader's code: it leads to a person.
    (re.compile(r"(?<![0-9A-Za-z])92\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])"), "92****************"),
    # Identity numbers of 18 places, also in groups, and of 15.
    (
        re.compile(r"(?<![0-9A-Za-z])(\d{3})\d{3}[ -]?\d{8}[ -]?(\d{3}[\dXx])(?![0-9A-Za-z])"),
        r"\1***********\2",
    ),
    (
        re.compile(r"(?<![0-9A-Za-z])([1-6]\d{2})\d{5}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d(\d{2})(?![0-9A-Za-z])"),
        r"\1**********\2",
    ),
    # Mobile phones, also in groups or with the country's code.
    (re.compile(r"(?<!\d)(?:(?:\+|00)?86[ -]?)?(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)"), r"\1****\2"),
    # Bank accounts, also in groups of four.
    (re.compile(r"(?<!\d)\d{12,26}(\d{4})(?!\d)"), r"****\1"),
    (re.compile(r"(?<!\d)\d{4}(?:[ -]\d{4}){2,5}[ -](\d{1,4})(?!\d)"), r"****\1"),
    (re.compile(r"([A-Za-z0-9])[A-Za-z0-9._%+-]*(@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"), r"\1***\2"),
)
# The place at the head of a shop's name, and the words at its end that say what kind of shop it is.
PLACE = re.compile(r"^(?:[一-龥]{2,6}?(?:省|市|县|区|示范区|开发区|镇|乡|街道))+")
TRADES = re.compile(
    r"(?:经营部|服务部|门市部|工作室|家庭农场|小吃店|饭店|酒店|商店|超市|药店|书店|商行|餐馆|面馆|诊所|美容院|理发店|养殖场|加工厂|维修部|中心"
    r"|[店馆坊厂部行铺社屋吧站场园摊])$"
)


def masked(text: str) -> str:
    """Return text with identity numbers, mobile phones, mail addresses, bank accounts and sole traders' codes unreadable.

    Full-width figures are found as well, and come out in ordinary ones.
    """
    text = text.translate(FULL_WIDTH)
    for pattern, replacement in MASKS:
        text = pattern.sub(replacement, text)
    return text


def public_name(enterprise: Enterprise) -> str:
    """Return the name to publish: an enterprise's in full; of a sole trader's the place and the kind of shop.

    Between them often stands a person's name: nothing of it is shown but, where no place is named, the first character.
    """
    name = masked(enterprise.name)
    if not enterprise.uscc.startswith(SOLE_TRADER):
        return name
    found = PLACE.match(name)
    kind = TRADES.search(name)
    trade = kind.group() if kind else ""
    place = found.group() if found and len(found.group()) + len(trade) < len(name) else ""
    shown = place or ("" if len(name) - len(trade) < 2 else name[:1])
    return f"{shown}***{trade}"

"""The cells of a notice: from a determination to the masked texts that the public reads."""

from typing import Any, NamedTuple

from accounts.templatetags.money import wan
from policies.engine.model import Pack
from publicity.masking import masked, public_name
from reviews.models import Determination

AMOUNTS = {"approved_wan": "万元", "approved_yuan": "元"}
DEFAULT_COLUMNS = (
    ("序号", "index"),
    ("企业名称", "enterprise.name"),
    ("所属区划", "region.name"),
    ("政策事项", "policy.title"),
    ("拟支持金额（万元）", "approved_wan"),
)


def columns_of(pack: Pack) -> list[dict[str, str]]:
    """Return the columns that the policy's document prescribes, else the usual five."""
    prescribed = pack.publicity.columns if pack.publicity else ()
    columns = prescribed or DEFAULT_COLUMNS
    if not pack.amount_lines:  # a title instead of money
        columns = tuple((title, source) for title, source in columns if source not in AMOUNTS)
    return [{"title": title, "source": source} for title, source in columns]


def amount_unit_of(pack: Pack) -> str:
    """Return the unit (单位) that stands above the list: the document's own, else that of the amount column."""
    if pack.publicity and pack.publicity.amount_unit:
        return pack.publicity.amount_unit
    return next((AMOUNTS[column["source"]] for column in columns_of(pack) if column["source"] in AMOUNTS), "")


def cells_of(determination: Determination, columns: list[dict[str, str]], position: int) -> list[str]:
    """Return the public cells of one line; sources that are personal (account, contact) are never shown."""
    return [cell(determination, column["source"], position) for column in columns]


def cell(determination: Determination, source: str, position: int) -> str:
    """Return one public cell; the empty text for a source that is not public or not known."""
    application = determination.application
    kind, _, name = source.partition(".")
    if kind == "fact":
        own, shown = application.enterprise.name, public_name(application.enterprise)
        return masked(fact_text(determination.facts, name).replace(own, shown))
    known = {
        "index": lambda: str(position),
        "enterprise.name": lambda: public_name(application.enterprise),
        "enterprise.uscc": lambda: "" if application.enterprise.uscc.startswith("92") else application.enterprise.uscc,
        "region.name": lambda: application.region.full_name,
        "policy.title": lambda: application.round.policy.title,
        "approved_wan": lambda: wan(determination.approved_yuan).replace(",", ""),
        "approved_yuan": lambda: f"{determination.approved_yuan:.2f}",
    }
    return known[source]() if source in known else ""


def fact_text(facts: list[dict[str, Any]], name: str) -> str:
    """Return one fact of a determination in the words that the case page shows; empty where it was not given."""
    return next((str(fact["text"]) for fact in facts if fact["name"] == name), "")


class SheetCell(NamedTuple):
    """One cell of the printed list: its column's title, its text, whether it is an amount."""

    title: str
    text: str
    is_amount: bool


def sheet_cells(columns: list[dict[str, str]], cells: list[str]) -> list[SheetCell]:
    """Return a row's cells with what the page needs to lay them out."""
    return [
        SheetCell(column["title"], text, column["source"] in AMOUNTS)
        for column, text in zip(columns, cells, strict=True)
    ]

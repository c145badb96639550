"""The bank's files: the batch sent out (批量代发) and the receipt that comes back; their layouts are data (bank_layouts/)."""

import csv
from collections.abc import Callable, Iterable
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
import yaml
from django.core.exceptions import ValidationError

from applications.profile.reading import rows_of
from disbursements.models import Payment, PaymentBatch

FOLDER = Path(__file__).parent / "bank_layouts"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
TYPES = {
    "csv": "text/csv; charset=gb18030",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
RESULT_NAMES = {"paid": "成功", "failed": "失败", "returned": "退汇"}


class Layout(NamedTuple):
    """One layout of the file sent out (代发文件版式): its columns as (title, source)."""

    key: str
    title: str
    format: str
    encoding: str
    columns: list[tuple[str, str]]


class ReceiptLine(NamedTuple):
    """One line of a bank receipt (银行回单): its line number in the file and what it says; the amount may be left out."""

    number: int
    key: str
    result: str
    reason: str
    amount: str = ""


class ReceiptUnreadable(Exception):
    """The file is no bank receipt in a known layout; the text is for the reader."""


@cache
def layouts() -> dict[str, Layout]:
    """Return the layouts of the file sent out by key, that of most banks first."""
    found = [yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8")) for name in ("common", "workbook")]
    return {
        each["key"]: Layout(
            each["key"],
            each["title"],
            each["format"],
            each.get("encoding", ""),
            [(column["title"], column["source"]) for column in each["columns"]],
        )
        for each in found
    }


@cache
def receipt_words() -> dict[str, dict[str, list[str]]]:
    """Return what the banks call the columns and the results of a receipt."""
    words: dict[str, dict[str, list[str]]] = yaml.safe_load((FOLDER / "receipt.yaml").read_text("utf-8"))
    return words


def result_of(word: str) -> str:
    """Return what a receipt's word for the result means: paid, failed or returned; empty where it is unknown."""
    return next((result for result, words in receipt_words()["results"].items() if word in words), "")


def plain_text(text: str) -> str:
    """Return text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


CELLS: dict[str, Callable[[Payment, str, int], str]] = {
    "index": lambda line, purpose, number: str(number),
    "bank_account": lambda line, purpose, number: line.bank_account,
    "account_name": lambda line, purpose, number: plain_text(line.account_name),
    "bank_name": lambda line, purpose, number: plain_text(line.bank_name),
    "amount": lambda line, purpose, number: f"{line.amount_yuan:.2f}",
    "purpose": lambda line, purpose, number: purpose,
    "key": lambda line, purpose, number: line.idempotency_key,
}


def write_batch(batch: PaymentBatch, lines: Iterable[Payment], layout: Layout | None = None) -> bytes:
    """Return the released lines of a batch as the bank's file; every cell is text, none a formula."""
    used = layout or layouts()["common"]
    purpose = plain_text(f"{batch.round.policy}{batch.round.name}"[:60])
    rows = [[title for title, _ in used.columns]]
    for number, line in enumerate(lines, start=1):
        rows.append([CELLS[source](line, purpose, number) for _, source in used.columns])
    return _workbook(rows) if used.format == "xlsx" else _csv(rows, used.encoding)


def _csv(rows: list[list[str]], encoding: str) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def _workbook(rows: list[list[str]]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet, as_text = book.add_worksheet("代发"), book.add_format({"num_format": "@"})
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(at, place, cell, as_text)
        sheet.autofit()
    return buffer.getvalue()


def read_receipt(content: bytes) -> list[ReceiptLine]:
    """Return the lines of a bank receipt, Excel or CSV in UTF-8 or GB18030; blank lines are left out.

    Raises ReceiptUnreadable where it is none.
    """
    try:
        rows = [[_text(cell) for cell in row] for row in rows_of(content)]
    except ValidationError as error:
        raise ReceiptUnreadable("；".join(error.messages)) from error
    header = rows[0] if rows else []
    names = receipt_words()["columns"]
    places = {key: next((header.index(word) for word in words if word in header), None) for key, words in names.items()}
    if places["key"] is None or places["result"] is None:
        raise ReceiptUnreadable("首行应为表头，至少有：业务流水号、结果")
    lines = []
    for number, row in enumerate(rows[1:], start=2):
        if any(row):
            cells = {key: row[place] if place is not None and place < len(row) else "" for key, place in places.items()}
            lines.append(ReceiptLine(number, **cells))
    return lines


def _text(cell: Any) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.2f}"
    return str(cell).strip().removeprefix("'")

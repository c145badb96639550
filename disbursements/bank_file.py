"""The bank's files: the batch sent out (批量代发) and the receipt that comes back, one module per bank layout.

This is the layout that most banks' enterprise portals take: CSV in GB18030, one line a transfer.
"""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import NamedTuple

from disbursements.models import Payment, PaymentBatch

ENCODING = "gb18030"
HEADER = ("序号", "收款账号", "收款户名", "收款行", "金额(元)", "用途", "业务流水号")
RECEIPT_HEADER = ("业务流水号", "结果", "原因")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
PAID_WORDS, FAILED_WORDS = ("成功", "已入账"), ("失败", "退汇")


class ReceiptLine(NamedTuple):
    """One line of a bank receipt (银行回单): its line number in the file and what it says."""

    number: int
    key: str
    result: str
    reason: str


class ReceiptUnreadable(Exception):
    """The file is no bank receipt in this layout; the text is for the reader."""


def plain_text(text: str) -> str:
    """Return text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_batch(batch: PaymentBatch, lines: Iterable[Payment]) -> bytes:
    """Return the released lines of a batch as the bank's file."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    purpose = plain_text(f"{batch.round.policy}{batch.round.name}"[:60])
    for number, line in enumerate(lines, start=1):
        writer.writerow(
            [
                number,
                line.bank_account,
                plain_text(line.account_name),
                plain_text(line.bank_name),
                f"{line.amount_yuan:.2f}",
                purpose,
                line.idempotency_key,
            ]
        )
    return text.getvalue().encode(ENCODING)


def read_receipt(content: bytes) -> list[ReceiptLine]:
    """Return the lines of a bank receipt in UTF-8 or GB18030; blank lines are left out. Raises ReceiptUnreadable."""
    try:
        rows = list(csv.reader(StringIO(_decoded(content), newline="")))
    except csv.Error as error:
        raise ReceiptUnreadable("文件不是可读的 CSV，请由网银重新导出") from error
    header = [cell.strip() for cell in rows[0]] if rows else []
    if not set(RECEIPT_HEADER[:2]) <= set(header):
        raise ReceiptUnreadable(f"首行应为表头：{'、'.join(RECEIPT_HEADER)}")
    places = [header.index(name) if name in header else None for name in RECEIPT_HEADER]
    lines = []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            cells = [row[place].strip() if place is not None and place < len(row) else "" for place in places]
            lines.append(ReceiptLine(number, *cells))
    return lines


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", ENCODING):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ReceiptUnreadable("无法识别文件编码，请另存为 CSV（UTF-8 或 GB18030）")

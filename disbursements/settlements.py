"""What the levels owe each other (上下级结算): of every case that a fund paid, the shares that others carry."""

from collections import defaultdict
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter
from django.db.models import Prefetch

from accounts.models import Region
from applications.models import Application
from applications.stages import share_region
from disbursements.models import Fund, Payment, ShareRemittance
from reviews.determinations import split

UNREAD = ("facts", "documents", "decision", "reviews")
HEAD = (
    "序号",
    "承担地区",
    "办件编号",
    "企业",
    "政策与申报批次",
    "拨付金额（元）",
    "分担比例（%）",
    "应承担（元）",
    "已上缴（元）",
    "待结算（元）",
    "依据",
)
WIDTHS = (6, 16, 18, 28, 34, 16, 12, 16, 16, 16, 34)


class SettlementLine(NamedTuple):
    """One share of one paid case: who carries it, how much of it came in already, by which clause; amounts in 元."""

    region: Region
    application: Application
    paid_yuan: Decimal
    pct: str
    share_yuan: Decimal
    remitted_yuan: Decimal
    clause: str

    @property
    def due_yuan(self) -> Decimal:
        """Return what is still to be settled (待结算)."""
        return self.share_yuan - self.remitted_yuan


class SettlementSum(NamedTuple):
    """What one region carries of what a fund paid, in 元."""

    region: Region
    cases: int
    share_yuan: Decimal
    remitted_yuan: Decimal
    due_yuan: Decimal


def settlement_lines(fund: Fund) -> list[SettlementLine]:
    """Return the shares that other regions carry of what the fund paid, by region and case; two queries."""
    live = ShareRemittance.objects.filter(voided_at__isnull=True, is_late=False)
    paid = Payment.objects.filter(batch__fund=fund, state=Payment.State.PAID).select_related(
        "determination", "application__enterprise", "application__round__policy", "application__region__parent__parent"
    )
    found = []
    heavy = [f"determination__{name}" for name in UNREAD]
    for each in paid.defer(*heavy).prefetch_related(Prefetch("application__remittances", live, to_attr="remitted")):
        came = {row.level: row.amount_yuan for row in vars(each.application)["remitted"]}
        for share in split(each.amount_yuan, each.determination.shares):
            region = share_region(each.application, share["level"])
            if region is None or region == fund.region:
                continue
            amounts = (Decimal(share["amount_yuan"]), came.get(share["level"], Decimal("0.00")))
            found.append(
                SettlementLine(
                    region, each.application, each.amount_yuan, str(share["pct"]), *amounts, share.get("clause", "")
                )
            )
    return sorted(found, key=lambda line: (line.region.order, line.region.pk, line.application.number))


def sums_by_region(lines: list[SettlementLine]) -> list[SettlementSum]:
    """Return the lines summed by region, in their order."""
    grouped: dict[Region, list[SettlementLine]] = defaultdict(list)
    for line in lines:
        grouped[line.region].append(line)
    return [
        SettlementSum(
            region,
            len({line.application.pk for line in own}),
            sum((line.share_yuan for line in own), Decimal(0)),
            sum((line.remitted_yuan for line in own), Decimal(0)),
            sum((line.due_yuan for line in own), Decimal(0)),
        )
        for region, own in grouped.items()
    ]


def settlement_sheet(fund: Fund, lines: list[SettlementLine]) -> bytes:
    """Return the settlement as Excel: A4 landscape, repeated head, a total; codes as text, no cell a formula."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("结算表")
        line = {"border": 1, "valign": "vcenter"}
        text, bold = book.add_format({**line, "num_format": "@"}), book.add_format({**line, "bold": True})
        money = book.add_format({**line, "num_format": "#,##0.00"})
        sheet.merge_range(
            0, 0, 0, len(HEAD) - 1, f"{fund} 上下级结算表", book.add_format({"bold": True, "align": "center"})
        )
        for place, (title, width) in enumerate(zip(HEAD, WIDTHS, strict=True)):
            sheet.write_string(1, place, title, bold)
            sheet.set_column(place, place, width)
        for row, each in enumerate(lines, start=2):
            _write_line(sheet, row, each, text, money)
        last = len(lines) + 2
        sheet.write_string(last, 1, "合计", bold)
        for place, name in ((7, "share_yuan"), (8, "remitted_yuan"), (9, "due_yuan")):
            sheet.write_number(last, place, float(sum(getattr(each, name) for each in lines)), money)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
    return buffer.getvalue()


def _write_line(sheet: Any, row: int, each: SettlementLine, text: Any, money: Any) -> None:
    case = each.application
    said = (each.region.full_name, case.number, str(case.enterprise), str(case.round))
    sheet.write_number(row, 0, row - 1, text)
    for place, cell in enumerate(said, start=1):
        sheet.write_string(row, place, cell, text)
    sheet.write_number(row, 5, float(each.paid_yuan), money)
    sheet.write_string(row, 6, each.pct, text)
    for place, amount in enumerate((each.share_yuan, each.remitted_yuan, each.due_yuan), start=7):
        sheet.write_number(row, place, float(amount), money)
    sheet.write_string(row, 10, each.clause, text)

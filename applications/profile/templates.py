"""The template of a register as Excel (归集模板): the header, an example line, and what each column wants."""

import io

import xlsxwriter

from applications.profile.registers import Column, Register

WANTED = {
    "uscc": "18 位统一社会信用代码",
    "text": "文字",
    "number": "数字，不小于 0",
    "date": "日期，如 2025-03-01",
    "year": "年份，如 2025",
    "month": "月份，如 2025-03",
}


def template_of(register: Register) -> bytes:
    """Return the register's template as a workbook: 数据 to be filled in, 填写说明 to be read."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    head, text = book.add_format({"bold": True, "bg_color": "#eef1f6"}), book.add_format({"num_format": "@"})
    sheet, notes = book.add_worksheet("数据"), book.add_worksheet("填写说明")
    for place, column in enumerate(register.columns):
        is_text = column.type != "number"
        sheet.set_column(place, place, max(14, len(column.label) * 2 + 2), text if is_text else None)
        sheet.write_string(0, place, column.label, head)
        notes.write_row(
            place + 1, 0, [column.label, wanted(column), "必填" if column.required else "选填", column.help]
        )
        if column.choices:
            sheet.data_validation(1, place, 20_000, place, {"validate": "list", "source": list(column.choices)})
    notes.write_row(0, 0, ["列", "要求", "必填", "说明"], head)
    notes.write_string(len(register.columns) + 2, 0, f"{register.label}（{register.holder}）：{register.help}")
    notes.set_column(0, 0, 24)
    notes.set_column(1, 1, 60)
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def wanted(column: Column) -> str:
    """Return what the column wants in words, with an example."""
    if column.choices:
        return f"从下列选一：{'、'.join(column.choices)}"
    return f"{WANTED[column.type]}；例：{column.example}" if column.example else WANTED[column.type]

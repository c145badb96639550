"""What the claim form tells under a fact (填报提示): where its value came from, and what a register says instead."""

from applications.models import Application, CaseFact
from applications.profile.differences import differences_of


def fact_notes(application: Application) -> dict[str, str]:
    """Return a sentence by fact for those that were prefilled or differ from a register; a hint, never an error."""
    rows = list(application.fact_rows.all())
    notes = {row.name: f"来源：{words_of(row)}。" for row in rows if row.origin}
    for each in differences_of(application, {row.name: row.value for row in rows}):
        told = f"{each.label}：部门登记为 {each.register}（{each.source}），与填报的 {each.declared} 不一致，请核对。"
        notes[each.name] = f"{notes.get(each.name, '')}{told}"
    return notes


def words_of(row: CaseFact) -> str:
    """Return where a value came from; an earlier case is named once, by its own words."""
    if row.source == row.Source.EARLIER_CASE:
        return row.origin
    return f"{row.get_source_display()}，{row.origin}"

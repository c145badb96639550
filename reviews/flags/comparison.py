"""Two cases side by side (比对): what a flag compares, as far as the reader may read the other case."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from applications.models import Application
from reviews.flags.found import bureau_of
from reviews.models import Flag

UNREADABLE = "不在您的查阅范围内"


@dataclass
class Line:
    """One line of the comparison; `is_match` where both sides say the same."""

    label: str
    here: str
    there: str
    is_match: bool = False


def comparison(flag: Flag, is_readable: bool) -> list[Line]:
    """Return the flag's case beside the other one; who may not read that sees its policy, bureau and matching value only."""
    is_readable = is_readable or flag.other is None  # a register is nobody's case
    compared = [
        Line(row["label"], row["here"], row["there"] if is_readable or row["here"] == row["there"] else UNREADABLE,
             row["here"] == row["there"])
        for row in flag.evidence.get("rows", [])
    ]  # fmt: skip
    if flag.other is None:
        return compared
    here, there = told(flag.application), told(flag.other)
    open_to_all = ("政策", "办理部门")
    lines = [
        Line(label, here[label], there[label] if is_readable or label in open_to_all else UNREADABLE) for label in here
    ]
    return [*lines[:2], *compared, *lines[2:]]


def told(application: Application) -> dict[str, str]:
    """Return what the comparison says of one case, by label; what may be read by everybody comes first."""
    source = application.version.pack.source
    filed = timezone.localdate(application.submitted_at) if application.submitted_at else None
    return {
        "政策": application.round.policy.title,
        "办理部门": bureau_of(application),
        "企业": application.enterprise.name,
        "办件编号": application.number,
        "批次": application.round.name,
        "状态": application.get_status_display(),
        "申报日期": f"{filed:%Y-%m-%d}" if filed else "",
        "测算金额": money(application.estimated_yuan),
        "核定金额": money(application.approved_yuan),
        "政策依据": f"{source.get('document', '')}（{source.get('number', '')}）{source.get('articles', '')}",
    }


def money(amount: Decimal | None) -> str:
    """Return an amount in 元, or that there is none."""
    return "未定" if amount is None else f"{amount:,.2f} 元"

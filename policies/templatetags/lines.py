from collections.abc import Iterable

from django import template

from policies.wording import LINES

register = template.Library()


@register.filter
def line_names(lines: Iterable[str]) -> str:
    """Show bureau lines (条线) by name: 工信、财政."""
    return "、".join(LINES.get(line, line) for line in lines)

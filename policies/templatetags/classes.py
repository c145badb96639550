from collections.abc import Iterable

from django import template

from policies.classes import APPLICANTS, INDUSTRIES, SIZES

register = template.Library()


@register.filter
def applicant_names(values: Iterable[str]) -> str:
    """Show kinds of applicants by name: 企业、个体工商户."""
    return "、".join(APPLICANTS.get(value, value) for value in values)


@register.filter
def industry_names(values: Iterable[str]) -> str:
    """Show industries by name."""
    return "、".join(INDUSTRIES.get(value, value) for value in values)


@register.filter
def size_names(values: Iterable[str]) -> str:
    """Show sizes by name."""
    return "、".join(SIZES.get(value, value) for value in values)

"""The one line of filters above the work desk."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from reviews.models import Flag, ReviewTask

WAN = Decimal(10_000)
SORTS = {
    "due": ("due_on", "opened_at"),
    "opened": ("opened_at",),
    "-opened": ("-opened_at",),
    "amount": ("application__estimated_yuan",),
    "-amount": ("-application__estimated_yuan",),
    "enterprise": ("application__enterprise__name",),
    "-enterprise": ("-application__enterprise__name",),
    "policy": ("application__round__policy__title", "due_on"),
    "county": ("application__region__order", "due_on"),
}
DUE = [("late", "已超时"), ("today", "今天到期"), ("3", "三天内"), ("7", "七天内"), ("none", "无时限")]
PLACES = ("policy", "round", "county")


class TaskFilter(django_filters.FilterSet):
    """Policy, round, county, amount in 万元 from–to (both inclusive), due, a word; sorted the same way on every page."""

    q = django_filters.CharFilter(label="企业或编号", method="by_word", max_length=60)
    policy = django_filters.ChoiceFilter(label="政策", field_name="application__round__policy__code")
    round = django_filters.ChoiceFilter(label="批次", field_name="application__round_id")
    county = django_filters.ChoiceFilter(label="区划", field_name="application__region_id")
    amount_from = django_filters.NumberFilter(label="金额（万元）从", method="by_amount", min_value=0, max_value=10**8)
    amount_to = django_filters.NumberFilter(label="金额（万元）到", method="by_amount", min_value=0, max_value=10**8)
    flags = django_filters.ChoiceFilter(label="疑点", choices=[("yes", "有疑点"), ("no", "无疑点")], method="by_flags")
    due = django_filters.ChoiceFilter(label="时限", choices=DUE, method="by_due")
    sort = django_filters.ChoiceFilter(
        choices=[(key, key) for key in SORTS], method="by_sort", widget=forms.HiddenInput
    )

    class Meta:
        model = ReviewTask
        fields: list[str] = []

    def __init__(self, *args, today: date, places: list[tuple] | None = None, **kwargs) -> None:
        """`places` are the rows that `places_of` gave; without them any value that the address names is taken."""
        super().__init__(*args, **kwargs)
        self.today = today
        for position, name in enumerate(PLACES):
            found = {(str(row[2 * position]), row[2 * position + 1]) for row in places or []}
            given = self.data.get(name) if self.data and places is None else None
            if given and (name == "policy" or given.isdecimal()):
                found.add((given, given))
            self.filters[name].extra["choices"] = sorted(found, key=lambda choice: choice[1])
            self.filters[name].extra["empty_label"] = f"全部{self.filters[name].label}"
        self.filters["due"].extra["empty_label"] = "全部时限"
        self.filters["flags"].extra["empty_label"] = "疑点不限"

    def by_word(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the enterprises whose name holds the word, or the case of that number."""
        return rows.filter(Q(application__enterprise__name__contains=value) | Q(application__number__iexact=value))

    def by_amount(self, rows: QuerySet, name: str, value: Decimal) -> QuerySet:
        """Keep the cases whose reckoned amount is at least, or at most, so many 万元."""
        compare = "gte" if name == "amount_from" else "lte"
        return rows.filter(**{f"application__estimated_yuan__{compare}": value * WAN})

    def by_flags(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the cases with, or without, a flag that is not settled yet (待处理疑点)."""
        flags = Exists(Flag.objects.filter(application=OuterRef("application"), state=Flag.State.OPEN))
        return rows.filter(flags) if value == "yes" else rows.exclude(flags)

    def by_due(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the tasks whose last day is over, near, or not set; days are calendar days, today included."""
        if value == "none":
            return rows.filter(due_on__isnull=True)
        if value == "late":
            return rows.filter(due_on__lt=self.today)
        last = self.today if value == "today" else self.today + timedelta(days=int(value) - 1)
        return rows.filter(due_on__gte=self.today, due_on__lte=last)

    def by_sort(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Sort; equal rows stand in the order of their arrival, so that no page repeats or leaves out a row."""
        return rows.order_by(*SORTS[value], "pk")


def places_of(rows: QuerySet[ReviewTask]) -> list[Any]:
    """Return the distinct (policy code, title, round id, name, region id, name) of the rows, for the filter's choices."""
    names = (
        "application__round__policy__code",
        "application__round__policy__title",
        "application__round_id",
        "application__round__name",
        "application__region_id",
        "application__region__name",
    )
    return list(rows.order_by().values_list(*names).distinct())

"""The way through the queue: which case comes before and after this one, by the tab and filters it was opened from."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from accounts.access import RoleRequest
from reviews.filters import TaskFilter
from reviews.tabs import TABS, Rows, tabs_of

KEPT = ("tab", "q", "policy", "round", "county", "amount_from", "amount_to", "flags", "due", "sort")
LONGEST = 5000


@dataclass(frozen=True)
class Trail:
    """Where a case stands in the queue it was opened from: its place from 1, and the neighbours' numbers or empty."""

    query: str
    place: int
    total: int
    before: str
    after: str

    @property
    def suffix(self) -> str:
        """Return what is added to a case's address to stay on the way."""
        return "?" + urlencode({"from": self.query})

    @property
    def desk_url(self) -> str:
        """Return the desk with the same tab and filters."""
        return f"{reverse('review_queue')}?{self.query}"

    @property
    def next_url(self) -> str:
        """Return the page that follows: the next case, the one before at the end, else the desk."""
        number = self.after or self.before
        return reverse("case_detail", args=[number]) + self.suffix if number else self.desk_url


def kept_query(given: QueryDict) -> str:
    """Return the tab and filters of an address, in one fixed order, without what is empty or not ours."""
    return urlencode([(name, given[name]) for name in KEPT if given.get(name)])[:500]


def tab_rows(request: RoleRequest, given: QueryDict) -> Rows:
    """Return the filtered and sorted rows that an address of the desk names; unknown filters leave out nothing."""
    tab = TABS.get(given.get("tab", ""), TABS["mine"])
    if tab not in tabs_of(request.user, request.today):
        tab = TABS["mine"]
    return TaskFilter(given, tab.rows(request.user, request.now), today=request.today).qs


def trail_of(request: RoleRequest, number: str) -> Trail | None:
    """Return where the case stands in the queue that the address names (`from`); None where it names none."""
    if "from" not in request.GET:
        return None
    given = QueryDict(request.GET["from"])
    found = tab_rows(request, given).values_list("application__number", flat=True)[:LONGEST]
    numbers = list(dict.fromkeys(found))
    if number not in numbers:
        return Trail(kept_query(given), 0, len(numbers), "", numbers[0] if numbers else "")
    at = numbers.index(number)
    before, after = numbers[at - 1] if at else "", numbers[at + 1] if at + 1 < len(numbers) else ""
    return Trail(kept_query(given), at + 1, len(numbers), before, after)

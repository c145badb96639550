"""Policies of the real catalogue, and rounds to apply in."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import import_module

from django.apps import apps

from accounts.models import Role, User
from accounts.tests.factories import official, region
from policies.actions import Settlement, make_ruling, release
from policies.engine import Pack
from policies.models import ApplicationRound, CalendarYear, Policy, PolicyVersion, Ruling
from policies.packs import pack_files, read_pack, self_contained, shared_parts

FULL_PRODUCTION = "henan-full-production-reward"
PATENT_GRANT = "zhumadian-invention-patent-grant"
RD_EXPENSE = "anyang-rd-expense-subsidy"
RELEASED_AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def policy_version(code: str = FULL_PRODUCTION) -> PolicyVersion:
    """The version of a real pack of the catalogue, released where it was not yet."""
    if found := PolicyVersion.objects.filter(policy__code=code).order_by("-number").first():
        return found
    text, pack = pack_of(code)
    region(pack.region)
    return release(pack, text, RELEASED_AT).version


@cache
def pack_of(code: str) -> tuple[str, Pack]:
    """The text and the compiled pack of the catalogue, read once per test process."""
    path = next(path for path in pack_files() if path.stem == code)
    pack = read_pack(path, shared_parts())
    return self_contained(pack, path.read_text(encoding="utf-8")), pack


def ruling(
    code: str = RD_EXPENSE, point: str = "above-scale", reading: str = "accepted", *, by: User | None = None, **fields
) -> Ruling:
    """A ruling in force from the first day of 2026, by the chief of the deciding bureau."""
    version = policy_version(code)
    line = version.policy.owner_lines[0]
    by = by or official(Role.CHIEF, line, version.policy.region.slug)
    settled = {"reason": "政策导语不限制申报对象", "effective_from": date(2026, 1, 1), **fields}
    at = settled.pop("at", RELEASED_AT + timedelta(days=50))
    return make_ruling(version.policy, version.pack, Settlement(point, reading, **settled), by, at)


def policy(code: str = FULL_PRODUCTION) -> Policy:
    return policy_version(code).policy


def application_round(code: str = FULL_PRODUCTION, **fields) -> ApplicationRound:
    """A round open for the whole of 2026 unless the test says otherwise; the same one when asked twice."""
    version = policy_version(code)
    fields = {"opens_on": date(2026, 1, 1), "closes_on": date(2026, 12, 31), **fields}
    name = fields.pop("name", "2026年度")
    return ApplicationRound.objects.get_or_create(
        policy=version.policy, name=name, defaults={"version": version, **fields}
    )[0]


def seed_calendar() -> None:
    """Put the calendar of the migrations back where a test with real transactions emptied the table."""
    if not CalendarYear.objects.exists():
        import_module("policies.migrations.0002_calendar").seed(apps, None)

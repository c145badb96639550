"""The special funds of the demo world: one per paying bureau and year, with an appropriation and an increase."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from accounts.models import Bureau, Region, Role
from applications.stages import stage_of_kind
from disbursements.actions import confirm_appropriation, propose_appropriation, register_fund
from disbursements.actions.funds import FundTerms, Grant
from disbursements.models import Fund
from policies.models import ApplicationRound, Policy
from portal.demo.people import user_of

NAMES = {
    "anyang": ("科技创新专项资金", "安财预"),
    "zhumadian": ("专利专项资金", "驻财预"),
    "henan": ("工业稳增长专项资金", "豫财预"),
}
MILLION = Decimal(1_000_000)
TWO_CHECKERS_ABOVE = 20 * MILLION


def make_funds(rounds: dict[str, ApplicationRound], homes: dict[str, Region], now: datetime) -> None:
    """Make the funds that pay the rounds' policies to claims from `homes`; early in a year also those of the last one."""
    today = timezone.localdate(now)
    covered: dict[str, list[Policy]] = {}
    for round in rounds.values():
        stage = stage_of_kind(round.version.pack, "disbursement")
        region = homes[round.policy.region.slug].at_level(stage.level) if stage else None
        if region is not None and region.slug in NAMES:
            covered.setdefault(region.slug, []).append(round.policy)
    for slug, policies in covered.items():
        bureau = Bureau.objects.select_related("region").get(region__slug=slug, line=Bureau.Line.FINANCE)
        for year in {today.year, today.year - 1} if today.month <= 3 else {today.year}:
            if not Fund.objects.filter(bureau=bureau, year=year).exists():  # a world looked at again has its funds
                make_fund(bureau, policies, year, now)


def make_fund(bureau: Bureau, policies: list[Policy], year: int, now: datetime, millions: int = 80) -> Fund:
    """Make one fund: appropriated in January, increased in July, each confirmed by another person."""
    name, prefix = NAMES.get(bureau.region.slug, ("惠企专项资金", "财预"))
    maker, checker = user_of(Role.PAYMENT_MAKER, bureau), user_of(Role.PAYMENT_CHECKER, bureau)
    fund = register_fund(bureau, FundTerms(name, year, policies, TWO_CHECKERS_ABOVE), maker, now)
    granted = [Grant("appropriation", millions * MILLION, f"{prefix}〔{year}〕18号", date(year, 1, 16))]
    if date(year, 7, 8) <= timezone.localdate(now):
        granted.append(Grant("increase", 20 * MILLION, f"{prefix}〔{year}〕97号", date(year, 7, 8), "年中预算调整"))
    for grant in granted:
        confirm_appropriation(propose_appropriation(fund, grant, maker, now), checker, now)
    return fund

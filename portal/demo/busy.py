"""A full desk: fifty mixed claims in one county officer's queue (`seed_demo --busy`)."""

from datetime import datetime, timedelta
from itertools import cycle

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Enterprise, Region, User
from applications import actions as applicant
from applications.facts import decide
from applications.models import Application
from policies.engine.model import Golden
from policies.models import ApplicationRound
from portal.demo.accounts import make_clerk, make_principal
from portal.demo.colleagues import share_the_work
from portal.demo.enterprises import GIVEN, PEOPLE, credit_code
from portal.demo.golden import completed
from portal.demo.world import World, forget_mail
from reviews.warnings import watch

COUNTY, LINE = "tangyin", "science"
CASES = 50
FIRST_NUMBER = 501  # of the invented credit codes, clear of the thirty firms of every demo
NAMES = (
    "羑里电子", "宜沟智能装备", "伏道生物", "古贤新能源", "任固农业科技", "白营数控", "韩庄铸锻", "瓦岗软件",
    "五陵环保材料", "城关精工", "菜园医疗器械", "付道纺织科技", "汤河仪表", "洪河轴承", "精忠机电", "岳飞庙文创",
    "扁鹊中药", "鹤壁路模具", "永通河水务", "大批发物联网",
)  # fmt: skip


def build_busy(now: datetime, number: int = CASES) -> list[Application]:
    """File `number` claims under the policies that the county's bureau reviews first, over the last weeks.

    Most are what the golden cases of the policies say is eligible; some are not, some leave a point open.
    """
    world = World(now)
    firms = cycle(make_firms())
    filed: list[Application] = []
    for place, (round, case) in enumerate(claims(world)):
        if len(filed) == number:
            break
        if application := file_claim(world, round, case, *next(firms), days_ago=1 + place * 5 % 17):
            filed.append(application)
    share_the_work(world)
    watch(now)
    forget_mail()
    return filed


def is_busy() -> bool:
    """Tell whether the full desk was made before."""
    county = Region.objects.get(slug=COUNTY)
    return Enterprise.objects.filter(uscc=credit_code(county, FIRST_NUMBER)).exists()


def make_firms() -> list[tuple[Enterprise, User]]:
    """Return the invented enterprises of the county, each with a clerk and a principal."""
    county, made = Region.objects.select_related("parent").get(slug=COUNTY), []
    for place, name in enumerate(NAMES):
        number, person = FIRST_NUMBER + place, PEOPLE[place] + GIVEN[(place + 5) % len(GIVEN)]
        enterprise, _ = Enterprise.objects.get_or_create(
            uscc=credit_code(county, number),
            defaults={
                "name": f"汤阴县{name}有限公司",
                "region": county,
                "address": f"{county.full_name}复兴大道{number}号",
                "legal_representative": PEOPLE[-1 - place] + GIVEN[(place + 2) % len(GIVEN)],
                "contact_name": person,
                "contact_phone": f"1390372{number:04d}",
                "bank_name": f"中国农业银行{county.name}支行",
                "bank_account": f"6228480768{number:08d}",
            },
        )
        made.append((enterprise, make_clerk(enterprise, f"mang{place + 1:02d}", person)))
        make_principal(enterprise, f"mang{place + 1:02d}.head", enterprise.legal_representative)
    return made


def claims(world: World) -> list[tuple[ApplicationRound, Golden]]:
    """Return rounds with a golden case each, round by round, so that the queue is mixed: first one of each, then a second."""
    rounds = [each for each in world.rounds.values() if is_reviewed_here(each)]
    cases = {each.pk: cases_of(each, is_doubtful=place % 6 == 0) for place, each in enumerate(rounds, start=1)}
    depth = max(len(found) for found in cases.values())
    return [(each, cases[each.pk][turn]) for turn in range(depth) for each in rounds if turn < len(cases[each.pk])]


def cases_of(round: ApplicationRound, *, is_doubtful: bool) -> list[Golden]:
    """Return the golden cases without earlier awards: what is eligible first, or, for a doubtful claim, what is not."""
    found = [case for case in round.version.pack.golden if not case.ledger]
    return sorted(found, key=lambda case: (case.expect["outcome"] == "eligible") == is_doubtful)


def is_reviewed_here(round: ApplicationRound) -> bool:
    """Tell whether the county's bureau is the first to review a claim of the round, alone."""
    first = next(iter(round.version.pack.stages), None)
    return first is not None and (first.kind, first.level, first.lines) == ("preliminary_review", "county", (LINE,))


def file_claim(
    world: World, round: ApplicationRound, case: Golden, enterprise: Enterprise, user: User, days_ago: int
) -> Application | None:
    """File one claim; None where the golden case cannot be filed as it stands (it lacks a required answer, say)."""
    world.at = world.now - timedelta(days=days_ago)
    try:
        with transaction.atomic():
            application = applicant.start_application(enterprise, round, user, world.at)
            if application.status != "draft":
                return None
            applicant.save_facts(application, completed(round.version.pack, case), user, world.tick())
            world.file(application, not_eligible_accepted=decide(application).outcome == "not_eligible")
    except ValidationError:
        return None
    return application

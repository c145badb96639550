"""What a policy's open rounds are to the enterprises of a clerk (申报入口): a claim that is there already, or what stands against one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import Enterprise, User
from applications.models import Application
from applications.queues import clerk_enterprises
from applications.workflow import REFILED
from policies.engine.model import Stage
from policies.models import ApplicationRound


@dataclass(frozen=True)
class Offer:
    """An open round for one enterprise: its live claim there, if any, and why a new one cannot be started, if so."""

    round: ApplicationRound
    enterprise: Enterprise
    application: Application | None
    hindrance: str


def is_county_bound(stage: Stage) -> bool:
    """Tell whether the stage is a county's and nobody skips it: units of the city file with the county they lie in."""
    return stage.level == "county" and stage.kind != "disbursement" and not stage.skip_when


def hindrance(enterprise: Enterprise, round: ApplicationRound, today: date) -> str:
    """Return in words why the enterprise cannot start a claim in the round today, "" where it can."""
    if not round.is_open(today):
        return "该批次不在申报期内"
    if enterprise.region_id not in round.policy.region.with_descendants():
        return f"该政策适用于{round.policy.region}内的企业"
    if enterprise.region.level != "county" and any(is_county_bound(stage) for stage in round.version.pack.stages):
        return "该政策由县（区）部门受理：请先在“企业信息”中把所属区划改为企业所在的县（区）"
    return ""


def offers(user: User, today: date, rounds: Iterable[ApplicationRound]) -> list[Offer]:
    """Return the open rounds for each enterprise for which the user files."""
    rounds, enterprises = list(rounds), clerk_enterprises(user, today)
    if not rounds or not enterprises:
        return []
    live = Application.objects.filter(enterprise__in=enterprises, round__in=rounds).exclude(status__in=REFILED)
    found = {(each.round_id, each.enterprise_id): each for each in live}
    return [
        Offer(round, each, found.get((round.pk, each.pk)), hindrance(each, round, today))
        for round in rounds
        for each in enterprises
    ]

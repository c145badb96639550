"""Which bureau does a stage of a case after its review (公示, 拨付), asked of the pack the case is pinned to."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

from accounts.models import Bureau, Region, RoleAssignment
from applications.models import Application, ApplicationQuerySet
from policies.engine.model import Pack, Stage
from policies.models import PolicyVersion

COUNTY_LEVELS = ("county", "district")
LEVELS = (Region.Level.COUNTY, Region.Level.CITY, Region.Level.PROVINCE)


def stage_of_kind(pack: Pack, kind: str) -> Stage | None:
    """Return the pack's stage of a kind; None where the document has none."""
    return next((stage for stage in pack.stages if stage.kind == kind), None)


def bureau_of_stage(application: Application, kind: str) -> Bureau | None:
    """Return the bureau that does a stage of the case: the first line, at the stage's level above the case's region.

    An applicant above that level (a city's own enterprise at a county stage) is handled by its own region.
    """
    stage = stage_of_kind(application.version.pack, kind)
    if stage is None:
        return None
    region = application.region.at_level(stage.level) or application.region
    return Bureau.objects.filter(region=region, line=stage.lines[0]).first()


def share_region(application: Application, level: str) -> Region | None:
    """Return whose treasury carries a share: `local` is the case's own region, the rest the unit at that level."""
    if level == "local":
        return application.region
    return application.region.at_level("county" if level in COUNTY_LEVELS else level)


def cases_of_stage(cases: ApplicationQuerySet, kind: str, held: Iterable[RoleAssignment]) -> ApplicationQuerySet:
    """Keep the cases whose stage of `kind` belongs to one of the assignments' bureaus and policies."""
    held = list(held)
    versions = (
        PolicyVersion.objects.select_related("policy")
        .filter(pk__in=cases.order_by().values("version"))
        .defer("pack_yaml")
    )
    mine = Q(pk__in=[])
    for version in versions if held else []:
        if stage := stage_of_kind(version.pack, kind):
            places = [_place(assignment, version.policy.code, stage) for assignment in held]
            mine |= Q(version=version) & reduce(or_, places, Q(pk__in=[]))
    return cases.filter(mine)


def within(region: Region, path: str = "region") -> Q:
    """Return the condition that the unit at `path` is `region` or lies below it (three levels at most)."""
    return Q(**{path: region}) | Q(**{f"{path}__parent": region}) | Q(**{f"{path}__parent__parent": region})


def _place(assignment: RoleAssignment, policy_code: str, stage: Stage) -> Q:
    bureau = assignment.bureau
    if bureau is None or bureau.line != stage.lines[0] or assignment.policy_code not in ("", policy_code):
        return Q(pk__in=[])
    if bureau.region.level == stage.level:
        return within(bureau.region)
    is_above = LEVELS.index(Region.Level(bureau.region.level)) > LEVELS.index(Region.Level(stage.level))
    return Q(region=bureau.region) if is_above else Q(pk__in=[])

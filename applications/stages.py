"""Which bureau does a stage of a case after its review (公示, 拨付), asked of the pack the case is pinned to."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from accounts.models import Bureau, Region, RoleAssignment
from applications.models import Application, ApplicationQuerySet
from policies.engine.model import Pack, Stage
from policies.models import PolicyVersion, compiled_packs

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
    held = [assignment for assignment in held if assignment.bureau]
    mine = Q(pk__in=[])
    for level, line, versions in stages_in_use(kind) if held else []:
        for assignment in held:
            place = _place(assignment, level, line)
            ids = [pk for pk, code in versions if assignment.policy_code in ("", code)]
            if place is not None and ids:
                mine |= Q(version__in=ids) & place
    return cases.filter(mine)


def stages_in_use(kind: str) -> list[tuple[str, str, list[tuple[int, str]]]]:
    """Return (level, line, [(version, policy's code)]) of every stage of a kind under which there are cases.

    Versions whose stage is done at the same place stand together: the question to the cases stays small, however many
    policies there are.
    """
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    used = PolicyVersion.objects.filter(Exists(Application.objects.filter(version=OuterRef("pk"))))
    versions = list(used.select_related("policy").defer("pack_yaml"))
    packs = compiled_packs({version.pk: version.digest for version in versions})
    for version, pack in zip(versions, packs, strict=True):
        if stage := stage_of_kind(pack, kind):
            found.setdefault((stage.level, stage.lines[0]), []).append((version.pk, version.policy.code))
    return [(level, line, versions) for (level, line), versions in found.items()]


def within(region: Region, path: str = "region") -> Q:
    """Return the condition that the unit at `path` is `region` or lies below it (three levels at most)."""
    return Q(**{path: region}) | Q(**{f"{path}__parent": region}) | Q(**{f"{path}__parent__parent": region})


def _place(assignment: RoleAssignment, level: str, line: str) -> Q | None:
    """Return whose cases an assignment handles at a stage of that level and line, None where it has no part in it."""
    bureau = assignment.bureau
    if bureau is None or bureau.line != line:
        return None
    if bureau.region.level == level:
        return within(bureau.region)
    is_above = LEVELS.index(Region.Level(bureau.region.level)) > LEVELS.index(Region.Level(level))
    return Q(region=bureau.region) if is_above else None

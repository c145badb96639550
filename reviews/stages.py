"""Which stages a case goes through, and which bureaus do them: read from the pack the case is pinned to."""

from datetime import date

from accounts.models import Bureau, Role
from accounts.roles import people_with
from applications.models import Application
from applications.stages import bureau_of_stage
from applications.workflow import NotAllowed
from policies.engine.model import Stage
from reviews.counting import Limit, Run
from reviews.models import LimitBasis, LimitUnit

REVIEW_KINDS = ("acceptance", "preliminary_review", "site_check", "expert_review", "final_review")


class BureauMissing(NotAllowed):
    """The pack names a bureau that does not exist in the case's region; an administrator has to set it up."""


def is_skipped(stage: Stage, application: Application) -> bool:
    """Tell whether the case skips the stage (a city-level applicant has no county review)."""
    return stage.skip_when == "city_level_applicant" and application.region.level != "county"


def review_stages(application: Application) -> list[Stage]:
    """Return the case's review stages in order, without those it skips."""
    stages = application.version.pack.stages
    return [stage for stage in stages if stage.kind in REVIEW_KINDS and not is_skipped(stage, application)]


def stage_of(application: Application, key: str) -> Stage:
    """Return the review stage of that key."""
    return next(stage for stage in review_stages(application) if stage.key == key)


def stage_after(application: Application, key: str) -> Stage | None:
    """Return the stage that follows, None after the last."""
    stages = review_stages(application)
    index = [stage.key for stage in stages].index(key)
    return stages[index + 1] if index + 1 < len(stages) else None


def bureaus_for(stage: Stage, application: Application) -> list[Bureau]:
    """Return the bureaus that do the stage for the case, one a line. Raises BureauMissing where one does not exist."""
    region = application.region.at_level(stage.level)
    found = list(Bureau.objects.filter(region=region, line__in=stage.lines))
    if len(found) != len(stage.lines):
        raise BureauMissing(f"{region or application.region}缺少办理“{stage.title}”的部门")
    if stage.kind == "final_review":
        found.sort(key=lambda bureau: bureau.line == stage.lines[0])  # the one that decides comes last
    return found


def limit_of(stage: Stage, application: Application) -> Limit | None:
    """Return the stage's time limit (办理时限), None without one.

    The document's own days come first, then the working days that the round's bureau has promised (承诺时限).
    """
    if stage.days:
        return Limit(stage.days.count, stage.days.unit, LimitBasis.DOCUMENT, stage.clause)
    promised = application.round.review_days
    return Limit(promised, LimitUnit.WORKING, LimitBasis.PROMISE) if promised else None


def due_on(stage: Stage, application: Application, from_day: date) -> date | None:
    """Return the last day for the stage, inclusive, counted from the day after `from_day`; None without a limit."""
    return Run(from_day, limit_of(stage, application)).due_on()


def chief_bureau(application: Application, bureau: Bureau, today: date) -> Bureau:
    """Return whose chief answers for a bureau's part of the case: its own, else that of the bureau which determines."""
    code = application.round.policy.code
    if people_with([Role.CHIEF], today, [bureau], code):
        return bureau
    return bureau_of_stage(application, "final_review") or bureau


def task_kind(stage: Stage, bureau: Bureau) -> str:
    """Return what a bureau does at the stage: in a final review of several bureaus the first decides, the others agree.

    Those others (会审) give their word as a preliminary review does; the first decides once all have passed the case.
    """
    is_lead = stage.kind != "final_review" or bureau.line == stage.lines[0]
    return stage.kind if is_lead else "preliminary_review"


def is_first(application: Application, key: str) -> bool:
    """Tell whether the case is received at that stage: at acceptance, or where the policy has none at its first review."""
    return review_stages(application)[0].key == key

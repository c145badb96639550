"""Cases of the three policies in every state, made by the same acts as in the portal, at plausible times."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from accounts.models import Delivery, Enterprise, Region, Role, RoleAssignment, User
from applications import actions as applicant
from applications.certifications import needs_certification_again
from applications.facts import decide, fact_values, is_material_required
from applications.models import Application, Document
from policies.models import ApplicationRound, PolicyVersion
from policies.packs import takes_claims
from portal.demo.accounts import make_officials
from portal.demo.claims import CLAIMS, FULL_PRODUCTION, HOME_CITY, PATENT_GRANT, RD_EXPENSE
from portal.demo.enterprises import make_enterprises
from portal.demo.experts import make_experts, review_by_experts
from portal.demo.funds import make_funds
from portal.demo.later_claims import LATER_CLAIMS, PROJECT, TITLE
from portal.demo.papers import file_paper
from portal.demo.site_checks import check_site
from reviews import actions as reviewer
from reviews.models import ReviewTask
from reviews.stages import review_stages, stage_of

STAFFED = {
    FULL_PRODUCTION: {"linzhou", "tangyin", "baofeng", "yicheng", "anyang", "pingdingshan", "zhumadian"},
    PATENT_GRANT: {"yicheng", "xiping", "shangcai"},
    RD_EXPENSE: {"linzhou", "tangyin", "wenfeng"},
    PROJECT: {"linzhou", "tangyin", "wenfeng"},
    TITLE: {"yicheng", "xiping", "shangcai", "linzhou", "tangyin"},
}
HOMES = {"anyang": "tangyin", "henan": "tangyin", "zhumadian": "yicheng"}
STAFF = {
    "acceptance": {Role.PRELIMINARY_REVIEWER},
    "preliminary_review": {Role.PRELIMINARY_REVIEWER},
    "site_check": {Role.PRELIMINARY_REVIEWER, Role.FINAL_REVIEWER},
    "expert_review": {Role.PRELIMINARY_REVIEWER, Role.EXPERT},
    "final_review": {Role.FINAL_REVIEWER, Role.CHIEF},
    "publicity": {Role.PUBLICITY_OFFICER},
    "agreement": {Role.FINAL_REVIEWER},
    "disbursement": {Role.PAYMENT_MAKER, Role.PAYMENT_CHECKER},
}
MADE = CLAIMS | LATER_CLAIMS
HOUR = timedelta(hours=1)
Kind = ReviewTask.Kind


def make_rounds(today) -> dict[str, ApplicationRound]:
    """Return one open round per policy that the demo officials can carry to its payment, with a promised time per stage."""
    rounds = {}
    staffed, homes = staff(), home_counties()
    for version in PolicyVersion.objects.select_related("policy__region").order_by("policy", "number"):
        if not is_carried(version, homes, staffed):
            continue
        rounds[version.policy.code], _ = ApplicationRound.objects.get_or_create(
            policy=version.policy,
            name="演示批次",
            defaults={
                "version": version,
                "opens_on": today - timedelta(days=60),
                "closes_on": today + timedelta(days=90),
                "remit_by": today + timedelta(days=120) if version.policy.code == FULL_PRODUCTION else None,
                "review_days": 10,
                "needs_certification": version.policy.code == RD_EXPENSE,
            },
        )
    return rounds


def home_counties() -> dict[str, Region]:
    """Return the county in which the demo officials of each region's policies sit, with the units above it."""
    counties = Region.objects.filter(slug__in=HOMES.values()).select_related("parent__parent")
    by_slug = {county.slug: county for county in counties}
    return {region: by_slug[county] for region, county in HOMES.items()}


def staff() -> set[tuple[str, str, str]]:
    """Return (region, line, role) of every demo official."""
    held = RoleAssignment.objects.filter(bureau__isnull=False)
    return set(held.values_list("bureau__region__slug", "bureau__line", "role"))


def is_carried(version: PolicyVersion, homes: dict[str, Region], staffed: set[tuple[str, str, str]]) -> bool:
    """Tell whether the policy pays through the portal and has demo officials for every stage of a claim from its home county."""
    home = homes.get(version.policy.region.slug)
    if home is None or not takes_claims(version.pack):
        return False
    return staffed.issuperset(
        (place.slug, line, role)
        for stage in version.pack.stages
        if (place := home.at_level(stage.level))
        for line in stage.lines
        for role in STAFF[stage.kind]
    )


class World:
    """The demo world under construction: who claims what, and the clock of the current case."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.at = now
        make_officials()
        make_experts(now)
        self.people = make_enterprises()
        self.rounds = make_rounds(timezone.localdate(now))
        make_funds(self.rounds, home_counties(), now)
        self.numbers = count(1)
        self.takers = {code: deque(self._applicants(code)) for code in MADE}

    def _applicants(self, code: str) -> Iterator[tuple[Enterprise, User]]:
        city = HOME_CITY.get(code)
        for enterprise, user in self.people:
            place = enterprise.region
            if place.slug in STAFFED[code] and (
                city is None or city in (place.slug, place.parent and place.parent.slug)
            ):
                yield enterprise, user

    def tick(self) -> datetime:
        """Return the next moment of the case: an hour and a bit later."""
        self.at += HOUR + timedelta(minutes=7)
        return self.at

    def lie(self) -> None:
        """Let the case lie for an eighth of the time until now, as cases do before somebody decides: hours or days."""
        self.at += max((self.now - self.at) / 8, timedelta(0))

    def draft(self, code: str, days_ago: int) -> Application:
        """Start a claim and fill in its facts, `days_ago` days before now."""
        enterprise, user = self.takers[code].popleft()
        self.at = self.now - timedelta(days=days_ago)
        application = applicant.start_application(enterprise, self.rounds[code], user, self.at)
        applicant.save_facts(application, MADE[code](next(self.numbers)), user, self.tick())
        return application

    def let_reapply(self, application: Application) -> None:
        """Put the enterprise of a finished claim back among those that may still claim in the round."""
        self.takers[application.policy.code].append((application.enterprise, application.created_by))

    def filed(self, code: str, days_ago: int) -> Application:
        """File a claim with all its materials."""
        return self.file(self.draft(code, days_ago))

    def file(self, application: Application, *, not_eligible_accepted: bool = False) -> Application:
        """File a filled draft with all its materials."""
        user, accepted = application.created_by, {"not_eligible_accepted": not_eligible_accepted}
        self.add_papers(application)
        if not application.round.needs_certification:
            applicant.submit(application, user, self.tick(), **accepted)
            return application
        applicant.hand_in(application, user, self.tick(), **accepted)
        applicant.certify(application, self.principal(application), self.tick(), applicant.shown_token(application))
        return application

    def resubmit(self, application: Application) -> None:
        """Give a corrected case back, by way of the principal where the round asks for that."""
        user = application.created_by
        if not needs_certification_again(application):
            applicant.resubmit(application, user, self.tick())
            return
        applicant.hand_in(application, user, self.tick())
        applicant.certify(application, self.principal(application), self.tick(), applicant.shown_token(application))

    def add_papers(self, application: Application) -> None:
        """File the specimen of every required material."""
        pack, values = application.version.pack, fact_values(application)
        for material in pack.materials:
            if is_material_required(pack, material, values):
                file_paper(application, material, application.created_by, self.at)

    def handed_in(self, code: str, days_ago: int) -> Application:
        """Fill in a claim and hand it in for certification."""
        application = self.draft(code, days_ago)
        self.add_papers(application)
        applicant.hand_in(application, application.created_by, self.tick())
        return application

    def principal(self, application: Application) -> User:
        """Return the demo principal of the case's enterprise."""
        return User.objects.get(roles__role=Role.PRINCIPAL, roles__enterprise=application.enterprise)

    def official(self, task: ReviewTask) -> User:
        """Return the demo official of the task's bureau and role."""
        return RoleAssignment.objects.select_related("user").get(bureau=task.bureau, role=task.role).user

    def open_tasks(self, application: Application) -> list[ReviewTask]:
        """Return the open tasks of the case, first opened first."""
        tasks = application.tasks.filter(state=ReviewTask.State.OPEN).select_related("bureau")
        return list(tasks.order_by("pk"))

    def act(self, task: ReviewTask) -> None:
        """Let the official in charge decide in the case's favour."""
        user, application = self.official(task), task.application
        self.lie()
        if task.kind == Kind.EXPERT_REVIEW:
            review_by_experts(task, user, self.tick())
            checklist = stage_of(application, task.stage).checklist
            reviewer.pass_stage(task, user, self.tick(), "同意专家组意见", checklist)
        elif task.kind == Kind.SITE_CHECK:
            check_site(task, user, self.tick())
            reviewer.pass_stage(task, user, self.tick(), "现场核查属实")
        elif task.kind == Kind.PRELIMINARY_REVIEW:
            reviewer.pass_stage(
                task, user, self.tick(), "材料齐全，情况属实", stage_of(application, task.stage).checklist
            )
        elif task.kind == Kind.ACCEPTANCE:
            reviewer.accept(task, user, self.tick(), "符合受理条件", stage_of(application, task.stage).checklist)
        elif task.kind == Kind.FINAL_REVIEW:
            reviewer.recommend(task, user, self.tick(), self.proposal(application))
        else:
            reviewer.countersign(task, user, self.tick(), "同意")

    def proposal(self, application: Application) -> reviewer.Recommendation:
        """Return a recommendation of what the engine computes; the first reading where the text leaves a choice."""
        decision, checked = decide(application), review_stages(application)[-1].checklist
        if not application.version.pack.amount_lines:
            return reviewer.Recommendation(opinion="同意认定", checked=checked)
        settled = decision.ceiling_yuan if decision.amount_yuan is None else decision.amount_yuan
        if settled is not None and not decision.readings:
            reason = "在上限以内核定" if decision.amount_yuan is None else ""
            return reviewer.Recommendation(settled, "同意按测算金额支持", reason, checked=checked)
        reading = next(each for each in decision.readings if each.amount_yuan)
        amount = reading.amount_yuan or Decimal(0)
        reason = "非首次享受但仍在统计范围内，按首句执行"
        return reviewer.Recommendation(amount, "", "", reading.key, reason, checked)

    def advanced(self, code: str, days_ago: int, kind: str | None = None) -> Application:
        """File a claim and decide in its favour until a task of `kind` is open; to the end without one."""
        return self.decided(self.filed(code, days_ago), kind)

    def finished(self, application: Application) -> Application:
        """File a filled draft and decide in its favour to the end."""
        return self.decided(self.file(application))

    def decided(self, application: Application, kind: str | None = None) -> Application:
        """Decide in the case's favour until a task of `kind` is open; to the end without one."""
        while (tasks := self.open_tasks(application)) and tasks[0].kind != kind:
            self.act(tasks[0])
        application.refresh_from_db()
        return application


def forget_mail() -> None:
    """Mark the seeded messages as mailed, so that the demo does not start with hundreds of letters."""
    Delivery.objects.filter(state=Delivery.State.QUEUED).update(state=Delivery.State.SENT, sent_at=timezone.now())


def is_seeded() -> bool:
    """Tell whether the demo world exists."""
    return Application.objects.exists() and Document.objects.exists()

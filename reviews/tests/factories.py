"""Cases on their way through the review, and the officials who handle them."""

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import Bureau, Role, RoleAssignment, User
from accounts.tests.factories import grant, person
from applications.facts import decide
from applications.models import Application
from applications.stages import bureau_of_stage
from applications.tests.factories import FILED_AT, FULL_PRODUCTION, filed
from reviews import actions
from reviews.actions import Recommendation, agreements, panels, site_checks
from reviews.models import Expert, Flag, Panel, ReviewTask
from reviews.queues import REVIEW_ROLES
from reviews.stages import review_stages, stage_of

HOUR = timedelta(hours=1)
TITLE = "national-srdi-sme"  # a title by self-scoring, published before it counts
PROJECT = "ay-jiebang-project-funding"  # site check, experts, agreement


def officer_for(task: ReviewTask) -> User:
    """The official of the task's bureau and role, made when there is none yet."""
    found = RoleAssignment.objects.filter(bureau=task.bureau, role=task.role).select_related("user").first()
    if found:
        return found.user
    user = person()
    grant(user, task.role, bureau=task.bureau)
    return user


def open_tasks(application: Application) -> list[ReviewTask]:
    return list(application.tasks.filter(state=ReviewTask.State.OPEN).select_related("bureau"))


def second_officer(task: ReviewTask) -> User:
    """Another reviewer of the task's bureau: a site check takes two."""
    first = officer_for(task)
    found = RoleAssignment.objects.filter(bureau=task.bureau, role__in=REVIEW_ROLES).exclude(user=first).first()
    return found.user if found else officer_of(task.bureau, Role.FINAL_REVIEWER)


def officer_of(bureau: Bureau, role: str) -> User:
    """A new official of the bureau."""
    user = person()
    grant(user, role, bureau=bureau)
    return user


def appoint_visit(task: ReviewTask, user: User, at: datetime) -> tuple[User, User]:
    """Appoint a check for the next day; return the two officers."""
    other = second_officer(task)
    site_checks.appoint(task, user, at, site_checks.Appointment(at + 24 * HOUR, "厂区", user, other))
    return user, other


def findings(task: ReviewTask, **fields) -> site_checks.Findings:
    """What a check finds where all is in order."""
    items = [{"item": item, "answer": "yes", "note": ""} for item in stage_of(task.application, task.stage).checklist]
    said = {"answers": items, "measured": [], "remark": "", "conclusion": "pass", "representative": "李厂长", **fields}
    return site_checks.Findings(**said)


def picture() -> SimpleUploadedFile:
    """A photograph of nothing."""
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "white").save(buffer, "JPEG")
    return SimpleUploadedFile("a.jpg", buffer.getvalue())


def check_site(task: ReviewTask, user: User, at: datetime) -> None:
    """Carry out a site check in the case's favour, signed by two officers."""
    officers = appoint_visit(task, user, at)
    site_checks.record(task, user, at, findings(task))
    for officer in officers:
        site_checks.sign(task, officer, at)


def expert(task: ReviewTask, employer: str = "", **fields) -> User:
    """An expert of the pool of the task's bureau."""
    user = person(**fields)
    grant(user, Role.EXPERT, bureau=task.bureau)
    employer = employer or f"研究院{user.pk}"
    Expert.objects.create(user=user, employer=employer, fields="机械", updated_at=FILED_AT)
    return user


def drawn(task: ReviewTask, user: User, at: datetime, size: int = 3) -> Panel:
    """A panel drawn from a pool that is just large enough, or from the one there is."""
    while RoleAssignment.objects.filter(bureau=task.bureau, role=Role.EXPERT).count() < size:
        expert(task)
    items = [{"key": "item-1", "label": "技术先进性", "max": "60"}, {"key": "item-2", "label": "可行性", "max": "40"}]
    return panels.draw_panel(task, user, at, panels.Draw(size, items))


def score_all(panel: Panel, at: datetime) -> None:
    """Let every invited expert give full marks to all but the second item."""
    for seat in panel.seats.filter(state="invited").select_related("expert"):
        panels.submit_sheet(seat, seat.expert, at, {"item-1": Decimal(60), "item-2": Decimal(20)}, "同意")


def proposal_for(application: Application) -> Recommendation:
    """A recommendation of exactly what the engine computes; the first reading where the text leaves a choice."""
    decision, checked = decide(application), review_stages(application)[-1].checklist
    if application.version.pack.recognition:
        return Recommendation(checked=checked)
    if decision.outcome != "needs_ruling":
        return Recommendation(decision.amount_yuan or Decimal("1"), checked=checked)
    reading = next(each for each in decision.readings if each.amount_yuan)
    return Recommendation(reading.amount_yuan, reading=reading.key, ruling_reason="按文件原意", checked=checked)


def act_once(task: ReviewTask, at: datetime) -> None:
    """Let the right official decide an open task in the case's favour."""
    user, application = officer_for(task), task.application
    if task.kind == ReviewTask.Kind.EXPERT_REVIEW:
        score_all(drawn(task, user, at), at)
        actions.pass_stage(task, user, at, "同意专家意见", stage_of(application, task.stage).checklist)
    elif task.kind == ReviewTask.Kind.SITE_CHECK:
        check_site(task, user, at)
        actions.pass_stage(task, user, at, "核查属实")
    elif task.kind == ReviewTask.Kind.PRELIMINARY_REVIEW:
        actions.pass_stage(task, user, at, "情况属实", stage_of(application, task.stage).checklist)
    elif task.kind == ReviewTask.Kind.ACCEPTANCE:
        actions.accept(task, user, at, "符合受理条件", stage_of(application, task.stage).checklist)
    elif task.kind == ReviewTask.Kind.FINAL_REVIEW:
        actions.recommend(task, user, at, proposal_for(application))
    else:
        actions.countersign(task, user, at)


def advance_to(application: Application, kind: str, at: datetime = FILED_AT + HOUR) -> list[ReviewTask]:
    """Decide in the case's favour until tasks of `kind` are open; return them."""
    while (tasks := open_tasks(application)) and tasks[0].kind != kind:
        act_once(tasks[0], at)
    return tasks


def approved(code: str = FULL_PRODUCTION, *, at: datetime = FILED_AT + HOUR, **fields) -> Application:
    """A case with its determination, awaiting publicity or disbursement."""
    application = filed(code, **fields)
    while tasks := open_tasks(application):
        act_once(tasks[0], at)
    application.refresh_from_db()
    return application


def issue(application: Application, at: datetime) -> User:
    """Issue the agreement of a case that waits for it; return the officer."""
    bureau = bureau_of_stage(application, "agreement")
    held = RoleAssignment.objects.filter(bureau=bureau, role=Role.FINAL_REVIEWER).select_related("user").first()
    user = held.user if held else officer_of(bureau, Role.FINAL_REVIEWER)
    goal = {"due_on": "2027-06-30", "goal": "完成样机", "proof": "检测报告"}
    agreements.issue_agreement(application, user, at, agreements.Terms("关键技术攻关", [goal], ""))
    return user


def scan() -> SimpleUploadedFile:
    """A signed paper."""
    return SimpleUploadedFile("任务书.jpg", picture().read())


def colleague(task: ReviewTask, name: str = "王建国", role: str = "") -> User:
    """Another official of the task's bureau, of the role that decides it unless told."""
    user = person(name=name)
    grant(user, role or task.role, bureau=task.bureau)
    return user


def pass_it(task: ReviewTask, user: User, at: datetime = FILED_AT + HOUR) -> None:
    actions.pass_stage(task, user, at, "情况属实", stage_of(task.application, task.stage).checklist)


def assigned(task: ReviewTask, to: User, at: datetime = FILED_AT + HOUR) -> ReviewTask:
    return actions.assign(task, colleague(task, "负责人", Role.CHIEF), to, "熟悉该企业", at)


def flag(application: Application, at: datetime = FILED_AT, **fields) -> Flag:
    """A flag of the case that holds nothing, unless `fields` say otherwise."""
    number = Flag.objects.count() + 1
    known = {"kind": Flag.Kind.ACCOUNT_NAME, "key": f"{number}", "severity": "medium", "words": f"疑点 {number}"}
    return Flag.objects.create(application=application, raised_at=at, **{**known, **fields})

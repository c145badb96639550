"""Sampled site checks (实地抽查): which cases wait for the draw, and why a case is or is not checked."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from applications.models import Application
from applications.workflow import Status
from reviews.draws import draw_order
from reviews.models import ReviewTask, SiteDraw
from reviews.queues import review_queue
from reviews.second_looks import drawn_cases
from reviews.stages import stage_of

KIND = ReviewTask.Kind.SITE_CHECK


@dataclass(frozen=True)
class Sample:
    """How a case stands to the sampling of its site check.

    `state` is every (文件或批次要求逐件核查), waiting (待抽取), drawn (抽中), directed (定向核查) or spared (未抽中); `place` is the
    case's place from 1 in the order of the draw, of which the first `taken` are checked.
    """

    state: str
    share_pct: int = 0
    waiting: int = 0
    draw: SiteDraw | None = None
    place: int = 0
    taken: int = 0


def sample_of(task: ReviewTask) -> Sample:
    """Return how the case of a site check stands to the sampling."""
    application = task.application
    if not stage_of(application, task.stage).sampled:
        return Sample("every")
    if draw := draw_of(task):
        order = draw_order(draw.seed, draw.pool)
        taken, place = len(drawn_cases(draw.seed, draw.pool, draw.share_pct)), order.index(application.number) + 1
        state = "directed" if draw.reason else "drawn" if place <= taken else "spared"
        return Sample(state, draw.share_pct, draw=draw, place=place, taken=taken)
    share = application.round.site_check_pct
    if share is None or task.state != ReviewTask.State.OPEN or task.visits.exists():
        return Sample("every", share or 0)
    return Sample("waiting", share, waiting_tasks(task).count())


def draw_of(task: ReviewTask) -> SiteDraw | None:
    """Return the draw that decided on the case at this stage: one that drew it, else the one since the task was opened."""
    number = task.application.number
    draws = SiteDraw.objects.filter(round=task.application.round_id, bureau=task.bureau_id, stage=task.stage)
    found = list(draws.filter(pool__contains=[number]).select_related("drawn_by"))
    drew = [each for each in found if number in drawn_cases(each.seed, each.pool, each.share_pct)]
    return next(iter(drew or [each for each in found if each.drawn_at >= task.opened_at]), None)


def waiting_tasks(like: ReviewTask) -> QuerySet[ReviewTask]:
    """Return the open site checks of the same round, bureau and stage on which no draw has decided and nobody has a date."""
    found = ReviewTask.objects.filter(
        kind=KIND,
        state=ReviewTask.State.OPEN,
        stage=like.stage,
        bureau=like.bureau_id,
        application__round=like.application.round_id,
        application__status=Status.IN_REVIEW,
        visits__isnull=True,
    )
    return found.exclude(application__number__in=_drawn_before(like))


def own_waiting(like: ReviewTask, user: User, queue: QuerySet[ReviewTask]) -> QuerySet[ReviewTask]:
    """Return those of the waiting checks that `user` may draw over: in the own queue, in nobody else's hand."""
    own = queue.order_by().filter(Q(holder__isnull=True) | Q(holder=user))
    return waiting_tasks(like).filter(pk__in=own.values("pk")).select_related("application").order_by("pk")


def _drawn_before(like: ReviewTask) -> set[str]:
    draws = SiteDraw.objects.filter(round=like.application.round_id, bureau=like.bureau_id, stage=like.stage)
    return {number for each in draws for number in drawn_cases(each.seed, each.pool, each.share_pct)}


def pending_samples(user: User, today: date) -> list[ReviewTask]:
    """Return for each round and stage whose sample the user may draw one of the waiting checks, with how many in `others`."""
    queue = review_queue(user, today).filter(kind=KIND, application__round__site_check_pct__isnull=False)
    found: dict[tuple[int, int, str], ReviewTask] = {}
    for task in queue.filter(visits__isnull=True).select_related(
        "application__version", "application__round__policy", "bureau"
    ):
        place = (task.application.round_id, task.bureau_id, task.stage)
        if place not in found and is_undrawn(task, task.application):
            found[place] = task
    return list(found.values())


def is_undrawn(task: ReviewTask, application: Application) -> bool:
    """Tell whether the draw has to decide first whether the case is checked on the spot."""
    task.application = application
    return sample_of(task).state == "waiting"

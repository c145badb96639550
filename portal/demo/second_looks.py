"""The demo's second look: one draw, with a look that waits for the city's other reviewer."""

from datetime import timedelta

from accounts.models import Role
from applications.stages import bureau_of_stage
from policies.actions.rounds import Terms, set_round_terms
from portal.demo.claims import RD_EXPENSE
from portal.demo.people import user_of
from portal.demo.world import World
from reviews.actions.second_looks import draw_looks
from reviews.models import Determination


def draw_some(world: World) -> None:
    """Set a share of second looks for the city's round and let its chief draw."""
    round, at = world.rounds[RD_EXPENSE], world.now - timedelta(hours=3)
    case = Determination.objects.filter(application__round=round).latest("sequence").application
    bureau = bureau_of_stage(case, "final_review")
    if bureau is None:
        raise ValueError(f"{RD_EXPENSE} has no bureau that determines")
    terms = Terms(round.needs_certification, round.needs_stamped_form, 10, 10)
    set_round_terms(round, user_of(Role.POLICY_RELEASER, bureau), at, "按“双随机”要求抽查已核定的办件", terms)
    draw_looks(round, bureau, user_of(Role.CHIEF, bureau), at + timedelta(hours=1))

"""The people beside the county's reviewer (`seed_demo --busy`): a chief who assigns, a colleague who goes on leave, a bulk act."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Role, RoleAssignment, User
from portal.demo.accounts import Official, make_official
from portal.demo.world import World
from reviews.actions import assign, bulk
from reviews.actions.absences import Leave, record_absence
from reviews.models import BulkBatch
from reviews.tabs import unclaimed

OFFICER = "tangyin.science.review"
COLLEAGUE = Official("tangyin.science.review2", Role.PRELIMINARY_REVIEWER, "science", "tangyin", "严冬梅")
CHIEF = Official("tangyin.science.chief", Role.CHIEF, "science", "tangyin", "鲁建华")


def share_the_work(world: World) -> None:
    """Let the chief assign three cases to a colleague who goes on leave, and the colleague claim four more at once."""
    officer = User.objects.get(username=OFFICER)
    chief, colleague = make_official(CHIEF), make_official(COLLEAGUE)
    at = world.now - timedelta(hours=2)
    tasks = list(unclaimed(officer, at)[:7])
    for task in tasks[:3]:
        assign(task, chief, colleague, "按产业分工", at)
    claim_many(tasks[3:], colleague, world)
    held = RoleAssignment.objects.get(user=colleague, role=COLLEAGUE.role)
    today = timezone.localdate(world.now)
    record_absence(Leave(held, officer, today, today + timedelta(days=4)), colleague, at)


def claim_many(tasks: list, user: User, world: World) -> BulkBatch:
    """Claim several cases by a bulk act (批量领取), tried first."""
    batch = bulk.prepare_batch(BulkBatch.Act.CLAIM, tasks, user, world.now - timedelta(hours=1))
    bulk.say(batch, {})
    bulk.try_batch(batch)
    batch.refresh_from_db()
    bulk.confirm_batch(batch, world.now - timedelta(minutes=50))
    bulk.run_batch(batch)
    batch.refresh_from_db()
    return batch

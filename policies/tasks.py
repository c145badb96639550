from celery import shared_task

from policies.actions.replays import run_replay
from policies.models import PolicyReplay


@shared_task(queue="bulk")
def replay_past_cases(replay_id: int) -> None:
    """Replay a policy's past cases under a draft (重新测算), unless it was done; may run twice."""
    replay = PolicyReplay.objects.filter(pk=replay_id, finished_at__isnull=True).first()
    if replay:
        run_replay(replay)

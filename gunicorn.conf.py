"""What every gunicorn does that is started here: each worker compiles the policies before the first visitor asks."""

from threading import Thread
from typing import Any


def post_worker_init(worker: Any) -> None:
    """Warm the worker in a thread of its own: it already answers meanwhile."""
    from portal.warming import warm_policies  # Django is set up only now

    Thread(target=warm_policies, name="warm-policies", daemon=True).start()

"""What a fresh web process does beforehand, so that the first visitor does not wait for it."""

import logging

from django.db import DatabaseError, connection
from django.utils import timezone

from policies.engine import PackError
from policies.queues import governing

logger = logging.getLogger(__name__)


def warm_policies() -> None:
    """Compile every governing pack once; where that fails, the process goes on and compiles what it is asked for."""
    try:
        governing(timezone.localdate()).packs()
    except (DatabaseError, PackError):
        logger.warning("The policies could not be compiled beforehand", exc_info=True)
    finally:
        connection.close()

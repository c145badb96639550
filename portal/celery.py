"""The Celery application: every task goes through the outbox, so it is sent exactly when its transaction commits."""

import logging
import os

import structlog
from celery.signals import task_prerun
from django_celery_outbox import OutboxCelery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# The outbox logs through structlog, and its relay tells of every empty look; what is worth reading starts at a warning.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))

app = OutboxCelery("huiqi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@task_prerun.connect
def count_by_the_table(**kwargs: object) -> None:
    """Let a task count working days by the calendar table as it stands."""
    from policies.calendar_table import refresh_now_and_then  # the apps are loaded by now, not when this file is

    refresh_now_and_then()

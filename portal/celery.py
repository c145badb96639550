"""The Celery application: every task goes through the outbox, so it is sent exactly when its transaction commits."""

import logging
import os

import structlog
from django_celery_outbox import OutboxCelery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# The outbox logs through structlog, and its relay tells of every empty look; what is worth reading starts at a warning.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))

app = OutboxCelery("huiqi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

"""The Celery application: every task goes through the outbox, so it is sent exactly when its transaction commits."""

import os

from django_celery_outbox import OutboxCelery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = OutboxCelery("huiqi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

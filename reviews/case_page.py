"""A case with everything that its page shows, asked of the database in a fixed number of questions."""

from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects

from accounts.models import User
from applications.models import Application, CaseFact, Document, StatusHistory
from reviews.models import ReviewTask
from reviews.queues import review_queue


def load_everything(application: Application, user: User, today: date) -> None:
    """Load facts, files, tasks and history with the case; a task knows by `is_mine` whether it waits for `user`."""
    mine = review_queue(user, today).order_by().filter(pk=OuterRef("pk"))
    tasks = ReviewTask.objects.annotate(is_mine=Exists(mine)).select_related("bureau__region", "decided_by", "holder")
    prefetch_related_objects(
        [application],
        Prefetch("fact_rows", CaseFact.objects.select_related("set_by")),
        Prefetch("documents", Document.objects.select_related("uploaded_by")),
        Prefetch("tasks", tasks.order_by("opened_at", "pk")),
        Prefetch("history", StatusHistory.objects.select_related("actor", "bureau")),
    )


def waiting_task(application: Application) -> ReviewTask | None:
    """Return the open task of a case loaded by `load_everything` that waits for its reader, None where none does."""
    return next((task for task in application.tasks.all() if task.is_mine), None)  # type: ignore[attr-defined]

"""A case with everything that its page shows, asked of the database in a fixed number of questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects

from accounts.models import User
from applications.models import Application, CaseFact, CorrectionNotice, Document
from reviews.carried import take_rows
from reviews.flags.queues import flags_for
from reviews.flags.related import relation_words
from reviews.models import Determination, ReviewTask
from reviews.queues import review_queue, visible_cases


@dataclass
class Award:
    """An earlier award of the enterprise, or of one related to it by `relation` (in words, empty for the own)."""

    determination: Determination
    relation: str
    is_readable: bool

    @property
    def is_shown(self) -> bool:
        """Tell whether the reader may see whose it was and how much."""
        return self.is_readable or not self.relation


def earlier_awards_shown(application: Application, determined: Iterable[Determination]) -> list[Award]:
    """Return the awards of `awards_in_sight` without those of the case itself."""
    others = [each for each in determined if each.application_id != application.pk]
    return [
        Award(each, relation_words(each.relation), each.is_readable)  # type: ignore[attr-defined]
        for each in others
    ]


def load_everything(application: Application, user: User, today: date) -> None:
    """Load facts, files, tasks and flags with the case that `with_rows` gave its history and owed materials.

    A task knows by `is_mine` whether it waits for `user` and by `is_told` whether its stage has told a correction, a
    flag by `is_readable` whether they may read the other case.
    """
    mine = review_queue(user, today).order_by().filter(pk=OuterRef("pk"))
    told = CorrectionNotice.objects.filter(application=OuterRef("application"), stage=OuterRef("stage"))
    tasks = ReviewTask.objects.annotate(is_mine=Exists(mine), is_told=Exists(told))
    tasks = tasks.select_related("bureau__region", "decided_by", "holder")
    prefetch_related_objects(
        [application],
        Prefetch("fact_rows", CaseFact.objects.select_related("set_by")),
        Prefetch("documents", Document.objects.select_related("uploaded_by")),
        Prefetch("tasks", tasks.order_by("opened_at", "pk")),
        Prefetch("flags", flags_for(visible_cases(user, today))),
    )
    take_rows(application)


def waiting_task(application: Application) -> ReviewTask | None:
    """Return the open task of a case loaded by `load_everything` that waits for its reader, None where none does."""
    return next((task for task in application.tasks.all() if task.is_mine), None)  # type: ignore[attr-defined]

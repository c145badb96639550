"""One act on many cases (批量办理): tried first in a transaction that is taken back, then done, each case by itself."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import User
from applications.facts import decide
from applications.workflow import NotAllowed
from reviews.actions.correcting import Item, return_for_correction
from reviews.actions.holding import assign, claim, end_of_day
from reviews.actions.reviewing import pass_stage
from reviews.models import BulkBatch, BulkItem, Flag, ReviewTask
from reviews.stages import stage_of

MOST, STALLED = 500, timedelta(minutes=1)
Act, State = BulkBatch.Act, BulkBatch.State
log = logging.getLogger(__name__)


@transaction.atomic
def prepare_batch(act: str, tasks: Iterable[ReviewTask], user: User, at: datetime) -> BulkBatch:
    """Put the tasks into a new batch, nothing is done yet. Raises ValidationError for none, or for more than MOST."""
    tasks = list(tasks)
    if not tasks:
        raise ValidationError("请先勾选办件")
    if len(tasks) > MOST:
        raise ValidationError(f"一次最多 {MOST} 件，现选了 {len(tasks)} 件，请用筛选缩小范围")
    batch = BulkBatch.objects.create(act=act, by=user, made_at=at)
    BulkItem.objects.bulk_create(BulkItem(batch=batch, task=task) for task in tasks)
    return batch


@transaction.atomic
def say(batch: BulkBatch, said: dict[str, Any]) -> None:
    """Keep what the officer fills in for all cases, and have every case tried (anew). Raises NotAllowed once confirmed."""
    stored = BulkBatch.objects.select_for_update(of=["self"], no_key=True).get(pk=batch.pk)
    if stored.state not in (State.PREPARED, State.TRIED):
        raise NotAllowed("该批次已在办理")
    batch.items.update(state=BulkItem.State.WAITING, words="")
    batch.said, batch.state = said, State.TRYING
    batch.save(update_fields=["said", "state"])


@transaction.atomic
def confirm_batch(batch: BulkBatch, at: datetime) -> None:
    """Confirm a tried batch: its ready cases are now done by the worker. Raises NotAllowed where nothing is ready."""
    stored = BulkBatch.objects.select_for_update(of=["self"], no_key=True).get(pk=batch.pk)
    if stored.state != State.TRIED or not stored.items.filter(state=BulkItem.State.READY).exists():
        raise NotAllowed("该批次已在办理，或没有可办的件")
    batch.state, batch.confirmed_at = State.RUNNING, at
    batch.save(update_fields=["state", "confirmed_at"])


def try_batch(batch: BulkBatch) -> None:
    """Try each waiting case: the act is done and taken back, so that the trial refuses exactly what the act would."""
    if batch.state != State.TRYING:
        return
    for pk in batch.items.filter(state=BulkItem.State.WAITING).values_list("pk", flat=True):
        _settle(pk, batch, BulkItem.State.WAITING, is_trial=True)
    BulkBatch.objects.filter(pk=batch.pk, state=State.TRYING).update(state=State.TRIED)


def run_batch(batch: BulkBatch) -> None:
    """Do each ready case of a confirmed batch; may run twice, also at once: a case is settled under its lock."""
    if batch.state != State.RUNNING:
        return
    for pk in batch.items.filter(state=BulkItem.State.READY).values_list("pk", flat=True):
        _settle(pk, batch, BulkItem.State.READY, is_trial=False)
    done = BulkBatch.objects.filter(pk=batch.pk, state=State.RUNNING)
    done.update(state=State.FINISHED, finished_at=timezone.now())


def stalled_batches(at: datetime) -> list[BulkBatch]:
    """Return the batches under way in which no case was settled for a minute: the worker that had them is gone."""
    working = BulkBatch.objects.filter(state__in=[State.TRYING, State.RUNNING])
    moved = Greatest(Max("items__done_at"), F("confirmed_at"), F("made_at"))
    return list(working.annotate(moved_at=moved).filter(moved_at__lt=at - STALLED))


@transaction.atomic
def _settle(item_pk: int, batch: BulkBatch, expected: str, is_trial: bool) -> None:
    """Do or try one case and write its result, in one transaction: a killed worker leaves both or neither."""
    item = BulkItem.objects.select_related("task").select_for_update(of=["self"], no_key=True).get(pk=item_pk)
    if item.state != expected:
        return
    item.words = _done(item.task, batch, timezone.now(), is_trial)
    right, wrong = (
        (BulkItem.State.READY, BulkItem.State.REFUSED) if is_trial else (BulkItem.State.DONE, BulkItem.State.FAILED)
    )
    item.state, item.done_at = (wrong if item.words else right), timezone.now()
    item.save(update_fields=["words", "state", "done_at"])


def _done(task: ReviewTask, batch: BulkBatch, at: datetime, is_trial: bool) -> str:
    """Do the act on one case, take it back in a trial; return why it is refused, empty where it goes."""
    try:
        with transaction.atomic():
            ACTS[Act(batch.act)](task, batch.by, at, batch.said)
            transaction.set_rollback(is_trial)
    except ValidationError as refusal:
        return "；".join(refusal.messages)
    except NotAllowed as refusal:
        return str(refusal)
    except Exception:
        log.exception("batch %s, task %s", batch.pk, task.pk)
        return "系统出现故障，此件未办，请逐件办理"
    return ""


def _pass(task: ReviewTask, user: User, at: datetime, said: dict[str, Any]) -> None:
    if task.kind != ReviewTask.Kind.PRELIMINARY_REVIEW:
        raise NotAllowed("本环节不能批量通过，请逐件办理")
    if decide(task.application).outcome == "not_eligible":
        raise NotAllowed("按填报事项不符合条件，请逐件办理")
    if task.application.flags.filter(state=Flag.State.OPEN).exists():
        raise NotAllowed("有待处理的疑点，请逐件办理")
    checked = [item for item in stage_of(task.application, task.stage).checklist if item in said["checked"]]
    pass_stage(task, user, at, said["opinion"], tuple(checked))


def _return(task: ReviewTask, user: User, at: datetime, said: dict[str, Any]) -> None:
    items = [Item(**item) for item in said["items"]]
    return_for_correction(task, user, at, said["reason"], items, said["days"])


def _claim(task: ReviewTask, user: User, at: datetime, said: dict[str, Any]) -> None:
    claim(task, user, at, end_of_day(at))


def _assign(task: ReviewTask, user: User, at: datetime, said: dict[str, Any]) -> None:
    assign(task, user, User.objects.get(pk=said["to"]), said["reason"], at)


ACTS = {Act.PASS: _pass, Act.RETURN: _return, Act.CLAIM: _claim, Act.ASSIGN: _assign}

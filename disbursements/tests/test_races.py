"""Two people act on the same thing at the same moment: one wins, the other gets the sentence."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from applications.workflow import NotAllowed
from disbursements import actions
from disbursements.models import BatchEvent, Payment
from disbursements.tests.factories import MADE_AT, batch, checker, line, maker, payable, released, submitted
from publicity.actions import close_notice, publish
from publicity.models import Notice
from publicity.tests.factories import (
    AFTER_AT,
    PUBLISHED_AT,
    awaiting,
    draft_notice,
    publicity_officer,
    published_notice,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts side by side, each on a connection of its own; return what was refused."""
    barrier, refused = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except NotAllowed as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_two_makers_batch_the_same_case():
    case, first, second = payable(), maker(), maker()

    refused = at_once(lambda: batch(case, by=first), lambda: batch(case, by=second))

    assert refused == ["此件已由他人办理"]
    assert Payment.objects.count() == 1


def test_two_checkers_release_the_same_batch():
    waiting, first, second = submitted(), checker(), checker()

    refused = at_once(
        lambda: actions.release_batch(waiting, first, MADE_AT), lambda: actions.release_batch(waiting, second, MADE_AT)
    )

    assert refused == ["该批次已由他人办理"]
    assert BatchEvent.objects.filter(action="release").count() == 1


def test_one_line_is_confirmed_and_failed_at_once():
    payment, first, second = line(released()), maker(), maker()

    refused = at_once(
        lambda: actions.confirm_payment(payment, first, MADE_AT),
        lambda: actions.fail_payment(payment, second, "退汇", MADE_AT),
    )

    assert refused == ["此件已由他人办理"]
    assert payment.application.history.filter(action__in=["pay", "fail_payment"]).count() == 1


def test_two_officers_draft_the_same_case():
    case, first, second = awaiting(), publicity_officer(), publicity_officer()

    refused = at_once(lambda: draft_notice(case, by=first), lambda: draft_notice(case, by=second))

    assert refused == ["此件已由他人办理"]


def test_two_notices_published_at_once_stand_one_after_the_other_in_the_chain():
    officer = publicity_officer()
    drafts = [draft_notice(awaiting(), by=officer) for _ in range(2)]

    refused = at_once(*[lambda draft=draft: publish(draft, officer, PUBLISHED_AT) for draft in drafts])

    first, second = Notice.objects.order_by("sequence")
    assert refused == []
    assert (first.sequence, second.sequence) == (1, 2)
    assert second.previous_digest == first.digest


def test_the_closing_task_running_twice_at_once_releases_each_case_once():
    case = awaiting()
    notice = published_notice(case)

    at_once(lambda: close_notice(notice, AFTER_AT), lambda: close_notice(notice, AFTER_AT))

    assert case.history.filter(action="close_publicity").count() == 1
    assert Notice.objects.get().state == Notice.State.CLOSED

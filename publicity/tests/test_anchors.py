import shutil
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction

from applications.tests.factories import PATENT_GRANT
from publicity import tasks
from publicity.actions.anchoring import anchor_folder, ask_check, make_anchor, send_out, stamp_anchors
from publicity.chain import anchor_breaks
from publicity.models import Anchor, AnchorTimestamp
from publicity.tests import tsa
from publicity.tests.factories import PUBLISHED_AT, published_notice
from publicity.timestamps import TimestampRefused, wrong_with_timestamp
from reviews.tests.factories import approved

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _outbox(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"


def behind_the_triggers(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_an_anchor_holds_the_heads_of_all_chains_and_is_chained_itself():
    notice, case = published_notice(), approved(PATENT_GRANT)

    first, second = make_anchor(PUBLISHED_AT), make_anchor(PUBLISHED_AT + DAY)

    digests = {(head["kind"], head["sequence"]): head["digest"] for head in first.heads}
    assert digests["notice", 1] == notice.digest
    assert case.determinations.get().digest in digests.values() or len(first.heads) == 3
    assert (second.sequence, second.previous_digest) == (2, first.digest)
    assert list(anchor_breaks()) == []


def test_a_day_has_one_anchor_however_often_the_task_runs():
    assert make_anchor(PUBLISHED_AT) == make_anchor(PUBLISHED_AT + timedelta(hours=1))
    assert Anchor.objects.count() == 1


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("DELETE FROM reviews_determination", "determination"),
        ("DELETE FROM publicity_notice", "notice"),
        ("UPDATE reviews_determination SET digest = repeat('0', 64)", "determination"),
    ],
)
def test_a_newest_record_that_was_taken_away_is_missed(sql, kind):
    published_notice()
    make_anchor(PUBLISHED_AT)

    behind_the_triggers(sql)

    assert [each.kind for each in anchor_breaks()] == [kind]


@pytest.mark.parametrize(
    "change", ["digest_sm3 = repeat('0', 64)", "day = day + 9", "heads = '[]'", "previous_digest = 'x'"]
)
def test_a_changed_anchor_is_found(change):
    published_notice()
    make_anchor(PUBLISHED_AT)

    behind_the_triggers(f"UPDATE publicity_anchor SET {change}")

    assert [(each.kind, each.sequence) for each in anchor_breaks()][:1] == [("anchor", 1)]


def test_an_anchor_can_be_neither_changed_nor_deleted():
    make_anchor(PUBLISHED_AT)

    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        Anchor.objects.update(heads=[])


def test_an_anchor_goes_to_the_outbox_and_to_who_subscribes(settings):
    settings.ANCHOR_MAIL = ["audit@example.gov.cn"]

    digest = tasks.anchor_chains()

    [path] = anchor_folder().glob("*.json")
    assert Anchor.objects.get().digest == digest
    assert digest in mail.outbox[0].body
    assert path.read_text() in mail.outbox[0].body


def test_no_authority_is_asked_unless_one_is_named(settings):
    make_anchor(PUBLISHED_AT)

    assert settings.TIMESTAMP_URL == ""
    assert stamp_anchors(PUBLISHED_AT) == 0


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl program for a local timestamp authority")
def test_an_authority_stamps_the_anchor_and_the_stamp_is_checked(settings, tmp_path):
    settings.TIMESTAMP_ROOTS = str(tsa.prepare(tmp_path))
    anchor, other = make_anchor(PUBLISHED_AT), make_anchor(PUBLISHED_AT + DAY)
    with tsa.authority(tmp_path) as settings.TIMESTAMP_URL:
        assert stamp_anchors(PUBLISHED_AT + DAY) == 2
        assert stamp_anchors(PUBLISHED_AT + DAY) == 0

    stamp = AnchorTimestamp.objects.get(anchor=anchor)
    assert wrong_with_timestamp(stamp, anchor) == ""
    assert wrong_with_timestamp(stamp, other).startswith("时间戳核验不通过")
    response = bytes(stamp.response)
    flipped = AnchorTimestamp(response=response[:-9] + bytes([response[-9] ^ 1]) + response[-8:])
    flipped.stamped_at = stamp.stamped_at
    assert wrong_with_timestamp(flipped, anchor)
    stamp.stamped_at += DAY
    assert wrong_with_timestamp(stamp, anchor) == "时间戳的时间被改动"


def test_an_authority_that_does_not_answer_is_asked_again_later(settings):
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    make_anchor(PUBLISHED_AT)

    with pytest.raises(TimestampRefused):
        stamp_anchors(PUBLISHED_AT)
    assert AnchorTimestamp.objects.count() == 0


def test_a_file_in_the_outbox_is_written_again_the_same():
    anchor = make_anchor(PUBLISHED_AT)

    assert send_out(anchor).read_text() == send_out(anchor).read_text()


def test_one_check_runs_at_a_time_but_a_lost_one_keeps_nobody_waiting():
    first = ask_check(None, PUBLISHED_AT)

    assert ask_check(None, PUBLISHED_AT + timedelta(minutes=59)) == first
    assert ask_check(None, PUBLISHED_AT + timedelta(minutes=61)) != first

"""A single byte changed behind the portal's back, anywhere in what is evidence, after any history: the check finds it."""

import json
import random
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, connection, models, transaction

from accounts.chains import Break
from applications.models import Document
from applications.tests.factories import FULL_PRODUCTION, PATENT_GRANT
from portal.verification import problems
from publicity.actions.anchoring import make_anchor, send_out
from publicity.models import Anchor, Notice, NoticeLine
from publicity.tests.factories import PUBLISHED_AT, objection, published_notice
from reviews.models import Determination
from reviews.tests.factories import approved

pytestmark = pytest.mark.django_db
# What is no evidence: the row's own number, how far a notice or line has come, who drafted it when, and how it is searched.
LEFT_OUT = {
    "id", "state", "closed_at", "made_by_id", "made_at", "published_by_id", "name", "name_grams", "round_id",
    "publish_at", "scheduled_by_id",
}  # fmt: skip


def history(chance: random.Random) -> None:
    """Let a few days pass in which cases are approved, notices published and objected to, and anchors made."""
    acts = chance.choices(["full", "patent", "notice", "objection"], k=3)
    for day, act in enumerate(["notice", "patent", *acts]):
        if act == "full":
            approved(FULL_PRODUCTION)
        elif act == "patent":
            approved(PATENT_GRANT)
        elif act == "notice":
            published_notice()
        else:
            objection(at=PUBLISHED_AT)
        send_out(make_anchor(PUBLISHED_AT + timedelta(days=day)))


def flipped(value: Any, field: models.Field, chance: random.Random) -> Any:
    """Return the value with one byte of it changed, so that it still is one of its kind."""
    if isinstance(field, models.JSONField):
        return flipped_json(value, chance)
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return flipped_text(value, chance) if value else "x"
    return value + (timedelta(days=1) if hasattr(value, "year") else 1)


def flipped_text(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    return text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]


def flipped_json(value: Any, chance: random.Random) -> str:
    text = json.dumps(value, ensure_ascii=False)
    for _ in range(1000):
        other = flipped_text(text, chance)
        try:
            if json.loads(other) != value:
                return other
        except ValueError:
            continue
    return '"x"'


def found_after_flip(field: models.Field, chance: random.Random) -> tuple[str, list[Break]]:
    """Flip one byte of the column in any row, and take it back; return what was flipped, and what the check found."""
    rows = [row for row in field.model._default_manager.all() if getattr(row, field.attname) is not None]
    if not rows:
        return "", [Break("", "", 0, "", "nothing there")]
    row = chance.choice(rows)
    before = getattr(row, field.attname)
    after = flipped(before, field, chance)
    change = f'UPDATE {field.model._meta.db_table} SET "{field.column}" = %s WHERE id = %s'
    return f"{field}: {before!r:.80} → {after!r:.80}", after_change(change, after, row.pk)


def after_change(sql: str, *values: Any) -> list[Break]:
    """Return the problems after a change behind the triggers, which is taken back; a constraint that refuses it is one."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
            cursor.execute(sql, values)
            found = list(problems())
            transaction.set_rollback(True)
            return found
    except IntegrityError as error:
        return [Break("", "", 0, "", str(error))]


def flip_file(chance: random.Random) -> tuple[str, list[Break]]:
    document, storage = chance.choice(list(Document.objects.all())), storages["documents"]
    with storage.open(document.storage_name) as stored:
        content = stored.read()
    place = chance.randrange(len(content))
    storage.delete(document.storage_name)
    storage.save(
        document.storage_name, ContentFile(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    )
    found = list(problems())
    storage.delete(document.storage_name)
    storage.save(document.storage_name, ContentFile(content))
    return f"file {document.storage_name} byte {place}", found


def columns() -> list[models.Field]:
    """Every column that is evidence."""
    every = [field for model in (Determination, Notice, NoticeLine, Anchor) for field in model._meta.concrete_fields]
    return [field for field in every if field.attname not in LEFT_OUT]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_flipped_byte_is_found_wherever_it_is(settings, tmp_path, seed):
    settings.EMAIL_FILE_PATH = tmp_path
    chance = random.Random(seed)
    history(chance)
    assert list(problems()) == []

    flips = [found_after_flip(field, chance) for field in columns()[seed % 2 :: 2]]
    flips += [flip_file(chance) for _ in range(3)]

    assert [what for what, found in flips if not found] == []
    assert list(problems()) == []

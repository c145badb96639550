import json

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from applications.models import Application
from disbursements.tests.factories import batch, payable
from portal.management.commands.verify_chain import kept_elsewhere
from portal.tasks import check_chains
from portal.tests.world import NOW
from portal.verification import problems
from publicity.actions.anchoring import ask_check, make_anchor, send_out
from publicity.tests.factories import published_notice

pytestmark = pytest.mark.django_db


def tamper(table: str, change: str) -> None:
    """Change a table behind the triggers, as somebody with the database's own password could."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET {change}")


def test_an_untouched_world_holds(capsys):
    published_notice()
    batch(payable())

    call_command("verify_chain")

    assert "均与记录相符" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("reviews_determination", "difference_reason = '改写'", "核定链 anyang 第 1 号"),
        ("publicity_noticeline", "cells = '[\"改写\"]'", "公示链"),
        ("applications_application", "approved_yuan = approved_yuan - 1", "核定金额或称号与核定记录不符"),
        ("disbursements_payment", "amount_yuan = amount_yuan - 1", "拨付金额与"),
        ("policies_policyversion", "digest = 'x'", "内容与摘要不符"),
    ],
)
def test_what_was_changed_is_named(table, change, said):
    published_notice()
    batch(payable())
    tamper(table, change)

    assert any(said in problem.words for problem in problems())
    with pytest.raises(CommandError):
        call_command("verify_chain")


def test_a_document_that_is_gone_is_named():
    case = payable()
    assert Application.objects.filter(pk=case.pk).exists()
    storages["documents"].delete(case.documents.first().storage_name)

    assert any("与提交时不符" in problem.words for problem in problems())


def test_an_anchor_taken_away_is_missed_by_its_file(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    kept = send_out(make_anchor(NOW))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM publicity_anchor")

    assert [each.place for each in problems()] == [f"日锚 {kept.stem}"]
    assert kept_elsewhere(kept).why == "自存的日锚与库中的日锚不符，或库中已没有"


def test_a_determination_taken_away_before_any_anchor_is_missed_by_its_case():
    case = payable()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM reviews_determination")

    assert f"办件 {case.number}：核定金额或称号与核定记录不符" in [each.words for each in problems()]


def test_the_check_in_the_background_says_what_it_found(capsys):
    published_notice()
    tamper("reviews_determination", "difference_reason = '改写'")
    check = ask_check(None, NOW)

    check_chains(check.pk)
    check_chains(check.pk)

    check.refresh_from_db()
    assert (check.state, check.checked["notice"]) == ("done", 1)
    assert check.problems[0]["chain"] == "anyang"
    with pytest.raises(SystemExit):
        call_command("verify_chain", "--json")
    assert json.loads(capsys.readouterr().out)["problems"] == check.problems

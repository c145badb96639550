import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from applications.models import Application
from disbursements.tests.factories import batch, payable
from portal.verification import problems
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
        ("publicity_noticeline", "cells = '[\"改写\"]'", "公示 GS-"),
        ("applications_application", "approved_yuan = approved_yuan - 1", "核定金额与核定记录不符"),
        ("disbursements_payment", "amount_yuan = amount_yuan - 1", "拨付"),
        ("policies_policyversion", "digest = 'x'", "内容与摘要不符"),
    ],
)
def test_what_was_changed_is_named(table, change, said):
    published_notice()
    batch(payable())
    tamper(table, change)

    assert any(said in problem for problem in problems())
    with pytest.raises(CommandError):
        call_command("verify_chain")


def test_a_document_that_is_gone_is_named():
    case = payable()
    assert Application.objects.filter(pk=case.pk).exists()
    storages["documents"].delete(case.documents.first().storage_name)

    assert any("与提交时不符" in problem for problem in problems())

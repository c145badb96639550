"""The portal's database role: it does all its work, and cannot change what is evidence."""

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from disbursements.tests.factories import batch, payable
from portal.rights import evidence_tables
from portal.verification import problems
from publicity.actions.anchoring import make_anchor
from publicity.tests.factories import PUBLISHED_AT, cleared, objection, published_notice

ROLE = f"huiqi_app_{settings.WORKER}"


@pytest.fixture
def role(db):
    """The role with its rights, inside the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE} LOGIN")
    call_command("database_rights", "--apply", role=ROLE)
    return ROLE


def test_evidence_is_named_by_its_triggers():
    assert {
        "reviews_determination", "publicity_anchor", "publicity_anchortimestamp", "policies_policyversion",
        "applications_statushistory", "reviews_decisionrecord", "reviews_letter",
    } <= set(evidence_tables())  # fmt: skip


def test_the_role_does_the_whole_work_from_filing_to_payment(role):
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")

    objection(published_notice())
    cleared()
    batch(payable())
    make_anchor(PUBLISHED_AT)

    assert list(problems()) == []


def test_the_role_changes_no_evidence(role):
    acts = ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE")
    for sql in (act.format(table) for table in evidence_tables() for act in acts):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            as_role(role, sql)


def as_role(role: str, sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(sql)


@pytest.fixture
def address(django_db_blocker, django_db_setup):
    """Where the role logs in by itself: a role that is there for the length of the test."""
    at, name = connection.settings_dict, f"{ROLE}_login"
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {name} LOGIN")
        call_command("database_rights", "--apply", role=name)
        yield {"dbname": at["NAME"], "host": at["HOST"], "port": at["PORT"] or None, "user": name}
        with connection.cursor() as cursor:
            cursor.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")


def test_a_connection_of_the_role_itself_is_refused_what_would_undo_the_evidence(address):
    with psycopg.connect(**address, autocommit=True) as app:
        assert app.execute("SELECT count(*) FROM reviews_determination").fetchone()
        for sql in (
            "UPDATE reviews_determination SET id = id",
            "DELETE FROM publicity_anchor",
            "TRUNCATE publicity_notice CASCADE",
            "ALTER TABLE reviews_determination DISABLE TRIGGER USER",
            "SET session_replication_role = replica",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(sql)

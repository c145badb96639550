"""A fresh web process compiles the policies before the first visitor asks for them."""

import runpy
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from policies.models import policies as models
from policies.queues import governing
from policies.tests import factories
from portal import warming

ROOT = models.__file__.rsplit("/policies/models/", 1)[0]


@pytest.mark.django_db(transaction=True)
def test_after_warming_no_pack_is_compiled_any_more(monkeypatch):
    factories.policy_version(factories.PATENT_GRANT)
    monkeypatch.setattr(models, "_compiled", {})

    warming.warm_policies()

    monkeypatch.setattr(models, "parse_pack", lambda *asked: pytest.fail("compiled again"))
    assert connection.connection is None
    assert [pack.code for pack in governing(warming.timezone.localdate()).packs()] == [factories.PATENT_GRANT]


def test_a_process_without_a_database_starts_all_the_same(monkeypatch, caplog):
    def refuse(today):
        raise OperationalError("no database")

    monkeypatch.setattr(warming, "governing", refuse)
    monkeypatch.setattr(warming, "connection", SimpleNamespace(close=lambda: None))

    warming.warm_policies()

    assert "could not be compiled beforehand" in caplog.text


def test_every_gunicorn_worker_is_warmed(monkeypatch):
    warmed = []
    monkeypatch.setattr(warming, "warm_policies", lambda: warmed.append(1))

    class Now:
        def __init__(self, target, **named):
            self.start = target

    hooks = runpy.run_path(f"{ROOT}/gunicorn.conf.py")
    hooks["post_worker_init"].__globals__["Thread"] = Now
    hooks["post_worker_init"](None)

    assert warmed == [1]

"""What a round asks of a filing: set by the releasing bureau, with a reason, on record."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import official
from policies.models import RoundTerms
from policies.tests.factories import RD_EXPENSE, RELEASED_AT, application_round

pytestmark = pytest.mark.django_db


def page(round) -> str:
    return reverse("round_terms", args=[round.policy.code, round.pk])


def test_the_releasing_bureau_sets_what_a_round_asks(client):
    round, releaser = application_round(RD_EXPENSE), official(Role.POLICY_RELEASER, "science", "anyang")
    client.force_login(releaser)

    done = client.post(
        page(round), {"needs_certification": "on", "second_look_pct": "10", "reason": "金额较大"}, follow=True
    )

    round.refresh_from_db()
    assert (round.needs_certification, round.needs_stamped_form, round.second_look_pct) == (True, False, 10)
    assert round.terms.get().set_by == releaser
    assert "须负责人确认，不要求盖章申报书，核定后抽查 10%" in done.content.decode()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"needs_certification": "on", "second_look_pct": "0", "reason": ""}, "理由"),
        ({"second_look_pct": "0", "reason": "照旧"}, "申报要求没有变化"),
        ({"second_look_pct": "101", "reason": "全部"}, "抽查比例"),
    ],
)
def test_terms_are_not_set_without_a_reason_or_a_change(client, asked, words):
    round = application_round(RD_EXPENSE)
    client.force_login(official(Role.POLICY_RELEASER, "science", "anyang"))

    refused = client.post(page(round), asked)

    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert not round.terms.exists()


def test_another_bureaus_releaser_finds_no_round(client):
    client.force_login(official(Role.POLICY_RELEASER, "finance", "anyang"))

    assert client.get(page(application_round(RD_EXPENSE))).status_code == 404


def test_the_record_of_terms_has_a_reason_and_is_never_changed():
    round, user = application_round(RD_EXPENSE), official(Role.POLICY_RELEASER, "science", "anyang")
    row = RoundTerms.objects.create(round=round, set_by=user, set_at=RELEASED_AT, reason="金额较大")

    with pytest.raises(IntegrityError, match="round_terms_have_reason"), transaction.atomic():
        RoundTerms.objects.create(round=round, set_by=user, set_at=RELEASED_AT, reason="")
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        row.delete()

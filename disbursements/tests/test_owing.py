"""A case that owes a material from its acceptance (容缺) is not paid before the material is confirmed."""

import pytest

from disbursements.queues import fit_determinations, owing_cases
from policies.tests.factories import PATENT_GRANT, application_round
from reviews import actions
from reviews.tests.acceptance import AT, accepted_with_gap, decided_to_the_end, file_it, reviewer
from reviews.tests.factories import HOUR

pytestmark = pytest.mark.django_db


def test_what_is_owed_blocks_the_payment_and_nothing_else():
    gap = accepted_with_gap(application_round(PATENT_GRANT))

    determination = decided_to_the_end(gap)

    cases = type(gap.application).objects.filter(pk=gap.application_id).values("pk")
    assert not fit_determinations(cases).exists()
    assert owing_cases(cases).get() == determination
    file_it(gap)
    actions.confirm_gap(gap, reviewer(gap), AT + HOUR)
    assert fit_determinations(cases).get() == determination
    assert not owing_cases(cases).exists()

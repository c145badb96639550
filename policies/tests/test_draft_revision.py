"""Which revision a person had read comes from the page; whatever else is sent is none."""

import pytest
from django.test import RequestFactory

from policies.views.editing import revision_of


@pytest.mark.parametrize("sent, revision", [("3", 3), ("", 0), ("²", 0), ("-1", 0), ("x", 0)])
def test_only_a_number_names_a_revision(sent: str, revision: int) -> None:
    assert revision_of(RequestFactory().post("/", {"revision": sent})) == revision

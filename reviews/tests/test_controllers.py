"""The same controlling person (实际控制人) relates enterprises; what documents leave open between two policies is held."""

import pytest

from accounts.models import Enterprise
from accounts.tests.factories import clerk, enterprise
from applications.tests.factories import draft
from applications.tests.profile_factories import declared, registered
from policies.tests.factories import policy_version
from reviews.flags.exclusions import exclusion
from reviews.flags.marks import store_marks
from reviews.flags.related import related_enterprises, relation_words

pytestmark = pytest.mark.django_db


def firm(place: str) -> Enterprise:
    return enterprise(place, address="", legal_representative="", bank_account="")


def test_enterprises_with_the_same_controller_are_related_whether_declared_or_registered():
    one, other, third = firm("linzhou"), firm("tangyin"), firm("wenfeng")
    declared(one, "controlling_person", "", "赵　国强")
    declared(other, "controlling_person", "", "孙某")
    registered(other, "controlling_person", "", "赵国强", "ownership")
    declared(third, "controlling_person", "", "钱某")

    for each in (one, other, third):
        store_marks(draft(enterprise=each, user=clerk(each)))

    assert related_enterprises(one.pk) == {other.pk: {"controller"}}
    assert relation_words({"controller"}) == "实际控制人相同"


def test_what_the_documents_leave_open_between_two_policies_is_held_for_the_chief():
    one, other = policy_version("henan-srdi-ipo-subsidy").pack, policy_version("henan-ipo-staged-subsidy").pack

    for pair in ((one, other), (other, one)):
        text, clause = exclusion(*pair) or ("", "")
        assert "能否兼得由审定负责人认定（豫政办〔2022〕61号第二条第（五）项）" in text
        assert clause == "第三条第（三）项"

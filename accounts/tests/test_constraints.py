"""Each rule that the database keeps, broken once."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Bureau, Enterprise, JoinRequest, Region, Role, RoleAssignment
from accounts.tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def grant(**fields) -> RoleAssignment:
    fields = {"user": factories.person(), "role": Role.CHIEF, "valid_from": date(2026, 1, 1), **fields}
    return RoleAssignment.objects.create(**fields)


@pytest.mark.parametrize(
    "role, place",
    [(Role.CHIEF, "enterprise"), (Role.APPLICANT_CLERK, "bureau"), (Role.CHIEF, "none"), (Role.CHIEF, "both")],
)
def test_a_role_belongs_to_a_bureau_or_an_enterprise(role, place):
    fields: dict = {}
    if place in ("enterprise", "both"):
        fields["enterprise"] = factories.enterprise()
    if place in ("bureau", "both"):
        fields["bureau"] = factories.bureau()

    with refused("role_belongs_to_bureau_or_enterprise"):
        grant(role=role, **fields)


def test_a_role_does_not_end_before_it_begins():
    # The range of the exclusion constraint cannot even be built for such a row; the CHECK answers for roles without one.
    with refused("role_validity_in_order"):
        grant(role=Role.SUPERVISOR, bureau=factories.bureau(), valid_to=date(2025, 12, 31))


def test_a_policy_code_has_one_form():
    with refused("role_policy_code_format"):
        grant(bureau=factories.bureau(), policy_code="Bad Code")


def test_an_ended_role_says_who_ended_it():
    with refused("role_ended_by_someone"):
        grant(bureau=factories.bureau(), ended_at=NOW)


@pytest.mark.parametrize(
    "first, second",
    [
        (Role.FINAL_REVIEWER, Role.CHIEF),
        (Role.PAYMENT_MAKER, Role.PAYMENT_CHECKER),
        (Role.POLICY_EDITOR, Role.POLICY_RELEASER),
    ],
)
def test_one_person_does_not_hold_both_roles_of_a_duty_even_in_two_bureaus(first, second):
    person = factories.person()
    grant(user=person, role=first, bureau=factories.bureau("industry", "linzhou"), valid_to=date(2026, 6, 30))

    with refused("role_incompatible_duties"), transaction.atomic():
        grant(user=person, role=second, bureau=factories.bureau("finance", "anyang"), valid_from=date(2026, 6, 30))

    assert grant(user=person, role=second, bureau=factories.bureau(), valid_from=date(2026, 7, 1)).pk


def test_a_role_is_granted_once():
    person = factories.person()
    grant(user=person, bureau=factories.bureau())

    with refused("role_granted_once"):
        grant(user=person, bureau=factories.bureau())


def test_a_gb_code_is_used_by_one_current_region():
    with refused("region_gb_code_once"):
        Region.objects.create(slug="x", name="x", gb_code="410581", level="county", parent=factories.region("anyang"))


def test_a_region_below_the_province_has_a_parent():
    with refused("region_below_province_has_parent"):
        Region.objects.create(slug="x", name="x", level="county")


def test_a_region_is_not_withdrawn_before_it_is_set_up():
    dates = {"valid_from": date(2026, 1, 2), "valid_to": date(2026, 1, 1)}

    with refused("region_validity_in_order"):
        Region.objects.create(slug="x", name="x", level="county", parent=factories.region("anyang"), **dates)


def test_a_region_has_one_bureau_per_line():
    bureau = factories.bureau("finance", "linzhou")

    with refused("bureau_one_per_line_and_region"):
        Bureau.objects.create(line="finance", region=bureau.region, name="又一个财政局")


def test_a_credit_code_has_eighteen_allowed_characters():
    with refused("enterprise_uscc_charset"):
        factories.enterprise(uscc="91410581MA9I00001X")


def test_a_credit_code_is_registered_once():
    with refused("uscc"):
        factories.enterprise(uscc=factories.enterprise().uscc)


def test_an_account_number_is_digits():
    with refused("enterprise_bank_account_digits"):
        Enterprise.objects.filter(pk=factories.enterprise().pk).update(bank_account="6222 0000")


def test_a_person_has_one_open_request_per_enterprise():
    asked = JoinRequest.objects.create(user=factories.person(), enterprise=factories.enterprise())

    with refused("join_request_open_once"):
        JoinRequest.objects.create(user=asked.user, enterprise=asked.enterprise)


def test_a_decided_request_says_who_decided():
    with refused("join_request_decided_by_someone"):
        JoinRequest.objects.create(user=factories.person(), enterprise=factories.enterprise(), state="accepted")

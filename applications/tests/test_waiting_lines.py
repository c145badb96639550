"""Lines of a register about enterprises that the portal does not know yet are kept, and attached when those register."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import Enterprise, Region
from accounts.tests.factories import enterprise, uscc
from applications.actions import imports
from applications.actions.attaching import attach_all_waiting
from applications.models import ProfileEntry, ProfileFact, WaitingLine
from applications.profile.standing import standing
from applications.tests.profile_factories import DATA_DATE, IMPORTED_AT
from applications.tests.test_imports import brought, csv_of, imported, officer_page, upload

pytestmark = pytest.mark.django_db
__all__ = ["officer_page"]


def register(code: str, slug: str = "linzhou") -> Enterprise:
    person = accounts.NewPerson("newcomer", "correct-horse-battery", "新人", "new@example.com", "13800000000")
    accounts.register_enterprise(person, code, "新登记企业", Region.objects.get(slug=slug), IMPORTED_AT)
    return Enterprise.objects.get(uscc=code)


def test_lines_of_an_unknown_enterprise_wait_and_are_attached_when_it_registers():
    code = uscc()
    made = imported(csv_of([code, "新企业", "2025-01", "1000"], [enterprise().uscc, "", "2025-01", "7"]))
    assert (made.good_count, made.waiting_count, made.refused_count, made.problems) == (1, 1, 0, [])
    assert not ProfileFact.objects.filter(value="1000").exists()

    newcomer = register(code)

    row = standing(newcomer).register["kwh", "2025-01"]
    assert (row.value, row.imported, row.line, row.as_of) == ("1000", made, 2, DATA_DATE)
    assert made.waiting_lines.get().enterprise == newcomer


def test_entries_wait_as_figures_do():
    code = uscc()
    header = ["统一社会信用代码", "名单", "决定文书号", "列入日期"]
    imported(csv_of([code, "经营异常名录", "豫市监列〔2025〕12号", "2025-06-10"], header=header), "credit")

    newcomer = register(code)

    assert ProfileEntry.objects.get(enterprise=newcomer).kind == "credit"


def test_an_import_of_nothing_but_unknown_enterprises_can_be_carried_out():
    made = imported(csv_of([uscc(), "", "2025-01", "1"]))

    assert (made.state, made.done_count, made.waiting_lines.count()) == ("done", 0, 1)


def test_an_undone_import_gives_a_newcomer_nothing():
    code = uscc()
    made = imported(csv_of([code, "", "2025-01", "1"]))
    imports.undo(made, made.uploaded_by, IMPORTED_AT, "误传")

    assert standing(register(code)).register == {}


def test_a_newcomer_of_another_county_gets_nothing_from_this_one():
    code = uscc()
    imported(csv_of([code, "", "2025-01", "1"]))

    assert standing(register(code, "yicheng")).register == {}


def test_the_latest_import_counts_for_a_newcomer_too():
    code = uscc()
    for value in ("1", "2"):
        imported(csv_of([code, "", "2025-01", value]), at=IMPORTED_AT.replace(day=20 + int(value)))

    assert standing(register(code)).value("kwh", "2025-01") == "2"


def test_who_came_in_another_way_is_given_the_lines_by_the_hourly_run_and_only_once():
    code = uscc()
    imported(csv_of([code, "", "2025-01", "5"]))
    newcomer = enterprise(uscc=code)

    assert [attach_all_waiting(IMPORTED_AT), attach_all_waiting(IMPORTED_AT)] == [1, 0]
    assert standing(newcomer).value("kwh", "2025-01") == "5"


def test_a_contradiction_about_an_unknown_enterprise_is_not_kept():
    code = uscc()
    made = brought(csv_of([code, "", "2025-01", "1"], [code, "", "2025-01", "2"]))

    assert (made.waiting_count, made.refused_count) == (0, 2)
    assert "互相矛盾" in made.problems[0][1]


def test_a_line_is_attached_to_somebody_at_a_time_or_to_nobody():
    made = imported(csv_of([uscc(), "", "2025-01", "1"]))

    with pytest.raises(IntegrityError, match="waiting_line_attached_to_someone"), transaction.atomic():
        made.waiting_lines.update(attached_at=IMPORTED_AT)
    with pytest.raises(IntegrityError, match="waiting_line_once"), transaction.atomic():
        WaitingLine.objects.create(imported=made, line=2, uscc=uscc(), cells={})


def test_the_preview_tells_which_lines_will_wait(officer_page):
    code = uscc()

    page = officer_page.post(reverse("register_desk"), upload(csv_of([code, "芽电子", "2025-01", "1"])), follow=True)

    assert "尚未在本平台登记的企业" in page.text
    assert code in page.text
    assert "导入 0 行，留存 1 行" in page.text

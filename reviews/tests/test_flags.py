"""What raises a flag (疑点), and that each is raised once, told in words, and gone when its cause is."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import Enterprise
from accounts.tests.factories import enterprise
from applications import actions as applicant
from applications.models import Application
from applications.tests.factories import FILED_AT, FULL_PRODUCTION, PATENT_GRANT, RD_EXPENSE, document, draft, filed
from applications.tests.factories import complete as fill_in
from applications.tests.profile_factories import registered, registered_entry
from policies.tests.factories import application_round, policy_version
from reviews.flags.comparison import UNREADABLE, comparison
from reviews.flags.exclusions import exclusion
from reviews.flags.marks import normalised, normalised_number
from reviews.flags.queues import is_held, open_flag_count
from reviews.flags.raising import raise_flags
from reviews.flags.related import related_enterprises, relation_words
from reviews.models import CaseMark, Flag
from reviews.tasks import check_flags
from reviews.tests.factories import flag

pytestmark = pytest.mark.django_db
LATER = FILED_AT + timedelta(days=20)
PATENT = {"patent_count": 1, "patent_numbers": ["ZL201910001234.5"]}


def kinds(application: Application) -> list[str]:
    return sorted(application.flags.exclude(state="gone").values_list("kind", flat=True))


def firm(place: str = "yicheng", **fields) -> Enterprise:
    return enterprise(place, **{"address": "", "legal_representative": "", **fields})


def filed_with(of: Enterprise, content: bytes, material: str = "grant_proof", **fields) -> Application:
    """A patent claim with one more file of that content."""
    application = draft(PATENT_GRANT, enterprise=of, **fields)
    fill_in(application, application.created_by)
    document(application, material, application.created_by, content)
    applicant.submit(application, application.created_by, FILED_AT)
    return application


def test_an_ordinary_case_has_no_flag():
    assert kinds(filed(PATENT_GRANT, enterprise=firm())) == []


def test_the_same_file_of_another_enterprise_is_told_to_both_without_its_name():
    first = filed_with(firm(name="第一家有限公司"), b"%PDF-1.4 same certificate")
    second = filed_with(firm(name="第二家有限公司"), b"%PDF-1.4 same certificate")

    check_flags(second.pk)

    assert kinds(first) == kinds(second) == ["same_document"]
    told = second.flags.get()
    assert (told.other, told.severity) == (first, "high")
    assert "第一家" not in told.words
    assert "新授权国内发明专利资助" in told.words


def test_the_own_licence_may_be_filed_again_and_another_own_paper_is_only_pointed_out():
    own = firm()
    second_round = application_round(PATENT_GRANT, name="第二批")
    filed_with(own, b"%PDF-1.4 licence", "subject_proof")
    filed_with(firm(name="旁"), b"%PDF-1.4 other")
    assert kinds(filed_with(own, b"%PDF-1.4 licence", "subject_proof", round=second_round)) == []

    filed_with(own, b"%PDF-1.4 proof", round=application_round(PATENT_GRANT, name="第三批"))
    again = filed_with(own, b"%PDF-1.4 proof", round=application_round(PATENT_GRANT, name="第四批"))

    assert [(each.kind, each.severity) for each in again.flags.all()] == [("same_document", "low")]


def test_an_account_of_another_enterprise_and_a_foreign_name_are_flagged():
    filed(PATENT_GRANT, enterprise=firm(bank_account="1706020109200000001"))
    second = draft(PATENT_GRANT, enterprise=firm(bank_account="1706020109200000001"))
    fill_in(second, second.created_by)
    applicant.save_account(second, {"account_name": "张某"}, second.created_by, FILED_AT)
    applicant.submit(second, second.created_by, FILED_AT)

    assert kinds(second) == ["account_name", "same_account"]
    assert second.flags.get(kind="same_account").words.startswith("收款账号（尾号 0001）也用于另一家企业")


@pytest.mark.parametrize("now, said", [("1200", "增加到 2.0 倍"), ("299", "减少到 50%"), ("700", ""), ("301", "")])
def test_a_figure_twice_or_half_the_last_one_is_pointed_out(now: str, said: str):
    own = firm("linzhou")
    filed(RD_EXPENSE, enterprise=own, facts={"rd_expense_wan": "600"})
    facts = {"rd_expense_wan": now}
    again = filed(RD_EXPENSE, enterprise=own, facts=facts, round=application_round(RD_EXPENSE, name="次年"), at=LATER)

    words = "".join(again.flags.filter(kind="figure", key__startswith="rd_expense_wan").values_list("words", flat=True))

    assert bool(words) == bool(said)
    assert said in words


def test_a_register_that_says_otherwise_and_a_credit_list_are_told():
    own = firm("linzhou")
    registered(own, "rd_deducted_wan", "2025", "900")
    registered_entry(own, "credit", "严重违法失信名单", "豫监〔2026〕1号")

    case = filed(RD_EXPENSE, enterprise=own, facts={"rd_expense_wan": "600"})

    said = dict(case.flags.values_list("kind", "words"))
    assert "严重违法失信名单" in said["credit"]
    assert case.flags.get(kind="credit").severity == "high"
    assert said["register"].startswith("上年度研发费用填报为 600 万元，")
    assert UNREADABLE not in [line.there for line in comparison(case.flags.get(kind="register"), is_readable=False)]


def test_the_same_patent_in_a_standing_case_holds_and_in_a_withdrawn_one_of_another_is_only_told():
    first = filed(PATENT_GRANT, enterprise=firm(), facts=PATENT)
    second = filed(PATENT_GRANT, enterprise=firm(), facts={**PATENT, "patent_numbers": ["zl 2019 1000 1234 .5"]})
    assert [(each.kind, each.is_hold, each.severity) for each in second.flags.all()] == [("double_claim", True, "high")]

    applicant.withdraw(first, first.created_by, FILED_AT, "重复")
    third = filed(PATENT_GRANT, enterprise=firm(), facts=PATENT)

    assert sorted(third.flags.values_list("kind", "is_hold")) == [("double_claim", True), ("same_number", False)]


def test_flags_are_raised_once_and_gone_when_the_cause_is():
    first = filed(PATENT_GRANT, enterprise=firm(), facts=PATENT)
    second = filed(PATENT_GRANT, enterprise=firm(), facts=PATENT)
    raise_flags(second.pk, FILED_AT)
    assert second.flags.count() == 1

    applicant.withdraw(first, first.created_by, FILED_AT, "重复")
    Application.objects.filter(pk=first.pk).update(enterprise=second.enterprise)
    raise_flags(second.pk, FILED_AT)

    assert second.flags.get().state == Flag.State.GONE


def test_two_packs_exclude_each_other_whichever_of_them_says_so():
    first, other = (policy_version(f"anyang-hightech-first-{name}-reward").pack for name in ("other", "strategic"))
    staged = policy_version("anyang-58-hightech-staged-reward").pack

    assert exclusion(first, other) == exclusion(other, first)
    assert exclusion(first, staged) == ("两项政策不得同时享受：同一次认定不重复奖励", "安政办〔2021〕62号第五条第6项")
    assert exclusion(first, policy_version(RD_EXPENSE).pack) is None


def test_related_enterprises_share_account_address_or_representative_however_they_are_spelled():
    one = firm(address="林州市 产业大道８号", legal_representative="李　建国", bank_account="170602018888")
    other = firm(address="林州市产业大道8号", legal_representative="李建国", bank_account="170602018888")
    stranger = firm(address="林州市", legal_representative="王某", bank_account="170602019999")
    for each in (one, other, stranger):
        filed(PATENT_GRANT, enterprise=each)

    assert set(related_enterprises(one.pk)) == {other.pk}
    assert relation_words(related_enterprises(one.pk)[other.pk]) == "同一银行账号、同一地址、法定代表人同名"


@pytest.mark.parametrize(
    "typed, compared",
    [("ZL 2019-1000.5", "201910005"), ("ｚｌ２０１９", "2019"[:0]), ("合同", ""), ("HT—2026（01）号", "HT202601号")],
)
def test_numbers_are_compared_without_spelling(typed: str, compared: str):
    assert normalised_number(typed) == compared
    assert normalised(" Ａ-1 ") == "A1"


def test_cases_are_counted_by_their_open_flags_and_known_as_held():
    held, plain = filed(PATENT_GRANT, enterprise=firm()), filed(FULL_PRODUCTION)
    flag(held, is_hold=True), flag(held)

    rows = Application.objects.annotate(flags_open=open_flag_count(), held=is_held()).order_by("pk")

    assert list(rows.values_list("pk", "flags_open", "held")) == [(held.pk, 2, True), (plain.pk, 0, False)]


@pytest.mark.parametrize("wrong", [{"state": "explained"}, {"other": "self"}, {"key": "same"}])
def test_the_database_keeps_the_rules_of_flags(wrong: dict):
    case = filed(PATENT_GRANT, enterprise=firm())
    flag(case, key="same")
    fields = {name: case if value == "self" else value for name, value in wrong.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        flag(case, **fields)


def test_amounts_stay_as_they_were():
    case = filed(PATENT_GRANT, enterprise=firm(), facts=PATENT)

    raise_flags(case.pk, LATER)

    case.refresh_from_db()
    assert (case.status, case.estimated_yuan) == ("in_review", Decimal("10000.00"))


def test_cases_that_came_without_their_marks_are_compared_by_the_command():
    first = filed(PATENT_GRANT, enterprise=firm(), facts=PATENT)
    second = filed(PATENT_GRANT, enterprise=firm(), facts=PATENT)
    CaseMark.objects.all().delete()
    Flag.objects.all().delete()

    call_command("recheck_flags", stdout=StringIO())

    assert kinds(first) == kinds(second) == ["double_claim"]

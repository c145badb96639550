"""Information entries: read with their place, written in one go, and never beside a pack of the same code."""

from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import region
from policies.actions import write_information
from policies.classes import APPLICANTS, INDUSTRIES, KINDS, LEVELS, SIZES
from policies.engine import PackError, loading
from policies.information import information_files, parse_information, read_information
from policies.models import Policy
from policies.packs import CATALOGUE, pack_files
from policies.tests import factories

ENTRY = """
- code: {code}
  title: 一次性扩岗补助
  summary: 招用毕业年度高校毕业生的企业可以领取。
  level: national
  region: henan
  kind: subsidy
  document: 扎实稳住经济的一揽子政策措施
  number: 国发〔2022〕12号
  issued_on: 2022-05-24
  articles: 第7项
  audience: 招用高校毕业生的企业
  agency: 人力资源社会保障部门
  how: 向参保地经办机构提出。
  lines: [human_resources]
  applicants: [enterprise]
"""


def entries(text: str, taken=()):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "henan" / "information.yaml"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        return read_information([path], taken)


def problems(text: str, taken=()) -> list[str]:
    with pytest.raises(PackError) as refused:
        entries(text, taken)
    return refused.value.problems


def test_an_entry_says_what_its_page_needs():
    (entry,) = entries(ENTRY.format(code="a-b"))

    assert (entry.code, entry.kind, entry.issued_on) == ("a-b", "subsidy", date(2022, 5, 24))
    assert (entry.texts["how"], entry.lists["lines"]) == ("向参保地经办机构提出。", ("human_resources",))


@pytest.mark.parametrize(
    "change, problem",
    [
        (("kind: subsidy", "kind: present"), "henan/information.yaml:7 a-b.kind: 'present' is not one of"),
        (("level: national", "level: street"), "henan/information.yaml:5 a-b.level: 'street' is not one of"),
        (("agency: 人力", "agent: 人力"), "a-b.agent: unknown key"),
        (("  how: 向参保地经办机构提出。\n", ""), "henan/information.yaml:2 a-b.how: is required"),
        (("[human_resources]", "[humans]"), "henan/information.yaml:15 a-b.lines: humans: known are"),
        (("2022-05-24", "May"), "henan/information.yaml:10 a-b.issued_on: 'May' is not a date"),
        (("code: a-b", "code: A_B"), "henan/information.yaml:2 A_B.code: lower-case letters"),
        (("title: 一次性", f"title: {'长' * 120}"), "henan/information.yaml:3 a-b.title: 124 characters, 120 are"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(change, problem):
    assert any(problem in each for each in problems(ENTRY.format(code="a-b").replace(*change)))


def test_a_file_that_is_no_list_is_refused():
    assert parse_information("code: a", "x") == ([], ["x:1 (file): a list of entries is expected"])
    assert "x:2 (file)" in parse_information("- [", "x")[1][0]


def test_a_code_is_used_once_and_not_by_a_pack():
    twice = ENTRY.format(code="a-b") * 2

    assert [each.split(": ")[1] for each in problems(twice)] == ["written twice", "written twice"]
    assert problems(ENTRY.format(code="a-b"), taken={"a-b"}) == ["henan/information.yaml:2 a-b: a pack has this code"]


def test_the_entries_of_the_catalogue_can_be_read():
    codes = {path.stem.partition("@")[0] for path in pack_files()}

    assert read_information(information_files(CATALOGUE), codes)


def test_every_class_of_the_pack_language_has_its_word():
    assert (set(KINDS), set(INDUSTRIES)) == (set(loading.KINDS), set(loading.INDUSTRIES))
    assert (set(SIZES), set(APPLICANTS), set(LEVELS)) == (
        set(loading.SIZES),
        set(loading.APPLICANTS),
        set(loading.LEVELS),
    )


@pytest.mark.django_db
def test_entries_are_written_in_a_few_queries_and_follow_the_file():
    region("henan")
    many = entries("".join(ENTRY.format(code=f"entry-{at}") for at in range(30)))

    with CaptureQueriesContext(
        connection,
    ) as asked:
        write_information(many)
    write_information(entries(ENTRY.format(code="entry-1").replace("向参保地", "向工作地")))

    assert len(asked) <= 9
    (left,) = Policy.objects.filter(is_information=True)
    assert (left.code, left.how) == ("entry-1", "向工作地经办机构提出。")
    assert (left.kind, left.document) == ("subsidy", "扎实稳住经济的一揽子政策措施 国发〔2022〕12号")


@pytest.mark.django_db
def test_an_entry_neither_hides_a_released_policy_nor_names_an_unknown_region():
    factories.policy_version(factories.PATENT_GRANT)
    region("henan")

    with pytest.raises(ValidationError, match="已有发布的政策版本"):
        write_information(entries(ENTRY.format(code=factories.PATENT_GRANT)))
    with pytest.raises(ValidationError, match="没有代号为“atlantis”的行政区划"):
        write_information(entries(ENTRY.format(code="a").replace("region: henan", "region: atlantis")))
    assert not Policy.objects.get(code=factories.PATENT_GRANT).is_information


@pytest.mark.django_db
def test_a_broken_entry_leaves_the_entries_as_they_were(tmp_path):
    region("henan")
    write_information(entries(ENTRY.format(code="stays")))
    (tmp_path / "henan").mkdir()
    (tmp_path / "henan" / "information.yaml").write_text(ENTRY.format(code="new").replace("kind: subsidy", "kind: x"))
    complaints = StringIO()

    with pytest.raises(CommandError, match="信息条目未能载入"):
        call_command("load_policies", catalogue=tmp_path, stdout=StringIO(), stderr=complaints)

    assert "henan/information.yaml:7 new.kind" in complaints.getvalue()
    assert list(Policy.objects.values_list("code", flat=True)) == ["stays"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields, constraint",
    [
        ({"is_information": True, "how": ""}, "policy_information_says_how_and_where"),
        ({"same_as": factories.PATENT_GRANT}, "policy_same_as_another"),
    ],
)
def test_what_the_database_keeps_of_a_policy(fields, constraint):
    policy = factories.policy(factories.PATENT_GRANT)

    with pytest.raises(IntegrityError, match=constraint):
        Policy.objects.filter(pk=policy.pk).update(**fields)


@pytest.mark.django_db
def test_a_pack_writes_its_classes_on_the_policy():
    policy = factories.policy(factories.PATENT_GRANT)
    pack = policy.versions.get().pack

    assert (policy.kind, policy.applicants, policy.same_as) == (pack.kind, list(pack.applicants), pack.same_as)
    assert (policy.articles, policy.ends_on) == (pack.source["articles"], pack.effective_to)

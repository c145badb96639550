"""Packs put together from shared parts: what a pack says itself wins, and a released version says everything."""

from pathlib import Path

import pytest

from policies.engine import Pack, PackError
from policies.packs import FileCatalogue, parse_pack, parse_yaml, read_pack, self_contained, shared_parts

PART = """
period: 每年6月
source: {document: 样例办法, number: 一号}
facts:
  is_local: {label: 在本市注册, type: bool}
  is_honest: {label: 无失信, type: bool}
criteria:
  - {key: local, clause: 第一条, sentence: 在本市注册。, require: {fact: is_local, is: true}}
  - {key: honest, clause: 第二条, sentence: 无失信。, require: {fact: is_honest, is: true}}
"""
DICTIONARY = "rd_wan: {label: 研发费用, type: number, unit: 万元, help: 上年度}\n"
PACK = """
code: sample
title: 样例
summary: 样例。
benefit: 一万元
level: city
region: anyang
kind: reward
include: [base]
omit: [honest]
source: {articles: 第三条}
audience: 企业
facts:
  rd_wan: {section: 研发}
  is_local: {help: 以营业执照为准}
criteria:
  - {key: enough, clause: 第三条, sentence: 够。, require: {fact: rd_wan, ge: 50}}
golden:
  - {name: 一, facts: {rd_wan: 50, is_local: true}, expect: {outcome: eligible}, why: 恰好}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("common/base", PART), ("common/facts-all", DICTIONARY), ("anyang/sample", PACK)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def read(folder: Path) -> Pack:
    """Return the sample pack as its folder gives it."""
    return read_pack(folder / "anyang" / "sample.yaml", shared_parts(folder))


def test_included_parts_follow_the_packs_own(folder: Path) -> None:
    pack = read(folder)

    assert [rule.key for rule in pack.rules] == ["enough", "local"]
    assert pack.period == "每年6月"
    assert pack.source["document"], pack.source["articles"] == ("样例办法", "第三条")


def test_what_the_pack_says_of_a_fact_refines_the_shared_entry(folder: Path) -> None:
    facts = read(folder).facts

    assert (facts["rd_wan"].label, facts["rd_wan"].section, facts["rd_wan"].help) == ("研发费用", "研发", "上年度")
    assert (facts["is_local"].label, facts["is_local"].help) == ("在本市注册", "以营业执照为准")


def test_what_is_omitted_is_left_out(folder: Path) -> None:
    path = folder / "anyang" / "sample.yaml"
    path.write_text(PACK.replace("omit: [honest]", "omit: [honest, is_honest]"))

    assert "is_honest" not in read(folder).facts


def test_a_released_text_needs_no_other_file(folder: Path) -> None:
    pack = read(folder)

    text = self_contained(pack, PACK)

    assert parse_yaml(text, "x") == pack.raw
    assert parse_pack(text, "x").rules[1].key == "local"


def test_a_pack_without_parts_is_released_as_it_was_written(folder: Path) -> None:
    whole = self_contained(read(folder), PACK)

    assert self_contained(parse_pack(whole, "x"), whole) is whole


@pytest.mark.parametrize(
    "name, text, complaint",
    [
        ("anyang/sample", PACK.replace("[base]", "[nosuch]"), "common/nosuch.yaml"),
        ("common/base", PART + "golden: []\n", "golden cannot be included"),
        (
            "common/facts-more",
            "rd_wan: {label: 别的, type: number, unit: 万元}\n",
            "two files describe this fact differently",
        ),
    ],
)
def test_a_part_that_cannot_be_used_is_named(folder: Path, name: str, text: str, complaint: str) -> None:
    (folder / f"{name}.yaml").write_text(text)

    with pytest.raises(PackError, match=complaint):
        read(folder)


def test_a_policy_is_compiled_when_it_is_first_asked_for(folder: Path) -> None:
    (folder / "anyang" / "broken.yaml").write_text("code: [")
    catalogue = FileCatalogue(folder)

    assert catalogue.choose("sample", None)[0].title == "样例"
    with pytest.raises(PackError, match=r"anyang/broken\.yaml:"):
        catalogue.choose("broken", None)
    with pytest.raises(ValueError, match="没有代码为 nosuch 的政策"):
        catalogue.choose("nosuch", None)

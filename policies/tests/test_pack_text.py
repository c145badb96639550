"""Changes are written into a pack's text in place; whatever happens, the text says exactly what was meant."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.figures import figures, read_figure, stale_texts, texts_still_saying, with_figures
from policies.pack_text import plain_copy, rewritten, scalar
from policies.packs import parse_pack, parse_yaml
from policies.tests.factories import FULL_PRODUCTION, PATENT_GRANT, RD_EXPENSE, pack_of

TEXT = """# 第一行说明
title: 补助   # 名称
steps:
  - {key: a, below: 50}   # 门槛
  - key: b
    text: 甲：乙
shared: &one {fact: x, is: true}
again: *one
"""


def figure_of(code: str, words: str):
    return next(figure for figure in figures(pack_of(code)[1]) if words in figure.label)


def test_only_the_changed_value_is_written_anew():
    raw = plain_copy(parse_yaml(TEXT, ""))
    raw["steps"][0]["below"] = 60

    assert rewritten(TEXT, raw) == TEXT.replace("below: 50", "below: 60")


def test_an_entry_is_added_and_removed_on_its_own_lines():
    raw = plain_copy(parse_yaml(TEXT, ""))
    raw["steps"] = [raw["steps"][0], {"key": "c", "text": "新"}]

    text = rewritten(TEXT, raw)

    assert parse_yaml(text, "") == raw
    assert "# 第一行说明" in text
    assert "# 门槛" in text


def test_a_part_that_two_places_share_is_changed_in_one_of_them_only():
    raw = plain_copy(parse_yaml(TEXT, ""))
    raw["again"]["is"] = False

    assert parse_yaml(rewritten(TEXT, raw), "") == raw


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_reads_back_as_it_was_written(value: str):
    value = "".join(each for each in value if each.isprintable())

    assert parse_yaml(f"[a: {scalar(value)}, {{b: {scalar(value)}}}]", "") == [{"a": value}, {"b": value}]


@pytest.mark.parametrize("value", [True, None, 5, Decimal("0.05"), Decimal("3"), date(2026, 1, 2)])
def test_any_other_value_reads_back_as_it_was_written(value):
    assert parse_yaml(f"a: {scalar(value)}", "")["a"] == value


@pytest.mark.parametrize("code", [RD_EXPENSE, FULL_PRODUCTION, PATENT_GRANT])
def test_every_figure_can_be_changed_where_it_stands(code: str):
    text, pack = pack_of(code)
    for figure in figures(pack):
        if isinstance(figure.value, Decimal):
            raw = with_figures(pack.raw, [(figure, figure.value + 1)])

            assert parse_yaml(rewritten(text, raw), "") == raw


def test_a_figure_is_told_in_words_with_its_unit():
    threshold, cap = figure_of(RD_EXPENSE, "不低于（含）"), figure_of(RD_EXPENSE, "封顶")

    assert threshold.label.startswith("条件“上年度研发投入在50万元（含）以上”")
    assert (threshold.words, threshold.unit) == ("50 万元", "万元")
    assert cap.words == "600 万元"


def test_a_rate_may_be_typed_in_per_cent():
    rate = figure_of(RD_EXPENSE, "× 0.05")

    assert rate.is_rate
    assert read_figure(rate, "6%") == Decimal("0.06")
    assert read_figure(rate, "0.06") == Decimal("0.06")


@pytest.mark.parametrize(
    "typed, words",
    [
        ("", "请填写数字"),
        ("五十", "请填写数字"),
        ("1e9", "请填写数字"),
        ("NaN", "请填写数字"),
        ("1.123456789", "小数超过八位"),
        ("99999999999999", "数字过大"),
        ("-60", "请填写正数或 0"),
        ("60%", "不是比例"),
    ],
)
def test_what_a_threshold_in_wan_cannot_be_is_refused(typed: str, words: str):
    with pytest.raises(ValueError, match=words):
        read_figure(figure_of(RD_EXPENSE, "不低于（含）"), typed)


def test_a_date_is_read_as_a_date():
    figure = figure_of(FULL_PRODUCTION, "上缴")

    assert read_figure(figure, "2022-05-01") == date(2022, 5, 1)
    with pytest.raises(ValueError, match="请填写日期"):
        read_figure(figure, "60")


def test_texts_that_still_say_the_old_figure_are_named():
    text, pack = pack_of(RD_EXPENSE)
    figure = figure_of(RD_EXPENSE, "不低于（含）")
    raw = with_figures(pack.raw, [(figure, Decimal(60))])

    [named] = texts_still_saying(raw, figure, pack)

    assert named.endswith("上年度研发投入在50万元（含）以上。")
    assert stale_texts(pack, parse_pack(rewritten(text, raw), "draft.yaml")) == [named]

"""Malformed packs and facts: a clear error with its place, never a traceback of ours, never half a pack."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine import FactError, Pack, PackError, evaluate, load_pack
from policies.pack_text import plain_copy
from policies.packs import parse_pack
from policies.tests import factories
from policies.tests.engine_packs import GOOD, line, mapping, pack

JUNK: list[Any] = [
    None,
    "",
    "x",
    0,
    -1,
    1e300,
    True,
    [],
    {},
    [None],
    {"a": None},
    "1 +",
    "rd_wan",
    "date('x')",
    {"by": 1},
    [{}],
    "é" * 600,
    b"x",
]
CODES = (factories.RD_EXPENSE, factories.FULL_PRODUCTION, factories.PATENT_GRANT)


def places(raw: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return every place in a mapping, whatever is there."""
    entries = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    return [path, *(place for key, value in entries for place in places(value, (*path, key)))]


def spoilt(raw: Any, rng: random.Random) -> Any:
    """Return a copy with one place replaced by junk, or taken out."""
    copy = plain_copy(raw)
    path = rng.choice([place for place in places(copy) if place])
    holder = copy
    for key in path[:-1]:
        holder = holder[key]
    if isinstance(holder, dict) and rng.random() < 0.2:
        del holder[path[-1]]
    else:
        holder[path[-1]] = rng.choice(JUNK)
    return copy


def attempt(raw: Any) -> tuple[Pack | None, list[str]]:
    """Return the pack, or what is wrong with it."""
    try:
        return load_pack(raw, "spoilt.yaml"), []
    except PackError as error:
        return None, error.problems


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("seed", range(4))
def test_a_spoilt_pack_is_loaded_whole_or_refused_with_its_place(code: str, seed: int) -> None:
    raw, rng = factories.pack_of(code)[1].raw, random.Random(seed)

    for _ in range(60):
        loaded, problems = attempt(spoilt(raw, rng))
        assert all(problem.startswith("spoilt.yaml") for problem in problems)
        assert problems or (loaded and loaded.code and loaded.rules)


@settings(max_examples=120, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_is_a_pack_or_a_pack_error(text: str) -> None:
    with pytest.raises(PackError):
        parse_pack(text, "any.yaml")


@pytest.mark.parametrize(
    "text", ["- a\n- b", "3", "null", "a: &x [*x]", "a: !!python/object:os.system x", "? [a]\n: b", "a: 2022-13-45"]
)
def test_yaml_that_is_no_pack_is_refused(text: str) -> None:
    with pytest.raises(PackError, match=r"any\.yaml"):
        parse_pack(text, "any.yaml")


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdef", "bcdefg", strict=True)
)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[" * 100_000, "nested too deep"),
        ("a: " + "[" * 60 + "]" * 60, "nested too deep"),
        (BOMB, "too large once its aliases"),
    ],
    ids=["brackets", "depth", "aliases"],
)
def test_a_text_that_would_blow_up_is_refused_before_it_is_built(text: str, complaint: str) -> None:
    with pytest.raises(PackError, match=complaint):
        parse_pack(text, "any.yaml")


def test_an_amount_beyond_exact_reckoning_is_none_and_says_so() -> None:
    decision = evaluate(
        pack(amount={"lines": [line("huge", add_yuan="rd_wan * rd_wan * rd_wan / rd_wan")]}), {**GOOD, "rd_wan": 10**17}
    )

    assert decision.amount_yuan is None
    assert "算式无法计算（数值越界）" in decision.warnings


@settings(max_examples=150, deadline=None)
@given(
    facts=st.dictionaries(
        st.sampled_from(list(mapping()["facts"])),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
        ),
    )
)
def test_any_facts_are_decided_or_named_as_wrong(facts: dict[str, Any]) -> None:
    wrong: set[str] = set()
    outcome = ""
    try:
        outcome = evaluate(pack(), facts).contract(facts)["outcome"]
    except FactError as error:
        wrong = set(error.problems)

    assert bool(outcome) is not bool(wrong)
    assert wrong <= set(facts)

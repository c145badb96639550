"""`manage.py evaluate`: one case a line in, one decision a line out, whatever the line holds."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from policies.packs import FileCatalogue

PATENT = {
    "applicant_located_in_zhumadian": True, "patent_kind": "invention", "is_newly_granted": True, "patent_count": 2,
    "has_patent_dispute": False, "has_abnormal_patent_filing": False, "materials_authentic": True,
}  # fmt: skip
KEYS = [
    "id",
    "outcome",
    "amount_yuan",
    "ceiling_yuan",
    "score",
    "failed",
    "missing",
    "readings",
    "derivation",
    "warnings",
    "results",
]


def run(*lines: Any) -> list[dict[str, Any]]:
    """Return what the command prints for these lines."""
    source = StringIO("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n")
    out = StringIO()
    call_command("evaluate", stdin=source, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def patent(**changes: Any) -> dict[str, Any]:
    """Return a patent case."""
    return {"id": "p1", "policy": "zhumadian-invention-patent-grant", "as_of": "2022-01-01", "facts": PATENT, **changes}


def test_a_case_is_answered_in_the_shape_of_the_contract() -> None:
    (answer,) = run(patent())

    assert list(answer) == KEYS
    assert (answer["id"], answer["outcome"], answer["amount_yuan"]) == ("p1", "eligible", "20000.00")
    assert answer["derivation"] == [{"label": "2 件 × 10000 元", "clause": "第八条", "amount_yuan": "20000.00"}]


def test_a_failed_rule_is_told_with_clause_and_facts() -> None:
    (answer,) = run(patent(facts={**PATENT, "patent_kind": "utility_model"}))

    assert answer["failed"] == [
        {
            "rule": "invention",
            "clause": "第八条",
            "message": "专利类型：实用新型，要求为“发明专利”",
            "facts": ["patent_kind"],
        }
    ]


def test_a_date_out_of_range_is_a_warning() -> None:
    too_early, late = run(
        patent(as_of="2019-01-01"),
        {"id": 2, "policy": "henan-full-production-reward", "as_of": "2023-01-01", "facts": {}},
    )

    assert too_early["warnings"] == ["2019-01-01 不在政策有效期内，按最接近的版本测算"]
    assert "2023-01-01 不在申报期内" in late["warnings"]


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[1]",
        "null",
        '{"id": "x"}',
        patent(policy="nosuch"),
        patent(policy=["x"]),
        patent(facts=[]),
        patent(ledger="x"),
        patent(as_of="soon"),
        patent(as_of=5),
        patent(facts={**PATENT, "patent_count": "two"}),
        '{"id": "x", "policy": "zhumadian-invention-patent-grant", "facts": {"patent_count": NaN}}',
        "[" * 5000,
    ],
)
def test_a_line_that_cannot_be_decided_gets_an_error_and_the_run_goes_on(line: Any) -> None:
    first, second = run(line, patent())

    assert list(first) == ["id", "error"]
    assert first["error"]
    assert second["outcome"] == "eligible"


def test_answers_come_in_the_order_of_the_cases() -> None:
    assert [answer["id"] for answer in run(*(patent(id=n) for n in (3, 1, 2)))] == [3, 1, 2]


def test_figures_are_read_exactly() -> None:
    case = '{"id": 1, "policy": "anyang-rd-expense-subsidy", "facts": {"rd_expense_wan": 1234.5678, "first_time_recipient": true}}'

    assert run(case)[0]["amount_yuan"] == "617283.90"


def test_an_award_in_the_ledger_is_heeded() -> None:
    ledger = [{"policy": "zhumadian-invention-patent-grant", "subject": "ZL1", "amount_yuan": "10000"}]

    (answer,) = run(patent(facts={**PATENT, "patent_numbers": ["ZL1", "ZL2"]}, ledger=ledger))

    assert [failed["rule"] for failed in answer["failed"]] == ["not-paid-before"]


def test_the_newest_version_answers_when_no_date_is_given() -> None:
    catalogue = FileCatalogue()

    pack, warnings = catalogue.choose("henan-full-production-reward", None)

    assert (pack.effective_from, warnings) == (date(2022, 3, 4), [])


def test_a_failed_rule_names_the_facts_that_were_given_and_nothing_worked_out() -> None:
    case = {"id": 1, "policy": "anyang-rd-expense-subsidy", "facts": {"rd_expense_wan": 100, "first_time_recipient": False,
            "in_rd_statistics_scope": False, "max_subsidised_rd_last3y_wan": 100, "max_rd_all_prior_years_wan": 100}}  # fmt: skip

    (failed,) = run(case)[0]["failed"]

    assert failed["rule"] == "increment"
    assert set(failed["facts"]) <= set(case["facts"])  # type: ignore[call-overload]

"""How amounts move with their figures: rising where the document is rising, falling with what was had before, jumping only at cliffs."""

from decimal import Decimal
from typing import Any

import pytest

from policies.engine import Pack, evaluate
from policies.packs import read_packs

PACKS = {pack.code: pack for pack in read_packs()}
STEPS = [Decimal(step) for step in ("0.2", "0.5", "0.9", "0.999", "1", "1.001", "1.1", "2", "5", "20")]
RISING = [
    ("anyang-deed-tax-subsidy", "deed_tax_paid_yuan"),
    ("anyang-enterprise-result-transfer-subsidy", "actual_transaction_wan"),
    ("anyang-guarantee-fee-reduction-reward", "new_eligible_guarantee_total_wan"),
    ("anyang-guarantee-subrogation-compensation", "subrogation_amount_wan"),
    ("anyang-inclusive-loan-increment-award", "closing_balance_wan"),
    ("anyang-new-rd-org-opex-subsidy", "rd_expense_wan"),
    ("anyang-rd-expense-subsidy", "rd_expense_wan"),
    ("anyang-service-agency-hightech-first-reward", "assisted_rd_collected_total_wan"),
    ("anyang-tech-contract-dev-transfer-award", "actual_received_last_year_wan"),
    ("ay-enterprise-cloud-subsidy", "cloud_fee_wan"),
    ("ay-refinancing-reward", "funds_raised_wan"),
    ("ay-revenue-milestone-reward", "annual_main_revenue_wan"),
    ("henan-equity-exchange-subsidy", "financing_wan"),
    ("henan-little-giant-equipment-subsidy", "investment_wan"),
    ("henan-stable-job-refund", "refund_base_wan"),
    ("zhumadian-equity-fund-company-settle", "paid_in_capital_wan"),
    ("zhumadian-fin-office-provincial", "rent_3y_wan"),
    ("zhumadian-transferred-patent-conversion-reward", "tech_transaction_wan"),
]
FALLING = [
    ("anyang-guarantee-subrogation-compensation", "cumulative_subrogation_wan"),
    ("anyang-instrument-sharing-provider-subsidy", "other_side_paid_wan"),
    ("anyang-new-rd-org-opex-subsidy", "fiscal_rd_expense_wan"),
    ("anyang-rd-expense-subsidy", "other_fiscal_rd_awards_wan"),
    ("anyang-service-agency-hightech-first-reward", "cumulative_paid_wan"),
    ("henan-instrument-sharing-subsidy", "granted_this_year_wan"),
]
LAST_CAPS = [
    (pack, pack.amount_lines[-1])
    for pack in PACKS.values()
    if pack.amount_lines and pack.amount_lines[-1].operation == "cap" and not pack.amount_lines[-1].group
]


def amounts(code: str, fact: str) -> list[Decimal]:
    """Return what a golden case that knows the fact pays as the figure grows, where it pays at all."""
    pack = PACKS[code]
    case = next(
        case for case in pack.golden if case.expect["outcome"] == "eligible" and is_figure(case.facts.get(fact))
    )
    decisions = [
        evaluate(pack, {**case.facts, fact: Decimal(str(case.facts[fact])) * step}, case.ledger) for step in STEPS
    ]
    paid = [decision for decision in decisions if decision.outcome == "eligible"]
    return [each.ceiling_yuan if each.amount_yuan is None else each.amount_yuan for each in paid]  # type: ignore[misc]


def is_figure(value: Any) -> bool:
    """Tell whether a golden case gives the fact as one number that is not zero."""
    return isinstance(value, (int, Decimal)) and value is not True and value > 0


@pytest.mark.parametrize(("code", "fact"), RISING)
def test_more_never_earns_less(code: str, fact: str) -> None:
    found = amounts(code, fact)

    assert len(set(found)) > 1
    assert found == sorted(found)


@pytest.mark.parametrize(("code", "fact"), FALLING)
def test_what_was_had_before_never_earns_more(code: str, fact: str) -> None:
    found = amounts(code, fact)

    assert len(set(found)) > 1
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize(("pack", "line"), LAST_CAPS, ids=[pack.code for pack, _ in LAST_CAPS])
def test_the_last_cap_is_never_exceeded(pack: Pack, line: Any) -> None:
    for case in pack.golden:
        figures = {
            name: value * 1000 for name, value in case.facts.items() if is_figure(value) and not name.endswith("_pct")
        }
        decision = evaluate(pack, {**case.facts, **figures}, case.ledger)
        cut = [entry for entry in decision.derivation if entry.key == line.key]
        before = sum(entry.amount_yuan or 0 for entry in decision.derivation if entry.key != line.key)
        assert all((entry.amount_yuan or 0) <= 0 for entry in cut)
        assert (decision.amount_yuan or 0) <= before or not cut


def test_a_cliff_is_shown_by_golden_cases_on_both_of_its_sides() -> None:
    """At 5000 万元 of research the yearly ceiling jumps from 200 to 400 万元 (安政办〔2021〕62号): one yuan less costs 50 万元."""
    pack = PACKS["anyang-rd-expense-subsidy"]
    paid = {str(case.facts["rd_expense_wan"]): case.expect.get("amount_yuan") for case in pack.golden}

    below, at = paid["4999.99"], paid["5000"]

    assert (below, at) == (2_000_000, 2_500_000)

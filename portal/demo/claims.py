"""What the demo enterprises claim: plausible facts for each policy, some at the edges."""

from typing import Any

FULL_PRODUCTION = "henan-full-production-reward"
PATENT_GRANT = "zhumadian-invention-patent-grant"
RD_EXPENSE = "anyang-rd-expense-subsidy"
Facts = dict[str, Any]


def full_production(number: int) -> Facts:
    """Return a claim of the 100,000 or the 200,000 元 track, by turns."""
    scale = 100 + 15 * number
    months = [round(scale * share) * 100 for share in (62, 48, 66, 70, 74, 78, 86, 84, 76, 72, 70, 80)]
    peak = max(months) / 31
    common = {
        "in_scale_enterprise_library": True,
        "self_applied_exit_2021": False,
        "kwh_2021_by_month": [str(month) for month in months],
        "power_source": "grid",
        "integrity_commitment": True,
        "company_profile": f"规模以上工业企业，年产能 {scale * 20} 吨",
        "main_products": "铸件、结构件",
        "worker_count": str(scale),
        "output_value_2021_wan": str(scale * 120),
        "assets_2021_wan": str(scale * 150),
        "liabilities_2021_wan": str(scale * 60),
        "main_income_2021_wan": str(scale * 110),
        "profit_and_tax_2021_wan": str(scale * 9),
        "earlier_awards": "无",
        "is_specialised_or_champion": number % 4 == 0,
        "is_listed": False,
    }
    return common | (_track_a(peak) if number % 2 else _track_b(peak, scale))


def _track_a(peak: float) -> Facts:
    return {
        "track": "A",
        "shutdown_reason": "spring_festival",
        "lowest_daily_avg_kwh_during_shutdown": str(round(peak * 0.12)),
        "kwh_2022_02_15": str(round(peak * 0.86)),
        "shutdown_from": "2022-01-28",
        "resumed_on": "2022-02-10",
    }


def _track_b(peak: float, scale: int) -> Facts:
    return {
        "track": "B",
        "shutdown_in_q1_2022": False,
        "kwh_q1_2022_total": str(round(peak * 0.88 * 90)),
        "main_income_q1_2022": str(scale * 31),
        "main_income_q1_2021": str(scale * 27),
    }


def patent_grant(number: int) -> Facts:
    """Return a claim for one to four invention patents."""
    count = 1 + number % 4
    return {
        "applicant_located_in_zhumadian": True,
        "patent_kind": "invention",
        "is_newly_granted": True,
        "patent_count": str(count),
        "patent_numbers": [
            f"ZL2019{number:02d}{piece:02d}6{number * 37 % 1000:03d}.{piece}" for piece in range(1, count + 1)
        ],
        "grant_doc": "发明专利证书",
        "has_patent_dispute": False,
        "has_abnormal_patent_filing": False,
        "materials_authentic": True,
    }


def rd_expense(number: int) -> Facts:
    """Return a claim of a first-time recipient; every fifth falls under two sentences and needs a ruling."""
    expense = 180 + 260 * number
    first = number % 5 != 0
    return {
        "rd_expense_wan": str(expense),
        "first_time_recipient": first,
        "in_rd_statistics_scope": True,
        **(
            {}
            if first
            else {"max_subsidised_rd_last3y_wan": str(expense // 2), "max_rd_all_prior_years_wan": str(expense // 2)}
        ),
        "super_deduction_claimed": True,
        "other_fiscal_rd_awards_wan": "0",
        "jurisdiction": "district",
        "registered_in_anyang": True,
        "is_independent_legal_person": True,
        "main_tax_paid_in_anyang": True,
        "is_above_scale_industrial": True,
        "rd_booked_in_scope": True,
        "rd_visible_in_statistics_system": True,
        "other_fiscal_support_same_matter": False,
        "fraud_ban_active": False,
        "integrity_commitment_submitted": True,
    }


CLAIMS = {FULL_PRODUCTION: full_production, PATENT_GRANT: patent_grant, RD_EXPENSE: rd_expense}
HOME_CITY = {PATENT_GRANT: "zhumadian", RD_EXPENSE: "anyang"}

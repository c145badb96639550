"""What the demo enterprises claim under the policies with later stages: a project with an agreement, a title."""

from portal.demo.claims import Facts

PROJECT = "ay-jiebang-project-funding"
TITLE = "national-srdi-sme"


def project(number: int) -> Facts:
    """Return a claim for a commissioned research project; the largest ones reach the cap."""
    return {
        "is_jiebang_project": True,
        "tech_contract_amount_wan": str(180 + 170 * (number % 7)),
        "rd_stat_zero": False,
        "registered_in_anyang": True,
        "is_independent_legal_person": True,
        "main_tax_paid_in_anyang": True,
        "other_fiscal_support_same_matter": False,
        "fraud_ban_active": False,
        "integrity_commitment_submitted": True,
    }


def title(number: int) -> Facts:
    """Return a self-score between 70 and 100 points."""
    return {
        "registered_in_china": True,
        "is_independent_legal_person": True,
        "enterprise_size_class": "small",
        "in_abnormal_operation_list": False,
        "in_serious_dishonesty_list": False,
        "product_prohibited_restricted_or_obsolete": False,
        "major_accident_in_3y": False,
        "tax_evasion_or_violation_in_3y": False,
        "is_valid_innovative_sme": True,
        "article3_gates_ok": True,
        "revenue_last_year": str(4200 + 350 * (number % 5)),
        "main_income_ratio_pct": str(72 + 4 * (number % 5)),
        "main_income_avg_growth_2y_pct": str(5 + number % 7),
        "niche_market_years": str(4 + number % 8),
        "product_field_tier": "six_bases_or_time_honored_or_key_chain_supplier",
        "digital_level": "3",
        "quality_items_count": str(1 + number % 3),
        "net_margin_pct": str(6 + number % 5),
        "debt_ratio_pct": "46",
        "local_feature_score": str(9 + number % 6),
        "ip_tier": "class1_self_developed",
        "rd_expense_last_year": str(330 + 20 * (number % 6)),
        "rd_expense_ratio_pct": "6.5",
        "rd_staff_ratio_pct": "21",
        "rd_institution_level": "provincial",
    }


LATER_CLAIMS = {PROJECT: project, TITLE: title}

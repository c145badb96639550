"""Profiles of three demo enterprises over three years, and an import of every register, each with something to look at."""

import csv
import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Bureau, Enterprise, User
from applications.actions import declaring, imports
from applications.models import Application, CaseFact, RegisterImport
from applications.profile.registers import register_of
from portal.demo.claims import FULL_PRODUCTION, RD_EXPENSE
from portal.demo.enterprises import credit_code
from portal.demo.world import World

OFFICER = "anyang.industry.data"
KEEPERS = ("qiye01", "qiye05", "qiye09")  # 林州、汤阴、文峰
Lines = list[dict[str, str]]


def make_profiles(world: World) -> None:
    """Let three enterprises keep their profile, and a data officer of the city bring in each register once."""
    people = {user.username: (enterprise, user) for enterprise, user in world.people}
    keepers = [people[name] for name in KEEPERS]
    for place, (enterprise, user) in enumerate(keepers, start=1):
        keep_profile(enterprise, user, place, world)
    firms = [enterprise for enterprise, _ in keepers]
    bring_in(world, "electricity", power_lines(cases_of(FULL_PRODUCTION)), 9)
    bring_in(world, "tax", tax_lines(cases_of(RD_EXPENSE)), 8)
    bring_in(world, "statistics", statistics_lines(firms, last_year(world)), 7)
    bring_in(world, "titles", title_lines(firms), 6)
    bring_in(world, "patents", patent_lines(firms), 5)
    bring_in(world, "credit", credit_lines(world), 4)
    bring_in(world, "ownership", [{**of(firm), "controller": "赵国强"} for firm in firms[:2]], 3)
    waiting = [{"uscc": firms[0].uscc, "enterprise": firms[0].name, "month": f"{last_year(world)}-{month:02d}",
                "kwh": str(90_000 + 1_500 * month)} for month in range(1, 13)]  # fmt: skip
    bring_in(world, "electricity", [*waiting, *power_lines_to_mend(waiting[0], firms[1])], 1, is_confirmed=False)


def last_year(world: World) -> int:
    """Return the last full year."""
    return timezone.localdate(world.now).year - 1


def keep_profile(enterprise: Enterprise, user: User, place: int, world: World) -> None:
    """Declare what holds without a period, three years of figures, a title and a second account."""
    at, values = (
        world.now - timedelta(days=30),
        {("industry", ""): "industry", ("is_independent_legal_person", ""): True, ("controlling_person", ""): "赵国强"},
    )
    for back in range(3):
        year, growth = str(last_year(world) - back), 100 - 7 * back
        figures = {"revenue_wan": 62, "main_income_wan": 58, "assets_wan": 84, "liabilities_wan": 31, "profit_tax_wan": 6,
                   "rd_wan": 3, "staff": 1}  # fmt: skip
        values |= {(name, year): str(base * growth * place) for name, base in figures.items()}
    declaring.declare(enterprise, values, user, at)
    title = {
        "name": "省级企业技术中心",
        "number": f"豫发改高技〔2024〕{place}号",
        "valid_from": "2024-09-01",
        "valid_to": None,
    }
    declaring.add_title(enterprise, title, user, at)
    account = {"account_name": enterprise.name, "bank_name": f"中国建设银行{enterprise.region.name}支行",
               "number": f"4100152303205{place:06d}"}  # fmt: skip
    first = {"account_name": enterprise.name, "bank_name": enterprise.bank_name, "number": enterprise.bank_account}
    for each in (first, account):
        if not enterprise.bank_accounts.filter(number=each["number"]).exists():
            declaring.add_account(enterprise, each, user, at)


def cases_of(code: str) -> list[Application]:
    """Return some filed cases of the policy in the city, the oldest first."""
    filed = Application.objects.filter(round__policy__code=code, submitted_at__isnull=False)
    of_city = filed.filter(region__parent__slug="anyang").select_related("enterprise", "round")
    return list(of_city.order_by("pk")[:5])


def declared(case: Application, name: str) -> CaseFact | None:
    """Return what the case declares under a name."""
    return case.fact_rows.filter(name=name).first()


def of(enterprise: Enterprise) -> dict[str, str]:
    """Return the cells that name an enterprise."""
    return {"uscc": enterprise.uscc, "enterprise": enterprise.name}


def power_lines(cases: list[Application]) -> Lines:
    """Return the months of 2021 as the cases declare them; the third case's May is another, and one line is nobody's."""
    lines: Lines = [{"uscc": "91410500MA9NOBODY0", "enterprise": "未登记企业", "month": "2021-01", "kwh": "1"}]
    for place, case in enumerate(cases, start=1):
        row = declared(case, "kwh_2021_by_month")
        for month, kwh in enumerate(row.value if row else [], start=1):
            told = str(int(kwh) - 3_000) if (place, month) == (3, 5) else kwh
            lines.append({**of(case.enterprise), "month": f"2021-{month:02d}", "kwh": told})
    return lines


def power_lines_to_mend(first: dict[str, str], firm: Enterprise) -> Lines:
    """Return lines that cannot be imported, each for another reason, and one of an enterprise that has not registered yet."""
    strange = {"uscc": credit_code(firm.region, 99_001), "enterprise": f"{firm.region.name}新芽电子有限公司"}
    return [
        {**first, "kwh": "88000"},
        {**of(firm), "month": f"{first['month'][:4]}-13", "kwh": "1200"},
        {**of(firm), "month": first["month"], "kwh": "约九万"},
        {**of(firm), "month": "", "kwh": "91000"},
        {**of(firm), "uscc": firm.uscc[:17], "month": first["month"], "kwh": "91000"},
        {**strange, "month": first["month"], "kwh": "45600"},
    ]


def tax_lines(cases: list[Application]) -> Lines:
    """Return the deducted R&D of the year before the round; the second case declares 40 万元 more."""
    lines: Lines = []
    for place, case in enumerate(cases, start=1):
        if row := declared(case, "rd_expense_wan"):
            told = str(int(row.value) - 40) if place == 2 else row.value
            year = str(case.round.opens_on.year - 1)
            lines.append({**of(case.enterprise), "year": year, "tax": str(200 + 35 * place), "deducted": told})
    return lines


def statistics_lines(firms: list[Enterprise], year: int) -> Lines:
    """Return the library and last year's figures; the first enterprise declares another revenue."""
    return [
        {**of(firm), "year": str(year), "name": "规模以上工业", "valid_from": "2019-01-01",
         "revenue": str(6200 * place - (180 if place == 1 else 0)), "staff": str(100 * place)}
        for place, firm in enumerate(firms, start=1)
    ]  # fmt: skip


def title_lines(firms: list[Enterprise]) -> Lines:
    """Return a title that is valid for each enterprise, the last one's being over."""
    ends = ("2027-10-27", "2027-10-27", "2025-10-27")
    return [
        {
            **of(firm),
            "name": "高新技术企业",
            "number": f"GR20244100{place:04d}",
            "valid_from": "2022-10-28",
            "valid_to": end,
        }
        for place, (firm, end) in enumerate(zip(firms, ends, strict=True), start=1)
    ]


def patent_lines(firms: list[Enterprise]) -> Lines:
    """Return a patent of each enterprise, and one line twice."""
    lines = [
        {**of(firm), "name": "发明专利", "number": f"ZL20201001{place:04d}.6", "valid_from": "2022-05-17",
         "note": "一种铸件冷却装置"}
        for place, firm in enumerate(firms, start=1)
    ]  # fmt: skip
    return [*lines, lines[0]]


def credit_lines(world: World) -> Lines:
    """Return an enterprise that stands on a list, and one that left it."""
    [first, second] = [case.enterprise for case in cases_of(RD_EXPENSE)][:2]
    return [
        {**of(first), "name": "经营异常名录", "number": "安市监列〔2025〕12号", "valid_from": "2025-07-10",
         "note": "未按期公示年度报告"},
        {**of(second), "name": "失信被执行人", "number": "（2024）豫05执88号", "valid_from": "2024-03-01",
         "valid_to": "2024-12-20"},
    ]  # fmt: skip


def bring_in(world: World, key: str, lines: Lines, days_ago: int, *, is_confirmed: bool = True) -> RegisterImport:
    """Upload, check and import a register's file as the city's data officer."""
    register, officer = register_of(key), User.objects.get(username=OFFICER)
    text = io.StringIO()
    writer = csv.DictWriter(text, [column.label for column in register.columns])
    writer.writeheader()
    writer.writerows({column.label: line.get(column.key, "") for column in register.columns} for line in lines)
    upload = SimpleUploadedFile(f"{register.holder}{register.label}.csv", text.getvalue().encode("utf-8-sig"))
    at, bureau = world.now - timedelta(days=days_ago), Bureau.objects.get(line="industry", region__slug="anyang")
    made = imports.receive_file(register, upload, timezone.localdate(at) - timedelta(days=3), bureau, officer, at)
    imports.check_file(made)
    if is_confirmed:
        imports.confirm(made, officer, at)
        imports.carry_out(made, at)
    return made

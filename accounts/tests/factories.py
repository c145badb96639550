"""What a test needs of people and places; regions and bureaus come from the migrations, unless a test flushed them."""

from datetime import date
from itertools import count

from stdnum.cn.uscc import calc_check_digit

from accounts.models import Bureau, Enterprise, Region, Role, RoleAssignment, User

PASSWORD = "惠企-correct-horse-9"
SINCE = date(2026, 1, 1)
PARENTS = {"henan": None, "anyang": "henan", "zhumadian": "henan", "pingdingshan": "henan"}
ZHUMADIAN = {"yicheng", "xiping", "shangcai", "pingyu", "zhengyang", "queshan", "biyang", "runan", "suiping", "xincai"}
serial = count(1)


def region(slug: str = "linzhou") -> Region:
    parent = PARENTS.get(slug, "zhumadian" if slug in ZHUMADIAN else "anyang")
    level = {None: "province", "henan": "city"}.get(parent, "county")
    if found := Region.objects.filter(slug=slug).first():
        return found
    return Region.objects.create(slug=slug, name=slug, level=level, parent=region(parent) if parent else None)


def bureau(line: str = "industry", region_slug: str = "linzhou") -> Bureau:
    place = region(region_slug)
    return Bureau.objects.get_or_create(line=line, region=place, defaults={"name": f"{place.name}{line}"})[0]


def person(username: str = "", **fields) -> User:
    username = username or f"person-{next(serial)}"
    fields = {"name": "王建国", "email": f"{username}@example.com", **fields}
    return User.objects.create_user(username=username, password=PASSWORD, **fields)


def grant(user: User, role: str, *, valid_from: date = SINCE, **fields) -> RoleAssignment:
    return RoleAssignment.objects.create(user=user, role=role, valid_from=valid_from, **fields)


def official(
    role: str = Role.PRELIMINARY_REVIEWER, line: str = "industry", region_slug: str = "linzhou", **fields
) -> User:
    policy_code = fields.pop("policy_code", "")
    user = person(**fields)
    grant(user, role, bureau=bureau(line, region_slug), policy_code=policy_code)
    return user


def uscc(number: int | None = None) -> str:
    """A valid code of an invented enterprise of 林州市 (410581)."""
    body = f"91410581MA9{number or next(serial):06d}"
    return body + calc_check_digit(body)


def enterprise(region_slug: str = "linzhou", **fields) -> Enterprise:
    number = next(serial)
    fields = {
        "uscc": uscc(number),
        "name": f"测试企业{number}有限公司",
        "bank_name": "中国工商银行股份有限公司林州支行",
        "bank_account": f"1706020109{number:09d}",
        **fields,
    }
    return Enterprise.objects.create(region=region(region_slug), **fields)


def clerk(of: Enterprise | None = None, **fields) -> User:
    user = person(**fields)
    grant(user, Role.APPLICANT_CLERK, enterprise=of or enterprise())
    return user


def enterprise_admin(of: Enterprise | None = None, **fields) -> User:
    of = of or enterprise()
    user = clerk(of, **fields)
    grant(user, Role.ENTERPRISE_ADMIN, enterprise=of)
    return user

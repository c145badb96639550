"""The demo officials: one account per bureau and role, named region.line.role."""

from datetime import date
from functools import cache
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from accounts.models import Bureau, Enterprise, Role, RoleAssignment, User

PASSWORD = "huiqi-demo-2026"
SINCE = date(2026, 1, 1)


class Official(NamedTuple):
    """One demo official: the account's name, role, line and region, and the person's name."""

    username: str
    role: str
    line: str
    region: str
    name: str


def _row(username: str, role: str, name: str) -> Official:
    region, line, _ = username.split(".")
    return Official(username, role, line, region, name)


PRELIMINARY, FINAL, CHIEF = Role.PRELIMINARY_REVIEWER, Role.FINAL_REVIEWER, Role.CHIEF
OFFICIALS = (
    _row("linzhou.industry.review", PRELIMINARY, "李建军"),
    _row("linzhou.finance.review", PRELIMINARY, "王秀英"),
    _row("tangyin.industry.review", PRELIMINARY, "张志强"),
    _row("tangyin.finance.review", PRELIMINARY, "赵丽娟"),
    _row("baofeng.industry.review", PRELIMINARY, "陈国栋"),
    _row("baofeng.finance.review", PRELIMINARY, "刘桂兰"),
    _row("yicheng.industry.review", PRELIMINARY, "杨海涛"),
    _row("yicheng.finance.review", PRELIMINARY, "周玉梅"),
    _row("anyang.industry.review", PRELIMINARY, "孙卫东"),
    _row("anyang.finance.review", PRELIMINARY, "郭晓燕"),
    _row("zhumadian.industry.review", PRELIMINARY, "马俊杰"),
    _row("zhumadian.finance.review", PRELIMINARY, "胡春梅"),
    _row("pingdingshan.industry.review", PRELIMINARY, "林永刚"),
    _row("pingdingshan.finance.review", PRELIMINARY, "何雪芹"),
    _row("henan.industry.review", PRELIMINARY, "江海燕"),
    _row("henan.industry.notice", Role.PUBLICITY_OFFICER, "崔立民"),
    _row("henan.industry.final", FINAL, "高文博"),
    _row("henan.industry.chief", CHIEF, "罗振华"),
    _row("henan.finance.pay", Role.PAYMENT_MAKER, "梁静怡"),
    _row("henan.finance.check", Role.PAYMENT_CHECKER, "宋明远"),
    _row("linzhou.finance.pay", Role.PAYMENT_MAKER, "韩淑芬"),
    _row("tangyin.finance.pay", Role.PAYMENT_MAKER, "唐国庆"),
    _row("baofeng.finance.pay", Role.PAYMENT_MAKER, "冯建国"),
    _row("yicheng.finance.pay", Role.PAYMENT_MAKER, "许桂英"),
    _row("linzhou.science.review", PRELIMINARY, "邓建平"),
    _row("tangyin.science.review", PRELIMINARY, "曹红霞"),
    _row("wenfeng.science.review", PRELIMINARY, "彭立新"),
    _row("anyang.science.review", PRELIMINARY, "金晓峰"),
    _row("anyang.science.final", FINAL, "曾庆国"),
    _row("anyang.science.chief", CHIEF, "萧正平"),
    _row("anyang.science.notice", Role.PUBLICITY_OFFICER, "田雨晴"),
    _row("henan.science.chief", CHIEF, "邹立平"),
    _row("anyang.finance.pay", Role.PAYMENT_MAKER, "董志远"),
    _row("anyang.finance.check", Role.PAYMENT_CHECKER, "袁素云"),
    _row("yicheng.market.review", PRELIMINARY, "潘国强"),
    _row("xiping.market.review", PRELIMINARY, "于凤兰"),
    _row("shangcai.market.review", PRELIMINARY, "朱文斌"),
    _row("zhumadian.market.review", PRELIMINARY, "阎志平"),
    _row("zhumadian.market.final", FINAL, "蒋大伟"),
    _row("zhumadian.market.chief", CHIEF, "蔡玉兰"),
    _row("zhumadian.finance.final", FINAL, "丁晓云"),
    _row("zhumadian.finance.chief", CHIEF, "薛国平"),
    _row("zhumadian.finance.pay", Role.PAYMENT_MAKER, "余建华"),
    _row("zhumadian.finance.check", Role.PAYMENT_CHECKER, "杜秀珍"),
    _row("anyang.science.edit", Role.POLICY_EDITOR, "沈毅"),
    _row("anyang.science.release", Role.POLICY_RELEASER, "贾文静"),
    _row("henan.industry.edit", Role.POLICY_EDITOR, "范晓东"),
    _row("henan.industry.release", Role.POLICY_RELEASER, "石磊"),
    _row("zhumadian.market.edit", Role.POLICY_EDITOR, "方志敏"),
    _row("zhumadian.market.release", Role.POLICY_RELEASER, "侯雅琴"),
    _row("anyang.industry.data", Role.DATA_OFFICER, "覃晓明"),
    _row("anyang.supervision.watch", Role.SUPERVISOR, "叶青"),
    _row("henan.supervision.watch", Role.SUPERVISOR, "程远"),
    _row("anyang.science.admin", Role.BUREAU_ADMIN, "苏敏"),
    _row("henan.finance.admin", Role.BUREAU_ADMIN, "魏强"),
)


@cache
def password_hash() -> str:
    """Return the demo password as it is stored, computed once: seventy slow hashes would be half of the seeding."""
    return make_password(PASSWORD)


def make_user(username: str, name: str) -> User:
    """Return a demo user with the demo password; made now if there is none."""
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User(username=username, name=name, email=f"{username}@demo.invalid")
        user.password = password_hash()
        user.save()
    return user


def make_official(row: Official) -> User:
    """Make one demo official with the role in the bureau."""
    bureau = Bureau.objects.get(line=row.line, region__slug=row.region)
    user = make_user(row.username, row.name)
    RoleAssignment.objects.get_or_create(
        user=user, role=row.role, bureau=bureau, valid_to=None, defaults={"valid_from": SINCE}
    )
    return user


def make_officials() -> None:
    """Make every demo official with the role in the bureau."""
    for row in OFFICIALS:
        make_official(row)
    if not User.objects.filter(is_superuser=True).exists():
        User.objects.create_superuser("root", "root@demo.invalid", PASSWORD, name="系统管理员")


def make_clerk(enterprise: Enterprise, username: str, name: str) -> User:
    """Return the enterprise's demo administrator, who also files its claims."""
    user = make_user(username, name)
    for role in (Role.ENTERPRISE_ADMIN, Role.APPLICANT_CLERK):
        RoleAssignment.objects.get_or_create(
            user=user, role=role, enterprise=enterprise, valid_to=None, defaults={"valid_from": SINCE}
        )
    return user


def make_principal(enterprise: Enterprise, username: str, name: str) -> User:
    """Return the enterprise's demo principal (企业负责人), who certifies its claims."""
    user = make_user(username, name)
    RoleAssignment.objects.get_or_create(
        user=user, role=Role.PRINCIPAL, enterprise=enterprise, valid_to=None, defaults={"valid_from": SINCE}
    )
    return user


def account_table() -> list[tuple[str, str, str]]:
    """Return (role, where, username) of every demo account, enterprises first."""
    held = RoleAssignment.objects.filter(user__email__endswith="@demo.invalid").select_related(
        "user", "bureau", "enterprise"
    )
    order = list(Role.values)
    officials = sorted((order.index(each.role), str(each.bureau), each.user.username) for each in held if each.bureau)
    filing = (Role.APPLICANT_CLERK, Role.PRINCIPAL)
    people = [each for each in held.order_by("user__username") if each.role in filing]
    rows = [(each.get_role_display(), str(each.enterprise), each.user.username) for each in people]
    rows += [(Role(order[position]).label, bureau, username) for position, bureau, username in officials]
    return [*rows, ("系统管理员（/admin/）", "全站", "root")]

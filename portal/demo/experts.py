"""The demo's experts: seven people of six employers in the pools of 安阳 science and 驻马店 market, and how they score."""

from datetime import datetime
from decimal import Decimal

from accounts.models import Bureau, Role, RoleAssignment, User
from portal.demo.accounts import SINCE, make_user
from reviews.actions import panels
from reviews.draws import digest_of
from reviews.models import Expert, Panel, ReviewTask

PEOPLE = (
    ("zhuanjia01", "汤振宇", "安阳工学院（演示）", "机械设计"),
    ("zhuanjia02", "尹雪梅", "河南工程材料研究所（演示）", "材料"),
    ("zhuanjia03", "常志远", "豫北检测中心（演示）", "检验检测"),
    ("zhuanjia04", "武丽萍", "安阳工学院（演示）", "自动化"),
    ("zhuanjia05", "康建业", "中原会计师事务所（演示）", "财务"),
    ("zhuanjia06", "贺晓光", "河南智能制造协会（演示）", "智能制造"),
    ("zhuanjia07", "龚海宁", "太行技术转移中心（演示）", "技术转移"),
)
POOLS = (("science", "anyang"), ("market", "zhumadian"))
ITEMS = [
    {"key": "item-1", "label": "技术先进性", "max": "40"},
    {"key": "item-2", "label": "实施条件", "max": "30"},
    {"key": "item-3", "label": "预期效益", "max": "30"},
]


def make_experts(now: datetime) -> list[User]:
    """Make the demo experts with their particulars."""
    pools = [Bureau.objects.get(line=line, region__slug=region) for line, region in POOLS]
    made = []
    for username, name, employer, fields in PEOPLE:
        user = make_user(username, name)
        for bureau in pools:
            RoleAssignment.objects.get_or_create(
                user=user, role=Role.EXPERT, bureau=bureau, valid_to=None, defaults={"valid_from": SINCE}
            )
        Expert.objects.get_or_create(user=user, defaults={"employer": employer, "fields": fields, "updated_at": now})
        made.append(user)
    return made


def draw_five(task: ReviewTask, user: User, at: datetime) -> Panel:
    """Draw a panel of five; the seed comes from the case's number, so that the demo is the same each time."""
    seed = digest_of("demo", task.application.number)[:32]
    return panels.draw_panel(task, user, at, panels.Draw(5, ITEMS, Decimal(60)), seed=seed)


def review_by_experts(task: ReviewTask, user: User, at: datetime) -> None:
    """Let five experts score the case well."""
    panel = draw_five(task, user, at)
    for place, seat in enumerate(panel.seats.select_related("expert")):
        given = {"item-1": Decimal(32 + place), "item-2": Decimal(25), "item-3": Decimal(24 - place % 3)}
        panels.submit_sheet(seat, seat.expert, at, given, "技术路线清楚，条件具备，同意支持。")

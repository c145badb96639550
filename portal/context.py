"""What every page's frame needs: the site's particulars, the left rail of the person's roles, unread messages."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import ENTERPRISE_ROLES, Role
from accounts.roles import roles_of, unread_count

REVIEW_ROLES = {Role.PRELIMINARY_REVIEWER, Role.FINAL_REVIEWER, Role.CHIEF}


class Entry(NamedTuple):
    """One entry of the left rail: its page and the roles that see it."""

    label: str
    url_name: str
    roles: frozenset[str]


RAIL = (
    Entry("工作台", "desk", frozenset(Role)),
    Entry("我的申报", "application_list", frozenset(ENTERPRISE_ROLES)),
    Entry("企业档案", "profile_home", frozenset(ENTERPRISE_ROLES)),
    Entry("材料库", "library", frozenset({Role.APPLICANT_CLERK})),
    Entry("企业信息", "enterprise_profile", frozenset({Role.ENTERPRISE_ADMIN})),
    Entry("企业人员", "colleagues", frozenset({Role.ENTERPRISE_ADMIN})),
    Entry("审核待办", "review_queue", frozenset(REVIEW_ROLES)),
    Entry("办件查询", "case_list", frozenset(REVIEW_ROLES | {Role.SUPERVISOR})),
    Entry("容缺台账", "gap_list", frozenset(REVIEW_ROLES | {Role.SUPERVISOR})),
    Entry("效能监督", "supervision_board", frozenset({Role.CHIEF, Role.SUPERVISOR})),
    Entry("双随机抽查", "second_look_list", frozenset(REVIEW_ROLES | {Role.SUPERVISOR})),
    Entry("汇总表", "annex_list", frozenset(REVIEW_ROLES | {Role.SUPERVISOR})),
    Entry("专家评审", "expert_desk", frozenset({Role.EXPERT})),
    Entry("任务书", "agreement_list", frozenset({Role.FINAL_REVIEWER})),
    Entry("好差评", "rating_list", frozenset({Role.SUPERVISOR})),
    Entry("公示管理", "publicity_desk", frozenset({Role.PUBLICITY_OFFICER})),
    Entry("异议办理", "objection_list", frozenset({Role.PUBLICITY_OFFICER})),
    Entry("资金拨付", "payment_desk", frozenset({Role.PAYMENT_MAKER, Role.PAYMENT_CHECKER})),
    Entry("专项资金", "fund_list", frozenset({Role.PAYMENT_MAKER, Role.PAYMENT_CHECKER})),
    Entry("政策编制", "pack_desk", frozenset({Role.POLICY_EDITOR, Role.POLICY_RELEASER})),
    Entry("数据归集", "register_desk", frozenset({Role.DATA_OFFICER})),
    Entry("部门人员", "people", frozenset({Role.BUREAU_ADMIN})),
    Entry("工作日历", "calendar", frozenset({Role.BUREAU_ADMIN})),
)


def rail_of(roles: set[str], path: str) -> list[dict]:
    """Return the rail entries for `roles`, the one that `path` belongs to marked."""
    shown: list[dict] = []
    for entry in RAIL:
        if entry.roles & roles:
            url = reverse(entry.url_name)
            shown.append({"label": entry.label, "url": url, "active": path.startswith(url)})
    return shown


def frame(request: HttpRequest) -> dict:
    """Return site, rail, unread count and whether the reader is an official, asked of the database only when shown."""
    context: dict = {"portal_site": settings.SITE, "demo": settings.DEMO}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    roles = roles_of(user, timezone.localdate())
    unread: Callable[[], int] = cache(lambda: unread_count(user))
    official = bool(roles) and not roles & set(ENTERPRISE_ROLES)
    return {**context, "rail": rail_of(roles, request.path), "unread": unread, "official": official}

"""What a change of the working-day calendar does to open publicity windows: told, never moved silently, never made shorter."""

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import Event, Role
from accounts.notifications import notify
from accounts.roles import people_with
from policies.models import CalendarChange
from publicity.actions.freezing import last_day
from publicity.models import Notice


def counted_end(notice: Notice) -> date | None:
    """Return the last day of the window by the calendar as it is now, inclusive; None for a draft."""
    return last_day(notice.starts_on, notice.days, notice.unit) if notice.starts_on else None


def window_note(notice: Notice, today: date) -> str:
    """Return what the public is told where the calendar now counts the open window otherwise; empty where it does not."""
    due = counted_end(notice)
    if due is None or notice.ends_on is None or not notice.is_open_on(today) or due == notice.ends_on:
        return ""
    if due > notice.ends_on:
        return f"发布后工作日历有调整，按现行日历公示期应至 {due:%Y-%m-%d}，由发布部门公告延长。"
    return f"发布后工作日历有调整，按现行日历公示期为 {due:%Y-%m-%d} 止；已公布的截止日不提前。"


def recount_windows(change: CalendarChange, at: datetime) -> int:
    """Tell the publicity officers of each open notice whose window the change moved; return how many. May run twice."""
    today, number = timezone.localdate(at), 0
    running = Notice.objects.filter(state=Notice.State.PUBLISHED, ends_on__gte=today, published_at__lt=change.at)
    for notice in running.select_related("bureau__region", "round__policy"):
        if said := window_note(notice, today):
            people = people_with([Role.PUBLICITY_OFFICER], today, [notice.bureau], notice.round.policy.code)
            is_longer = notice.ends_on is not None and (counted_end(notice) or notice.ends_on) > notice.ends_on
            title, page = f"工作日历调整影响公示期：{notice.number}", "notice_extend" if is_longer else "notice_detail"
            url = reverse(page, args=[notice.number])
            notify(people, title, f"{said}调整理由：{change.reason}", url, event=Event.CLOCK)
            number += 1
    return number

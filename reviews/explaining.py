"""Why a clock stands where it stands, one sentence a line: the event, the pauses, the days off, what is left."""

from collections.abc import Iterator
from datetime import date

from policies.working_days import NOT_ANNOUNCED, day_name, is_announced, is_working_day
from reviews.counting import DAY, UNIT_WORDS, Limit, Pause, Run

BASIS_WORDS = {"document": "文件规定", "promise": "部门承诺"}


def explained(run: Run, title: str, due: date | None, today: date) -> list[str]:
    """Return the sentences for a run with a limit, up to `today`."""
    limit = run.limit or Limit(0)
    basis = BASIS_WORDS.get(limit.basis, "办理时限")
    lines = [f"{run.from_on:%Y-%m-%d} {title}开始，次日起算，{basis} {limit.words}"]
    lines += [pause_words(run, pause, today) for pause in sorted(run.pauses, key=lambda each: each.from_on)]
    if run.unit == "working":
        lines += days_off(run.from_on, min(today, due or today))
    used = run.used(today)
    end = f"应于 {due:%Y-%m-%d} 前（含当日）办结" if due else "计时已停，恢复后重新推算到期日"
    lines.append(f"截至 {today:%Y-%m-%d} 为第 {used} 天，共 {limit.words}，{end}")
    if due and not is_announced(due.year):
        lines.append(NOT_ANNOUNCED)
    return lines


def pause_words(run: Run, pause: Pause, today: date) -> str:
    """Return the sentence on one pause, with how many days it saved."""
    bare = Run(run.from_on, run.limit)
    start, end = max(pause.from_on, run.from_on), pause.to_on or today
    count = max(bare.used(end) - bare.used(start), 0)
    until = f"至 {pause.to_on:%Y-%m-%d}" if pause.to_on else "起至今"
    return f"{pause.from_on:%Y-%m-%d} {until} {pause.reason}，不计 {count} {UNIT_WORDS[run.unit]}"


def days_off(from_on: date, until: date) -> list[str]:
    """Return the sentences on holidays and worked weekends after `from_on` up to `until`, and on plain weekends in one."""
    lines, weekend = [], 0
    for name, days in named_spans(from_on, until):
        if not name:
            weekend += len(days)
            continue
        span = f"{days[0]:%Y-%m-%d}" + (f" 至 {days[-1]:%Y-%m-%d}" if len(days) > 1 else "")
        lines.append(f"{span} {name}，{'计入' if is_working_day(days[0]) else '不计'}")
    return [*lines, f"其间双休日 {weekend} 天，不计"] if weekend else lines


def named_spans(from_on: date, until: date) -> Iterator[tuple[str, list[date]]]:
    """Give (name, days) of the days that are special or off, neighbours of one name together; a plain weekend has none."""
    name, day = "", from_on
    days: list[date] = []
    while day < until:
        day += DAY
        own = day_name(day)
        if is_working_day(day) and not own:
            continue
        if days and own == name and days[-1] == day - DAY:
            days.append(day)
            continue
        if days:
            yield name, days
        name, days = own, [day]
    if days:
        yield name, days

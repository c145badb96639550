"""A figure far from the last one (数据突变): the same fact in the enterprise's latest earlier case, in both directions."""

from decimal import Decimal, InvalidOperation

from applications.models import Application, CaseFact
from applications.presentation import value_text
from policies.engine.model import FactDef
from reviews.flags.found import STANDING_NOT, Found, Severity, signals
from reviews.models import Flag


def found(application: Application) -> list[Found]:
    """Return a flag for each figure that is `times` as large or as small as when the enterprise last declared it."""
    pack, units = application.version.pack, signals()["figures"]["units"]
    own = {
        row.name: row.value
        for row in application.fact_rows.all()
        if row.name in pack.facts and pack.facts[row.name].type == "number" and pack.facts[row.name].unit in units
    }
    earlier = CaseFact.objects.filter(name__in=own, application__enterprise=application.enterprise_id)
    earlier = earlier.filter(application__submitted_at__lt=application.submitted_at)
    earlier = earlier.exclude(application__status__in=STANDING_NOT)
    rows = earlier.select_related("application__version").order_by("-application__submitted_at", "-pk")[:400]
    latest: dict[str, CaseFact] = {}
    for row in rows:
        latest.setdefault(row.name, row)
    flags = (_flag(pack.facts[name], own[name], row) for name, row in latest.items())
    return [flag for flag in flags if flag]


def _flag(fact: FactDef, value: object, earlier: CaseFact) -> Found | None:
    then = earlier.application.version.pack.facts.get(fact.name)
    ratio = _ratio(value, earlier.value)
    if then is None or then.unit != fact.unit or ratio is None:
        return None
    times = Decimal(signals()["figures"]["times"])
    if 1 / times < ratio < times:
        return None
    way = f"增加到 {ratio:.1f} 倍" if ratio >= times else f"减少到 {ratio * 100:.0f}%"
    return Found(
        kind=Flag.Kind.FIGURE,
        key=f"{fact.name} {earlier.application.number}",
        words=f"{fact.label} {value_text(fact, value)}，与本企业上次申报相比{way}。",
        severity=Severity.LOW,
        other=earlier.application,
        rows=[(fact.label, value_text(fact, value), value_text(then, earlier.value))],
    )


def _ratio(now: object, then: object) -> Decimal | None:
    try:
        one, other = Decimal(str(now)), Decimal(str(then))
    except InvalidOperation:
        return None
    return one / other if one > 0 and other > 0 else None

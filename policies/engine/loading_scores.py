"""Reading the scoring sheet of a pack, and the open points that soft rules bring with them."""

from collections.abc import Iterable
from decimal import Decimal

from policies.engine.conditions import AtLeast, Not
from policies.engine.model import Ambiguity, Derived, FactDef, ReadingDef, Rule
from policies.engine.reading import Reader
from policies.engine.scores import TOTAL, ScoreGroup, ScoreItem, ScoreSheet
from policies.engine.sections import Section
from policies.engine.tables import Value


def read_score(section: Section, reader: Reader, derived: dict[str, Derived]) -> ScoreSheet | None:
    """Return the sheet, or None; adds `score_total` and `score_<group>` to the derived facts."""
    entry = section.section("score")
    if entry is None:
        return None
    clause = entry.text("clause", required=True)
    groups = [_group(key, inner) for key, inner in entry.named("groups")]
    known = {group.key for group in groups}
    items = [_item(inner, reader, known) for inner in entry.sections("items")]
    entry.finish()
    sheet = reader.sheet = ScoreSheet(clause, tuple(groups), tuple(items))
    for group in [ScoreGroup(TOTAL, "总"), *groups]:
        name, fact = f"score_{group.key}", FactDef(f"score_{group.key}", f"{group.label}得分", "number", "分")
        derived[name] = Derived(fact, Value(table=sheet.sum_of(group.key)), clause)
        reader.facts[name] = fact
    return sheet


def _group(key: str, entry: Section) -> ScoreGroup:
    group = ScoreGroup(key, entry.text("label", required=True), entry.number("max"))
    if key == TOTAL:
        entry.wrong("label", f"{TOTAL!r} is the name of the whole sheet")
    entry.finish()
    return group


def _item(entry: Section, reader: Reader, groups: set[str]) -> ScoreItem:
    maximum = entry.number("max")
    if maximum is None or maximum <= 0:
        entry.wrong("max", "the most points that the item can give are expected")
    group = entry.text("group")
    if group and group not in groups:
        entry.wrong("group", f"{group!r} is no group")
    item = ScoreItem(
        key=entry.text("key", required=True),
        group=group,
        label=entry.text("label", required=True),
        clause=entry.text("clause", required=True),
        maximum=maximum or Decimal(0),
        value=reader.value(entry, "value"),
    )
    entry.finish()
    return item


def soft_points(rules: Iterable[Rule]) -> tuple[Ambiguity, ...]:
    """Return the open point of each rule that asks for a ruling when it is not met (原则上、一般)."""
    return tuple(_soft_point(rule) for rule in rules if rule.soft == "ruling")


def _soft_point(rule: Rule) -> Ambiguity:
    unmet = Not(rule.require)
    return Ambiguity(
        key=f"soft-{rule.key}",
        text=f"“原则上”的要求未达到：{rule.sentence}",
        clause=rule.clause,
        handling="ruling",
        when=unmet if rule.when is None else AtLeast(2, (rule.when, unmet)),
        readings=(
            ReadingDef("accepted", f"认可例外：{rule.sentence}", {}, waives=(rule.key,)),
            ReadingDef("refused", f"不认可例外：{rule.sentence}", {}),
        ),
    )

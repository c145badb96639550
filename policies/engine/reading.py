"""Reading conditions, values and tier tables of a pack, checked for names, types and units."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from policies.engine.conditions import COMPARE, AtLeast, Comparison, Condition, Formula, Membership, Not
from policies.engine.expressions import MIXED, Expression, ExpressionError, Symbol, compile_expression
from policies.engine.ledger import NotYetAwarded
from policies.engine.model import FactDef
from policies.engine.sections import Section
from policies.engine.tables import Tier, TierTable, Value
from policies.engine.values import CONVERT

NEVER = Formula(Expression("False", lambda scope: False, "bool", ""), "")
ZERO = Value(Expression("0", lambda scope: Decimal(0), "number", ""))
ORDERED = {"number", "date"}
COUNTERS = {"户", "件", "人", "个", "家", "项", "次", "年"}  # count words: ten 万元 for each of three 户 is 万元


class Reader:
    """Compiles the conditions and values of one pack; `facts` grows as derived facts are read."""

    def __init__(self, code: str, facts: Mapping[str, FactDef]) -> None:
        self.code = code
        self.facts = dict(facts)

    @property
    def symbols(self) -> dict[str, Symbol]:
        """Return what expressions may refer to."""
        return {
            name: Symbol(fact.type, "" if fact.unit in COUNTERS else fact.unit) for name, fact in self.facts.items()
        }

    def expression(self, section: Section, key: str, source: Any, unit: str = "") -> Expression | None:
        """Compile an expression; its unit must fit `unit` unless either is open."""
        try:
            compiled = compile_expression(source, self.symbols)
        except ExpressionError as error:
            section.wrong(key, str(error))
            return None
        if unit and compiled.unit not in ("", MIXED, unit):
            section.wrong(key, f"unit {compiled.unit} found where {unit} is expected")
        return compiled

    def value(self, section: Section, key: str, unit: str = "", kind: str = "number") -> Value:
        """Read a value: a literal, an expression, or `{by, tiers}`."""
        source = section.take(key)
        if isinstance(source, Mapping):
            return self._table(Section(source, f"{section.path}.{key}", section.problems, section.line_of(key)), unit)
        compiled = self.expression(section, key, source, unit)
        if compiled is None:
            return ZERO
        if kind and compiled.type != kind:
            section.wrong(key, f"{kind} expected, {compiled.type} found")
        return Value(compiled)

    def _table(self, section: Section, unit: str) -> Value:
        by = self.expression(section, "by", section.take("by", "0"))
        tiers: list[Tier] = []
        previous: Decimal | None = None
        closed = False
        for row in section.sections("tiers"):
            below, upto = row.number("below"), row.number("upto")
            edge = below if below is not None else upto
            if below is not None and upto is not None:
                row.wrong("upto", "a tier ends `below` or `upto`, not both")
            if closed or (edge is not None and previous is not None and edge <= previous):
                row.wrong("value", "this tier can never be reached")
            value = self.expression(row, "value", row.take("value"), unit)
            row.finish()
            closed, previous = edge is None, edge
            if value is not None:
                tiers.append(Tier(edge, upto is not None, value))
        if not closed:
            section.wrong("tiers", "the last tier must be open, or facts could fall into no tier")
        section.finish()
        return Value(table=TierTable(by, tiers)) if by else ZERO

    def condition(self, section: Section | None) -> Condition | None:
        """Read a condition, or None when there is none."""
        if section is None:
            return None
        compiled = self._condition(section)
        section.finish()
        return compiled

    def _condition(self, section: Section) -> Condition:
        keys = set(section.mapping)
        if "fact" in keys:
            return self._leaf(section)
        if "expr" in keys:
            return self._formula(section)
        if "not_awarded" in keys:
            return self._not_awarded(section)
        if "not" in keys:
            inner = self.condition(section.section("not"))
            return Not(inner or NEVER, section.text("text"))
        for word in ("all", "any", "of"):
            if word in keys:
                return self._several(section, word)
        section.problems.add(section.line, section.path, "a condition needs fact, expr, all, any, not or at_least/of")
        return NEVER

    def _several(self, section: Section, word: str) -> Condition:
        parts = tuple(part for entry in section.sections(word) if (part := self.condition(entry)) is not None)
        count = len(parts) if word == "all" else 1 if word == "any" else section.integer("at_least") or 0
        if not 1 <= count <= len(parts):
            section.wrong(word, f"at least {count} of {len(parts)} conditions cannot be decided")
        return AtLeast(count, parts)

    def _formula(self, section: Section) -> Condition:
        compiled = self.expression(section, "expr", section.take("expr"))
        if compiled is not None and compiled.type != "bool":
            section.wrong("expr", f"a yes/no expression is expected, {compiled.type} found")
        return Formula(compiled, section.text("text")) if compiled else NEVER

    def _not_awarded(self, section: Section) -> Condition:
        name = section.text("not_awarded")
        fact = self.facts.get(name)
        if fact is None or (fact.type, fact.item) not in (("list", "text"), ("text", "number")):
            section.wrong("not_awarded", f"{name!r} is not a fact that names subjects")
            return NEVER
        return NotYetAwarded(fact, self.code)

    def _leaf(self, section: Section) -> Condition:
        name = section.text("fact")
        fact = self.facts.get(name)
        operations = [key for key in section.mapping if key in COMPARE or key in ("in", "not_in", "given")]
        if fact is None or len(operations) != 1:
            section.wrong("fact", f"unknown fact {name!r}" if fact is None else "exactly one comparison is expected")
            for key in operations:
                section.take(key)
            return NEVER
        operation = operations[0]
        source = section.take(operation)
        if operation == "given":
            return Formula(compile_expression(f"given({name})", self.symbols), f"已填写{fact.label}")
        if operation in ("in", "not_in"):
            return self._membership(section, fact, operation, source)
        return self._comparison(section, fact, operation, source)

    def _membership(self, section: Section, fact: FactDef, operation: str, source: Any) -> Condition:
        members = tuple(
            self._literal(section, operation, fact, entry)
            for entry in (source if isinstance(source, list) else [source])
        )
        return Membership(fact, members, operation == "in")

    def _comparison(self, section: Section, fact: FactDef, operation: str, source: Any) -> Condition:
        if operation in ("ge", "gt", "le", "lt") and fact.type not in ORDERED:
            section.wrong(operation, f"{fact.name} is {fact.type}; only numbers and dates have an order")
            return NEVER
        if fact.type != "number":
            return Comparison(fact, operation, None, self._literal(section, operation, fact, source))
        bound = self.expression(section, operation, source, fact.unit)
        if bound is None or bound.type != "number":
            section.wrong(operation, "a number or an arithmetic expression is expected")
            return NEVER
        return Comparison(fact, operation, bound)

    def _literal(self, section: Section, key: str, fact: FactDef, source: Any) -> Any:
        try:
            value = CONVERT[fact.type](source)
        except (KeyError, ValueError):
            section.wrong(key, f"{source!r} is not a {fact.type}, as {fact.name} is")
            return None
        if fact.choices and value not in dict(fact.choices):
            section.wrong(key, f"{value!r} is not a choice of {fact.name}")
        return value

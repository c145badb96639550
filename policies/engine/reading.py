"""Reading conditions, values and tier tables of a pack, checked for names, types and units."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from policies.engine.conditions import COMPARE, AtLeast, Comparison, Condition, Formula, Membership, Not
from policies.engine.expressions import MIXED, Expression, ExpressionError, Symbol, compile_expression
from policies.engine.ledger import NotYetAwarded
from policies.engine.model import FactDef
from policies.engine.reading_tables import read_table
from policies.engine.scores import TOTAL, ScoreCondition, ScoreSheet
from policies.engine.sections import Section
from policies.engine.tables import Value
from policies.engine.values import CONVERT

NEVER = Formula(Expression("False", lambda scope: False, "bool", ""), "")
ZERO = Value(Expression("0", lambda scope: Decimal(0), "number", ""))
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
ORDERED = {"number", "date"}
COUNTERS = {
    "户",
    "件",
    "人",
    "个",
    "家",
    "项",
    "次",
    "年",
    "人次",
    "名",
    "场",
}  # count words: ten 万元 for each of three 户 is 万元


def symbol_of(fact: FactDef) -> Symbol:
    """Return what expressions may know of a fact."""
    unit = "" if fact.unit in COUNTERS else fact.unit
    if fact.type in ("list", "object"):
        fields = {name: symbol_of(inner) for name, inner in fact.fields.items()}
        items = {"rows": Symbol("object", fields=fields), "words": Symbol("list", item=Symbol("text"))}
        item = items.get(fact.item) or Symbol(fact.item, unit)
        return Symbol(fact.type, "", item, fields if fact.type == "object" else {})
    return Symbol(fact.type, unit)


class Reader:
    """Compiles the conditions and values of one pack; `facts` grows as derived facts are read."""

    def __init__(self, code: str, facts: Mapping[str, FactDef]) -> None:
        self.code = code
        self.facts = dict(facts)
        self.sheet: ScoreSheet | None = None
        self._symbols: dict[str, Symbol] = {}

    @property
    def symbols(self) -> dict[str, Symbol]:
        """Return what expressions may refer to."""
        if len(self._symbols) != len(self.facts):
            self._symbols = {name: symbol_of(fact) for name, fact in self.facts.items()}
        return self._symbols

    def expression(self, section: Section, key: str, source: Any, unit: str = "") -> Expression | None:
        """Compile an expression; its unit must fit `unit` unless either is open."""
        try:
            compiled = compile_expression(source, self.symbols, self.code)
        except ExpressionError as error:
            section.wrong(key, str(error))
            return None
        except (ArithmeticError, RecursionError):  # 0x10; a sum of hundreds of terms
            section.wrong(key, f"not an expression: {str(source)[:60]!r}")
            return None
        if unit and compiled.unit not in ("", MIXED, unit):
            section.wrong(key, f"unit {compiled.unit} found where {unit} is expected")
        return compiled

    def value(self, section: Section, key: str, unit: str = "", kind: str = "number") -> Value:
        """Read a value: a literal, an expression, or a table; `kind` "" takes any type."""
        source = section.take(key)
        if isinstance(source, Mapping):
            inner = Section(source, f"{section.path}.{key}", section.problems, section.line_of(key))
            return read_table(self, inner, unit, kind)
        if kind == "date" and ISO_DATE.fullmatch(str(source)):
            source = f"date('{source}')"
        compiled = self.expression(section, key, source, unit)
        if compiled is None:
            return ZERO
        if kind and compiled.type != kind:
            section.wrong(key, f"{kind} expected, {compiled.type} found")
        return Value(compiled)

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
        if "score" in keys:
            return self._score(section)
        if "not_awarded" in keys:
            return self._not_awarded(section)
        if "not" in keys:
            inner = self.condition(section.section("not"))
            return Not(inner or NEVER, section.text("text"))
        for word in ("all", "any", "of"):
            if word in keys:
                return self._several(section, word)
        section.problems.add(
            section.line, section.path, "a condition needs fact, expr, score, all, any, not or at_least/of"
        )
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

    def _score(self, section: Section) -> Condition:
        group = section.text("score")
        known = {one.key: one.label for one in self.sheet.groups} | {TOTAL: "总"} if self.sheet else {}
        operations = [key for key in section.mapping if key in ("ge", "gt", "le", "lt")]
        bound = section.number(operations[0]) if len(operations) == 1 else None
        if self.sheet is None or group not in known or bound is None:
            section.wrong("score", f"{group!r} is no group of the score sheet, or the bound is missing")
            return NEVER
        return ScoreCondition(known[group], operations[0], bound, self.sheet.sum_of(group))

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
            negated = "" if source is True else "not "
            formula = compile_expression(f"{negated}given({name})", self.symbols)
            return Formula(formula, f"{'已' if source is True else '未'}填写{fact.label}")
        if operation in ("in", "not_in"):
            return self._membership(section, fact, operation, source)
        return self._comparison(section, fact, operation, source)

    def _membership(self, section: Section, fact: FactDef, operation: str, source: Any) -> Condition:
        members = tuple(
            self.literal(section, operation, fact, entry)
            for entry in (source if isinstance(source, list) else [source])
        )
        return Membership(fact, members, operation == "in")

    def _comparison(self, section: Section, fact: FactDef, operation: str, source: Any) -> Condition:
        if operation in ("ge", "gt", "le", "lt") and fact.type not in ORDERED:
            section.wrong(operation, f"{fact.name} is {fact.type}; only numbers and dates have an order")
            return NEVER
        is_formula = fact.type == "date" and isinstance(source, str) and not source[:4].isdigit()
        if fact.type != "number" and not is_formula:
            return Comparison(fact, operation, None, self.literal(section, operation, fact, source))
        bound = self.expression(section, operation, source, fact.unit)
        if bound is None or bound.type != fact.type:
            section.wrong(operation, f"a {fact.type} or an expression that gives one is expected")
            return NEVER
        return Comparison(fact, operation, bound)

    def literal(self, section: Section, key: str, fact: FactDef, source: Any) -> Any:
        try:
            value = CONVERT[fact.item if fact.type == "list" else fact.type](source)
        except (KeyError, ValueError):
            section.wrong(key, f"{source!r} is not a {fact.type}, as {fact.name} is")
            return None
        if fact.choices and value not in dict(fact.choices):
            section.wrong(key, f"{value!r} is not a choice of {fact.name}")
        return value

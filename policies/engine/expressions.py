"""The expression language (表达式): Python syntax, a few node kinds, Decimal only, compiled once to closures.

Unknown is contagious in arithmetic and follows Kleene in logic: `False and unknown` is False, `True or unknown` is True.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.engine.calls import Calls
from policies.engine.scope import Scope
from policies.engine.typed import MIXED, ExpressionError, Run, Symbol, Typed
from policies.engine.values import comparable

MAX_SOURCE = 800
MOST_DIGITS = 18
NOTHING = Scope({}, {}, {})


@dataclass(frozen=True)
class Expression:
    """A compiled expression: `run` gives the value or None, `type` and `unit` are known beforehand."""

    source: str
    run: Run
    type: str
    unit: str


def compile_expression(
    source: str | int | float | Decimal, symbols: Mapping[str, Symbol], code: str = ""
) -> Expression:
    """Return the compiled expression; raises ExpressionError for anything outside the language.

    `code` is the pack's own, which questions to the ledger call `this`.
    """
    text = str(source).strip()
    if len(text) > MAX_SOURCE:
        raise ExpressionError(f"expression longer than {MAX_SOURCE} characters")
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"not an expression: {text!r}") from error
    typed = _Compiler(text, symbols, code).compile(tree.body)
    return Expression(text, typed.run, typed.type, typed.unit)


ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


class _Compiler(Calls):
    """Turns allowed syntax nodes into typed closures."""

    def __init__(self, text: str, symbols: Mapping[str, Symbol], code: str) -> None:
        self.code = code
        self.text = text
        self.symbols = symbols
        self.bound: dict[str, Symbol] = {}  # the variables of generators
        self.bound_to: dict[str, str] = {}  # the fact that each of them runs over

    def compile(self, node: ast.AST) -> Typed:
        handler = getattr(self, f"_{type(node).__name__.lower()}", None)
        if handler is None:
            raise ExpressionError(f"{type(node).__name__} is not part of the language: {self.text!r}")
        typed: Typed = handler(node)
        return typed

    def _constant(self, node: ast.Constant) -> Typed:
        value: Any = node.value
        if isinstance(value, bool):
            return Typed(lambda scope: value, "bool")
        if isinstance(value, (int, float)):
            number = Decimal(ast.get_source_segment(self.text, node) or str(value))
            if abs(number.adjusted()) > MOST_DIGITS:
                raise ExpressionError(f"number out of range: {str(number)[:30]}")
            return Typed(lambda scope: number, "number")
        if isinstance(value, str):
            return Typed(lambda scope: value, "text")
        raise ExpressionError(f"literal {value!r} is not allowed")

    def _name(self, node: ast.Name) -> Typed:
        name = node.id
        if name in self.bound:
            entry = self.bound[name]
            return Typed(lambda scope: scope.bound[name], entry.type, entry.unit, entry.item, entry.fields)
        symbol = self.symbols.get(name)
        if symbol is None:
            raise ExpressionError(f"unknown fact {name!r}")
        return Typed(lambda scope: scope.get(name), symbol.type, symbol.unit, symbol.item, symbol.fields)

    def _attribute(self, node: ast.Attribute) -> Typed:
        """Read a field of an object fact or of a row; a field left empty counts as its fact missing."""
        if not isinstance(node.value, ast.Name):
            raise ExpressionError(f"only one level of fields: {self.text!r}")
        record, field = self.compile(node.value), node.attr
        if record.type != "object" or field not in record.fields:
            raise ExpressionError(f"{node.value.id} has no field {field!r}")
        symbol = record.fields[field]
        owner = self.bound_to.get(node.value.id, node.value.id)

        def read(scope: Scope) -> Any:
            values = record.run(scope)
            value = None if values is None else values.get(field)
            if value is None:
                scope.trace.missing[owner] = None
            return value

        return Typed(read, symbol.type, symbol.unit, symbol.item, symbol.fields)

    def _binop(self, node: ast.BinOp) -> Typed:
        if type(node.op) not in ARITHMETIC:
            raise ExpressionError(f"operator {type(node.op).__name__} is not allowed")
        left, right = self._typed(node.left, "number"), self._typed(node.right, "number")
        unit = self._unit(node.op, left.unit, right.unit)
        return Typed(_arithmetic(ARITHMETIC[type(node.op)], left.run, right.run), "number", unit)

    def _unaryop(self, node: ast.UnaryOp) -> Typed:
        if isinstance(node.op, ast.Not):
            inner = self._typed(node.operand, "bool").run
            return Typed(lambda scope: None if (value := inner(scope)) is None else not value, "bool")
        if isinstance(node.op, ast.USub):
            typed = self._typed(node.operand, "number")
            return Typed(lambda scope: None if (value := typed.run(scope)) is None else -value, "number", typed.unit)
        raise ExpressionError(f"operator {type(node.op).__name__} is not allowed")

    def _boolop(self, node: ast.BoolOp) -> Typed:
        parts = [self._typed(value, "bool").run for value in node.values]
        return Typed(kleene(parts, decisive=isinstance(node.op, ast.Or)), "bool")

    def _ifexp(self, node: ast.IfExp) -> Typed:
        test = self._typed(node.test, "bool").run
        first, second = self.compile(node.body), self.compile(node.orelse)
        if first.type != second.type:
            raise ExpressionError(f"both branches must have one type: {self.text!r}")

        def choose(scope: Scope) -> Any:
            answer = test(scope)
            return None if answer is None else first.run(scope) if answer else second.run(scope)

        return Typed(choose, first.type, self._same_unit(first.unit, second.unit))

    def _compare(self, node: ast.Compare) -> Typed:
        if len(node.ops) != 1:
            raise ExpressionError("chained comparisons are not allowed; use `and`")
        left, kind = self.compile(node.left), type(node.ops[0])
        if kind in (ast.In, ast.NotIn):
            return self._membership(left, node.comparators[0], wanted=kind is ast.In)
        if kind not in COMPARISONS:
            raise ExpressionError(f"comparison {kind.__name__} is not allowed")
        right = self.compile(node.comparators[0])
        if left.type != right.type or left.type == "list":
            raise ExpressionError(f"cannot compare {left.type} with {right.type}: {self.text!r}")
        self._same_unit(left.unit, right.unit)
        compare = COMPARISONS[kind]
        return Typed(_arithmetic(lambda a, b: compare(comparable(a), comparable(b)), left.run, right.run), "bool")

    def _membership(self, left: Typed, choices: ast.AST, wanted: bool) -> Typed:
        if isinstance(choices, ast.Name):
            return self._listed(left, self._typed(choices, "list"), wanted)
        if not isinstance(choices, (ast.Tuple, ast.List)):
            raise ExpressionError("`in` needs a list")
        literals = [choice for choice in choices.elts if isinstance(choice, ast.Constant)]
        members = [self._typed(literal, left.type).run(NOTHING) for literal in literals]
        if len(members) != len(choices.elts):
            raise ExpressionError("`in` needs a list of literals")
        return Typed(lambda scope: None if (value := left.run(scope)) is None else (value in members) is wanted, "bool")

    def _listed(self, left: Typed, listed: Typed, wanted: bool) -> Typed:
        if listed.item is None or listed.item.type != left.type:
            raise ExpressionError(f"the list holds no {left.type}: {self.text!r}")
        return Typed(_arithmetic(lambda value, members: (value in members) is wanted, left.run, listed.run), "bool")

    def _typed(self, node: ast.AST, wanted: str) -> Typed:
        typed = self.compile(node)
        if typed.type != wanted:
            raise ExpressionError(f"{wanted} expected, {typed.type} found in {self.text!r}")
        return typed

    def _unit(self, op: ast.operator, left: str, right: str) -> str:
        if isinstance(op, (ast.Add, ast.Sub)):
            return self._same_unit(left, right)
        if isinstance(op, ast.Mult):
            return left or right if not (left and right) else MIXED
        return left if not right else "" if left == right else MIXED

    def _same_unit(self, left: str, right: str) -> str:
        if left and right and left != right and MIXED not in (left, right):
            raise ExpressionError(f"units differ: {left} and {right} in {self.text!r}")
        return left or right


def kleene(parts: list[Run], decisive: bool) -> Run:
    """Return `or` (decisive=True) or `and` (decisive=False) over three-valued parts."""

    def run(scope: Scope) -> bool | None:
        unknown = False
        for part in parts:
            value = part(scope)
            if value is decisive:
                return decisive
            unknown = unknown or value is None
        return None if unknown else not decisive

    return run


def _arithmetic(operation: Callable[[Any, Any], Any], left: Run, right: Run) -> Run:
    def run(scope: Scope) -> Any:
        first, second = left(scope), right(scope)
        if first is None or second is None:
            return None
        try:
            return operation(first, second)
        except ArithmeticError:
            scope.trace.troubles["算式无法计算（除数为零或数值越界）"] = None
            return None

    return run

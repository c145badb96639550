"""The expression language (表达式): Python syntax, a few node kinds, Decimal only, compiled once to closures.

Unknown is contagious in arithmetic and follows Kleene in logic: `False and unknown` is False, `True or unknown` is True.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.engine.functions import FUNCTIONS, Unanswerable
from policies.engine.scope import Scope
from policies.engine.values import comparable

Run = Callable[[Scope], Any]
MIXED = "?"  # a unit that came out of multiplying or dividing units; not checked any further
MAX_SOURCE = 500
NOTHING = Scope({}, {}, {})


class ExpressionError(ValueError):
    """An expression that is outside the language, or that mixes types or units."""


@dataclass(frozen=True)
class Symbol:
    """What an expression may know of a name: its type, its unit, and what its list holds."""

    type: str
    unit: str = ""


@dataclass(frozen=True)
class Expression:
    """A compiled expression: `run` gives the value or None, `type` and `unit` are known beforehand."""

    source: str
    run: Run
    type: str
    unit: str


@dataclass(frozen=True)
class _Typed:
    run: Run
    type: str
    unit: str = ""


def compile_expression(source: str | int | float | Decimal, symbols: Mapping[str, Symbol]) -> Expression:
    """Return the compiled expression; raises ExpressionError for anything outside the language."""
    text = str(source).strip()
    if len(text) > MAX_SOURCE:
        raise ExpressionError(f"expression longer than {MAX_SOURCE} characters")
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"not an expression: {text!r}") from error
    typed = _Compiler(text, symbols).compile(tree.body)
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


class _Compiler:
    """Turns allowed syntax nodes into typed closures."""

    def __init__(self, text: str, symbols: Mapping[str, Symbol]) -> None:
        self.text = text
        self.symbols = symbols

    def compile(self, node: ast.AST) -> _Typed:
        handler = getattr(self, f"_{type(node).__name__.lower()}", None)
        if handler is None:
            raise ExpressionError(f"{type(node).__name__} is not part of the language: {self.text!r}")
        typed: _Typed = handler(node)
        return typed

    def _constant(self, node: ast.Constant) -> _Typed:
        value: Any = node.value
        if isinstance(value, bool):
            return _Typed(lambda scope: value, "bool")
        if isinstance(value, (int, float)):
            number = Decimal(ast.get_source_segment(self.text, node) or str(value))
            return _Typed(lambda scope: number, "number")
        if isinstance(value, str):
            return _Typed(lambda scope: value, "text")
        raise ExpressionError(f"literal {value!r} is not allowed")

    def _name(self, node: ast.Name) -> _Typed:
        symbol = self.symbols.get(node.id)
        if symbol is None:
            raise ExpressionError(f"unknown fact {node.id!r}")
        name = node.id
        return _Typed(lambda scope: scope.get(name), symbol.type, symbol.unit)

    def _binop(self, node: ast.BinOp) -> _Typed:
        if type(node.op) not in ARITHMETIC:
            raise ExpressionError(f"operator {type(node.op).__name__} is not allowed")
        left, right = self._typed(node.left, "number"), self._typed(node.right, "number")
        unit = self._unit(node.op, left.unit, right.unit)
        return _Typed(_arithmetic(ARITHMETIC[type(node.op)], left.run, right.run), "number", unit)

    def _unaryop(self, node: ast.UnaryOp) -> _Typed:
        if isinstance(node.op, ast.Not):
            inner = self._typed(node.operand, "bool").run
            return _Typed(lambda scope: None if (value := inner(scope)) is None else not value, "bool")
        if isinstance(node.op, ast.USub):
            typed = self._typed(node.operand, "number")
            return _Typed(lambda scope: None if (value := typed.run(scope)) is None else -value, "number", typed.unit)
        raise ExpressionError(f"operator {type(node.op).__name__} is not allowed")

    def _boolop(self, node: ast.BoolOp) -> _Typed:
        parts = [self._typed(value, "bool").run for value in node.values]
        return _Typed(kleene(parts, decisive=isinstance(node.op, ast.Or)), "bool")

    def _ifexp(self, node: ast.IfExp) -> _Typed:
        test = self._typed(node.test, "bool").run
        first, second = self.compile(node.body), self.compile(node.orelse)
        if first.type != second.type:
            raise ExpressionError(f"both branches must have one type: {self.text!r}")

        def choose(scope: Scope) -> Any:
            answer = test(scope)
            return None if answer is None else first.run(scope) if answer else second.run(scope)

        return _Typed(choose, first.type, self._same_unit(first.unit, second.unit))

    def _compare(self, node: ast.Compare) -> _Typed:
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
        return _Typed(_arithmetic(lambda a, b: compare(comparable(a), comparable(b)), left.run, right.run), "bool")

    def _membership(self, left: _Typed, choices: ast.AST, wanted: bool) -> _Typed:
        if not isinstance(choices, (ast.Tuple, ast.List)):
            raise ExpressionError("`in` needs a list of literals")
        literals = [choice for choice in choices.elts if isinstance(choice, ast.Constant)]
        members = [self._typed(literal, left.type).run(NOTHING) for literal in literals]
        if len(members) != len(choices.elts):
            raise ExpressionError("`in` needs a list of literals")
        return _Typed(
            lambda scope: None if (value := left.run(scope)) is None else (value in members) is wanted, "bool"
        )

    def _call(self, node: ast.Call) -> _Typed:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "given":
            return self._given(node)
        if name not in FUNCTIONS or node.keywords:
            raise ExpressionError(f"unknown function in {self.text!r}")
        function = FUNCTIONS[name]
        wanted = function.arguments * len(node.args) if function.variadic else function.arguments
        if len(wanted) != len(node.args) or not node.args:
            raise ExpressionError(f"{name}() takes {len(function.arguments)} arguments")
        arguments = [self._typed(argument, kind) for argument, kind in zip(node.args, wanted, strict=True)]
        unit = arguments[0].unit if function.keeps_unit else ""
        if function.variadic:
            for argument in arguments[1:]:
                unit = self._same_unit(unit, argument.unit)
        return _Typed(_call(function.call, [argument.run for argument in arguments]), function.result, unit)

    def _given(self, node: ast.Call) -> _Typed:
        argument = node.args[0] if len(node.args) == 1 else None
        if not isinstance(argument, ast.Name) or argument.id not in self.symbols:
            raise ExpressionError("given() takes one fact")
        name = argument.id
        return _Typed(lambda scope: scope.given(name), "bool")

    def _typed(self, node: ast.AST, wanted: str) -> _Typed:
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


def _call(function: Callable[..., Any], arguments: list[Run]) -> Run:
    def run(scope: Scope) -> Any:
        values = [argument(scope) for argument in arguments]
        if any(value is None for value in values):
            return None
        try:
            return function(*values)
        except Unanswerable as error:
            scope.trace.troubles[str(error)] = None
            return None

    return run

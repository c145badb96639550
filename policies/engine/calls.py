"""Calls in expressions (函数调用): plain functions, aggregates over rows, and questions to the ledger."""

import ast
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from policies.engine.functions import AGGREGATES, FUNCTIONS, Unanswerable
from policies.engine.ledger import LEDGER_FUNCTIONS
from policies.engine.scope import Scope
from policies.engine.typed import MIXED, ExpressionError, Run, Symbol, Typed


class Calls:
    """The part of the compiler that knows the named functions."""

    text: str
    code: str
    symbols: Mapping[str, Symbol]
    bound: dict[str, Symbol]
    bound_to: dict[str, str]
    compile: Callable[[ast.AST], Typed]
    _typed: Callable[[ast.AST, str], Typed]
    _same_unit: Callable[[str, str], str]

    def _call(self, node: ast.Call) -> Typed:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        special: dict[str, Callable[[ast.Call], Typed]] = {
            "given": self._given, "date": self._date, "unit": self._with_unit, "item": self._item,
        }  # fmt: skip
        if node.keywords:
            raise ExpressionError(f"named arguments are not allowed: {self.text!r}")
        if name in special:
            return special[name](node)
        if name in LEDGER_FUNCTIONS:
            return self._ledger(name, node)
        if name in AGGREGATES and len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp):
            return self._aggregate(name, node.args[0])
        if name not in FUNCTIONS:
            raise ExpressionError(f"unknown function in {self.text!r}")
        return self._plain_call(name, node)

    def _plain_call(self, name: str, node: ast.Call) -> Typed:
        function = FUNCTIONS[name]
        wanted = function.arguments * len(node.args) if function.variadic else function.arguments
        if len(wanted) != len(node.args) or not node.args:
            raise ExpressionError(f"{name}() takes {len(function.arguments)} arguments")
        arguments = [self._typed(argument, kind) for argument, kind in zip(node.args, wanted, strict=True)]
        first = arguments[0]
        unit = (first.unit or (first.item.unit if first.item else "")) if function.keeps_unit else ""
        if function.variadic:
            for argument in arguments[1:]:
                unit = self._same_unit(unit, argument.unit)
        return Typed(_answer(function.call, [argument.run for argument in arguments]), function.result, unit)

    def _given(self, node: ast.Call) -> Typed:
        argument = node.args[0] if len(node.args) == 1 else None
        if isinstance(argument, ast.Attribute) and isinstance(argument.value, ast.Name):
            record, key = self.compile(argument.value), argument.attr
            if key not in record.fields:
                raise ExpressionError(f"{argument.value.id} has no field {key!r}")
            return Typed(lambda scope: (record.run(scope) or {}).get(key) is not None, "bool")
        if not isinstance(argument, ast.Name) or argument.id not in self.symbols:
            raise ExpressionError("given() takes one fact")
        name = argument.id
        return Typed(lambda scope: scope.given(name), "bool")

    def _date(self, node: ast.Call) -> Typed:
        try:
            (argument,) = node.args
            day = date.fromisoformat(argument.value)  # type: ignore[attr-defined]
        except (ValueError, TypeError, AttributeError) as error:
            raise ExpressionError("date() takes one ISO date, for instance date('2022-04-30')") from error
        return Typed(lambda scope: day, "date")

    def _with_unit(self, node: ast.Call) -> Typed:
        if len(node.args) != 2 or not isinstance(node.args[1], ast.Constant) or not isinstance(node.args[1].value, str):
            raise ExpressionError("unit() takes a number and a unit")
        inner, unit = self._typed(node.args[0], "number"), node.args[1].value
        if inner.unit not in ("", MIXED, unit):
            raise ExpressionError(f"units differ: {inner.unit} and {unit} in {self.text!r}")
        return Typed(inner.run, "number", unit)

    def _item(self, node: ast.Call) -> Typed:
        if len(node.args) != 2:
            raise ExpressionError("item() takes a list and a place")
        listed, place = self._typed(node.args[0], "list"), self._typed(node.args[1], "number")
        inner = listed.item or Symbol("number")
        return Typed(_answer(_item, [listed.run, place.run]), inner.type, inner.unit, inner.item, inner.fields)

    def _ledger(self, name: str, node: ast.Call) -> Typed:
        function = LEDGER_FUNCTIONS[name]
        if not function.least <= len(node.args) <= len(function.arguments):
            raise ExpressionError(f"{name}() takes {function.least} to {len(function.arguments)} arguments")
        runs = []
        for argument, kind in zip(node.args, function.arguments, strict=False):
            typed = self.compile(argument)
            if typed.type != kind and not (kind == "subject" and typed.type in ("text", "list")):
                raise ExpressionError(f"{kind} expected, {typed.type} found in {self.text!r}")
            runs.append(typed.run)
        call, code = function.call, self.code
        return Typed(_ledger_run(call, code, runs), function.result, function.unit)

    def _aggregate(self, name: str, generator: ast.GeneratorExp) -> Typed:
        if len(generator.generators) != 1:
            raise ExpressionError("one `for` in a list question")
        loop = generator.generators[0]
        listed = self.compile(loop.iter)
        if not isinstance(loop.target, ast.Name) or listed.item is None or not isinstance(loop.iter, ast.Name):
            raise ExpressionError(f"a list fact is expected after `in`: {self.text!r}")
        variable = loop.target.id
        if variable in self.symbols or variable in self.bound:
            raise ExpressionError(f"{variable!r} is already the name of something else")
        self.bound[variable] = listed.item
        self.bound_to[variable] = self.bound_to.get(loop.iter.id, loop.iter.id)
        tests = [self._typed(test, "bool").run for test in loop.ifs]
        element = self.compile(generator.elt)
        del self.bound[variable], self.bound_to[variable]
        aggregate = AGGREGATES[name]
        if aggregate.argument and element.type != aggregate.argument:
            raise ExpressionError(f"{aggregate.argument} expected, {element.type} found in {self.text!r}")
        unit = element.unit if aggregate.keeps_unit else ""
        return Typed(_over(listed.run, variable, tests, element.run, aggregate.call), aggregate.result, unit)


def _item(listed: tuple[Any, ...], place: Decimal) -> Any:
    index = int(place)
    if index == 0 or index != place or abs(index) > len(listed):
        raise Unanswerable(f"列表没有第 {place} 项")
    return listed[index - 1 if index > 0 else index]


def _answer(function: Callable[..., Any], arguments: list[Run]) -> Run:
    def run(scope: Scope) -> Any:
        values = [argument(scope) for argument in arguments]
        if any(value is None for value in values):
            return None
        try:
            return function(*values)
        except Unanswerable as error:
            scope.trace.troubles[str(error)] = None
            return None
        except (ArithmeticError, ValueError, OverflowError):
            scope.trace.troubles["算式无法计算（数值越界）"] = None
            return None

    return run


def _ledger_run(call: Callable[..., Any], code: str, runs: list[Run]) -> Run:
    def run(scope: Scope) -> Any:
        values = [argument(scope) for argument in runs]
        return None if any(value is None for value in values) else call(scope.ledger, code, *values)

    return run


def _over(listed: Run, variable: str, tests: list[Run], element: Run, call: Callable[[list[Any]], Any]) -> Run:
    """Return the question put to every entry that passes the tests; an entry whose test is unknown makes it unknown."""

    def run(scope: Scope) -> Any:
        entries = listed(scope)
        if entries is None:
            return None
        found: list[Any] = []
        before = scope.bound
        try:
            for entry in entries.values() if isinstance(entries, Mapping) else entries:
                scope.bound = {**before, variable: entry}
                answers = [test(scope) for test in tests]
                if False in answers:
                    continue
                if None in answers:
                    return None
                found.append(element(scope))
        finally:
            scope.bound = before
        try:
            return call(found)
        except Unanswerable as error:
            scope.trace.troubles[str(error)] = None
            return None

    return run

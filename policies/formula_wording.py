"""A pack's formula in words (公式的文字说明): every fact by its label, every function by what it does."""

import ast
from collections.abc import Callable
from decimal import Decimal

from policies.engine import Pack
from policies.engine.model import FactDef
from policies.engine.wording import show
from policies.wording import SIGNS, fact_at, label_of, label_words

OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
SEVERAL = frozenset("：，")  # what a call says in several parts is set in brackets beside a sign
TIGHT = (ast.Mult, ast.Div)
COMPARED = {
    ast.Lt: "低于", ast.LtE: "不超过", ast.Gt: "超过", ast.GtE: "达到", ast.Eq: "等于", ast.NotEq: "不等于",
    ast.In: "属于", ast.NotIn: "不属于",
}  # fmt: skip
CALLS = {
    "min": "以下各项取小：{}",
    "max": "以下各项取大：{}",
    "abs": "{}的绝对值",
    "ceil": "{}，向上取整",
    "floor": "{}，向下取整",
    "round": "{}，四舍五入保留 {} 位小数",
    "mod": "{}除以 {} 的余数",
    "sum": "{}合计",
    "count": "{}的个数",
    "largest": "{}中最大的",
    "smallest": "{}中最小的",
    "mean": "{}的平均",
    "any": "{}中有符合的",
    "all": "{}全部符合",
    "year": "{}所在年份",
    "month": "{}所在月份",
    "day": "{}是当月第几日",
    "add_days": "{}后 {} 天",
    "add_months": "{}后 {} 个月",
    "add_years": "{}后 {} 年",
    "days_between": "{}至{}的天数（含首尾）",
    "months_between": "{}至{}的整月数",
    "years_between": "{}至{}的整年数",
    "daily_of_largest_month": "{}中最高一月的日均",
    "sme_class": "按大中小微企业划型标准由{}、{}、{}、{}判定的规模",
    "given": "已填“{}”",
    "date": "{}",
    "unit": "{}",
    "awards_wan": "{}已获金额",
    "awards_count": "{}已获次数",
    "awards_consecutive": "{}截至{}连续获得的次数",
    "last_award_year": "{}上一次获得的年份",
}
LEDGER = ("awards_wan", "awards_count", "awards_consecutive", "last_award_year")


def formula_words(source: str, pack: Pack) -> str:
    """Return an expression of a pack in words."""
    return _Words(pack).of(ast.parse(source.strip(), mode="eval").body)


class _Words:
    """Says the nodes of one pack's expressions."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.kinds: dict[type, Callable[..., str]] = {
            ast.Name: lambda node: label_of(node.id, pack),
            ast.Attribute: self._field,
            ast.Constant: self._constant,
            ast.Tuple: lambda node: "、".join(map(self.of, node.elts)),
            ast.BinOp: self._arithmetic,
            ast.UnaryOp: self._unary,
            ast.BoolOp: self._several,
            ast.Compare: self._compared,
            ast.IfExp: self._chosen,
            ast.Call: self._called,
            ast.GeneratorExp: lambda node: f"{self.of(node.generators[0].iter)}中符合条件的各项",
        }

    def of(self, node: ast.expr) -> str:
        """Return a node in words."""
        return self.kinds[type(node)](node)

    def _field(self, node: ast.Attribute) -> str:
        fact = fact_at(ast.unparse(node), self.pack)
        return fact.label if fact else "明细项"

    def _constant(self, node: ast.Constant) -> str:
        if isinstance(node.value, bool):
            return "是" if node.value else "否"
        return node.value if isinstance(node.value, str) else f"{Decimal(str(node.value)):f}"

    def _arithmetic(self, node: ast.BinOp) -> str:
        is_tight = isinstance(node.op, TIGHT)
        left, right = (self._bracketed(side, is_tight=is_tight) for side in (node.left, node.right))
        if isinstance(node.op, ast.Sub) and isinstance(node.right, ast.BinOp) and not is_tight:
            right = f"（{self.of(node.right)}）"
        return f"{left} {SIGNS[OPERATORS[type(node.op)]]} {right}"

    def _bracketed(self, node: ast.expr, *, is_tight: bool) -> str:
        is_loose = isinstance(node, ast.BinOp) and not isinstance(node.op, TIGHT)
        words = self.of(node)
        is_said = isinstance(node, ast.IfExp) or (isinstance(node, ast.Call) and not SEVERAL.isdisjoint(words))
        return f"（{words}）" if is_said or (is_tight and is_loose) else words

    def _unary(self, node: ast.UnaryOp) -> str:
        if isinstance(node.op, ast.USub):
            return f"－{self.of(node.operand)}"
        inner = self.of(node.operand)
        return inner.replace("已填", "未填", 1) if inner.startswith("已填") else f"并非“{inner}”"

    def _several(self, node: ast.BoolOp) -> str:
        parts = [f"（{self.of(each)}）" if isinstance(each, ast.BoolOp) else self.of(each) for each in node.values]
        return ("且" if isinstance(node.op, ast.And) else "或").join(parts)

    def _compared(self, node: ast.Compare) -> str:
        fact = fact_at(ast.unparse(node.left), self.pack)
        words = self.of(node.left)
        for operator, right in zip(node.ops, node.comparators, strict=True):
            texts = right.elts if isinstance(right, ast.Tuple) else [right]
            said = "、".join(self._choice(each, fact) for each in texts)
            words += f"{COMPARED[type(operator)]} {said}"
        return words

    def _choice(self, node: ast.expr, fact: FactDef | None) -> str:
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            return self.of(node)
        if fact and node.value in dict(fact.choices):
            return f"“{show(node.value, '', fact)}”"
        return f"“{self._reading(node.value)}”"

    def _reading(self, value: str) -> str:
        """Return what a ruling calls the value, the value itself where none names it."""
        readings = (reading for point in self.pack.ambiguities for reading in point.readings)
        return next((label_words(each.label, self.pack) for each in readings if each.key == value), value)

    def _chosen(self, node: ast.IfExp) -> str:
        is_own = isinstance(node.test, ast.Call) and ast.unparse(node.test) == f"given({ast.unparse(node.body)})"
        if is_own:
            return f"{self.of(node.body)}（未填的按{self.of(node.orelse)}）"
        return f"{self.of(node.test)}时取 {self.of(node.body)}，其他取 {self.of(node.orelse)}"

    def _called(self, node: ast.Call) -> str:
        name = ast.unparse(node.func)
        given = [self.of(each) for each in node.args]
        if name in LEDGER:
            given[0] = self._policies(str(ast.literal_eval(node.args[0])))
        if name == "item":
            return self._item(given[0], node.args[1])
        if name == "unit" and isinstance(node.args[0], ast.Constant):
            return f"{given[0]} {given[1]}"
        if name in ("min", "max"):
            given = ["；".join(given)]
        if name == "mod":
            given[0] = self._bracketed(node.args[0], is_tight=True)
        if name.startswith("add_") and given[1].startswith("－"):
            return CALLS[name].replace("后", "前").format(given[0], given[1].removeprefix("－"))
        return CALLS[name].format(*given)

    def _item(self, listed: str, place: ast.expr) -> str:
        if isinstance(place, ast.UnaryOp) and isinstance(place.operand, ast.Constant):
            return f"{listed}的倒数第 {self.of(place.operand)} 项"
        return f"{listed}的第 {self.of(place)} 项"

    def _policies(self, codes: str) -> str:
        if codes == "this":
            return "本项"
        return "本项与相关政策" if "this" in codes.split(",") else "相关政策"

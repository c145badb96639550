"""Load-time problems of a pack (载入错误): their line, their place and what is wrong, in Chinese."""

import re
from dataclasses import dataclass

PROBLEM = re.compile(r"^(?P<origin>[^\s:]+)(?::(?P<line>\d+))? (?P<path>\S+?): (?P<message>.*)$", re.DOTALL)
WORDS: tuple[tuple[str, str], ...] = (
    (r"is required", "必须填写"),
    (r"unknown key", "没有这个键"),
    (r"text is expected", "应为文字"),
    (r"a list of texts is expected", "应为文字列表"),
    (r"a list is expected", "应为列表"),
    (r"a mapping is expected here", "此处应为键值"),
    (r"true or false is expected", "应为 true 或 false"),
    (r"(.+) is not a number", r"\1 不是数字"),
    (r"(.+) is not a whole number", r"\1 不是整数"),
    (r"(.+) is not a date", r"\1 不是日期"),
    (r"(.+) is not one of (.+)", r"\1 不在可选范围内：\2"),
    (r"ends before it starts", "截止日期早于开始日期"),
    (r"unknown fact (.+)", r"没有填报项 \1"),
    (r"exactly one comparison is expected", "只能有一种比较"),
    (r"a criterion needs a condition", "条件缺少要求（require）"),
    (r"a pack needs golden cases", "政策包至少要有一个样例"),
    (r"a pack needs criteria", "政策包至少要有一条条件"),
    (r"a pack needs facts", "政策包至少要有一个填报项"),
    (r"a positive number of days is expected", "天数应为正整数"),
    (r"shares add up to (\S+) %, not 100 %", r"分担比例合计 \1%，应为 100%"),
    (r"instalments add up to (\S+) %, not 100 %", r"分期比例合计 \1%，应为 100%"),
    (r"bureau lines are (.+)", r"部门条线只能是：\1"),
    (r"formats are (.+)", r"文件格式只能是：\1"),
    (r"month must be in 1\.\.12", "日期中的月份应为 1 至 12"),
    (r"day is out of range for month", "日期中的日超出该月天数"),
    (r"unhashable type.*", "键应为文字，不能是列表或键值"),
    (r"number out of range.*", "数字超出可处理范围"),
    (r"unit (\S+) found where (\S+) is expected", r"单位不符：得到 \1，应为 \2"),
    (r"(\S+) expected, (\S+) found", r"类型不符：应为 \1，得到 \2"),
    (r"(\S+) must be in (\S+)", r"\1 的单位应为 \2"),
    (r"(.+) is used twice", r"\1 重复"),
    (r"(.+) is already a fact", r"\1 已是填报项"),
    (r"(.+) is not a derived fact", r"\1 不是计算得出的事实"),
    (r"(.+) is not a choice of (.+)", r"\1 不是 \2 的选项"),
    (r"(\S+) proves (.+), which is no rule", r"材料 \1 所证明的 \2 不是条件"),
    (r"(\S+) has evidence (.+), which is no material", r"填报项 \1 的佐证 \2 不是材料"),
    (r"(\S+) shows (.+), which is no fact", r"步骤 \1 显示的 \2 不是填报项"),
    (r"(.+): unknown fact (.+)", r"样例“\1”中没有填报项 \2"),
    (r"(.+): expects unknown rule (.+) to fail", r"样例“\1”所列不符合的条件 \2 不存在"),
    (r"a line needs one of (.+)", r"测算步骤须写明其中之一：\1"),
    (r"a tier ends `below` or `upto`, not both", "一档的上沿只能写 below 或 upto 之一"),
    (r"a value is expected, or `undecided`.*", "须写明取值"),
    (r"(.+) written twice", r"\1 重复书写"),
    (r"the draft of (\S+) cannot become (\S+)", r"草案不能由 \1 改为 \2"),
    (r"could not find expected '(.+)'", r"缺少“\1”"),
    (
        r"mapping values are not allowed (here|in this context)",
        "此处不能出现冒号：上一行的键后要用半角冒号加空格，含冒号的文字请加引号",
    ),
    (
        r"found character that cannot start any token",
        "此处有不能使用的字符：缩进只能用空格，不能用制表符（Tab）；以 @、`、% 开头的文字请加引号",
    ),
    (r"found a tab character.*", "缩进只能用空格，不能用制表符（Tab）"),
    (r"found unconstructable recursive node", "锚点引用了自身"),
    (r"found duplicate anchor.*", "锚点名称重复"),
    (r"found unexpected end of stream", "引号或括号没有结束"),
    (r"found unknown escape character.*", "引号中的反斜杠写法不对"),
    (r"could not determine a constructor for the tag '(.+)'", r"不能使用标签 \1"),
    (r"but found another document", "全文只能有一份文档，不能用“---”分隔"),
    (r"unacceptable character.*|control characters are not allowed.*", "文中有不可见的控制字符，请删除后重新输入"),
    (r"maximum recursion depth exceeded.*", "括号或层次嵌套过深"),
    (r"not an expression: (.+)", r"不是算式：\1"),
    (r"did not find expected (.+)", r"此处格式不对，缺少 \1"),
    (r"found undefined alias(.*)", r"引用的锚点没有定义\1"),
    (r"this tier can never be reached", "此档永远达不到：各档上沿须由小到大"),
    (r"this slice can never be reached", "此段永远达不到：各段上沿须由小到大"),
    (r"the last (tier|slice) must be open.*", "最后一档不能写上沿，否则有情形落不进任何一档"),
    (r"(.+) is not a (\w+), as (\S+) is", r"\1 与 \3 的类型（\2）不符"),
    (r"a (\w+) or an expression that gives one is expected", r"应为 \1 或结果为 \1 的算式"),
    (r"a condition is expected", "应为条件"),
    (r"(\S+) waives (.+), which is no rule", r"口径 \1 所认可的 \2 不是条件"),
    (r"unknown source (.+)", r"没有这种取值来源：\1"),
    (r"known are (.+)", r"只能是：\1"),
)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a pack: line, place and words; `text` is the line `file:line path: message` itself."""

    line: int | None
    path: str
    words: str
    text: str


def problem(text: str) -> Problem:
    """Return a problem as the loader tells it, with its message in Chinese where there are words for it."""
    found = PROBLEM.match(text)
    if found is None:
        return Problem(None, "", text, text)
    line = int(found["line"]) if found["line"] else None
    return Problem(line, found["path"], in_chinese(found["message"]), text)


def in_chinese(message: str) -> str:
    """Return a loader's message in Chinese, or as it is where nobody has written words for it."""
    for pattern, words in WORDS:
        if re.fullmatch(pattern, message.strip(), re.DOTALL):
            return re.sub(pattern, words, message.strip(), count=1, flags=re.DOTALL)
    return message


def dotted(path: tuple) -> str:
    """Return a path as the loader writes it: criteria[0].require.ge."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return words.lstrip(".")

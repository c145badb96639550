"""A small made-up pack that engine tests bend to their purpose."""

from collections.abc import Mapping
from typing import Any

from policies.engine import Pack, load_pack

CLAUSE = "第一条"


def mapping(**changes: Any) -> dict[str, Any]:
    """Return the mapping of a valid pack, with some keys replaced."""
    return {
        "code": "made-up",
        "title": "样例政策",
        "summary": "样例。",
        "benefit": "5%",
        "level": "city",
        "region": "anyang",
        "kind": "subsidy",
        "source": {"document": "样例办法", "articles": CLAUSE},
        "audience": "企业",
        "facts": {
            "rd_wan": {"label": "研发费用", "type": "number", "unit": "万元", "min": 0},
            "fine_yuan": {"label": "罚款", "type": "number", "unit": "元", "required": False},
            "is_local": {"label": "在本市注册", "type": "bool"},
            "kind": {"label": "类型", "type": "text", "choices": {"a": "甲类", "b": "乙类"}},
            "filed_on": {"label": "申报日期", "type": "date", "required": False},
            "subjects": {"label": "合同编号", "type": "list", "item": "text", "required": False},
        },
        "criteria": [
            rule("minimum", {"fact": "rd_wan", "ge": 50}),
            rule("local", {"fact": "is_local", "is": True}),
        ],
        "amount": {"lines": [line("rate", add_wan="rd_wan * 0.05"), line("cap", cap_wan=600)]},
        "golden": [{"name": "一", "facts": {}, "expect": {"outcome": "incomplete"}, "why": "缺事实"}],
        **changes,
    }


def rule(key: str, require: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return a criterion."""
    return {"key": key, "clause": CLAUSE, "sentence": f"{key}。", "require": require, **more}


def line(key: str, **more: Any) -> dict[str, Any]:
    """Return an amount line."""
    return {"key": key, "label": key, "clause": CLAUSE, **more}


def pack(**changes: Any) -> Pack:
    """Return the compiled sample pack, with some keys replaced."""
    return load_pack(mapping(**changes), "sample.yaml")


GOOD = {"rd_wan": 1000, "is_local": True}

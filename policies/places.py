"""The parts of a pack by name: every place of the YAML mapping in the words of an official (条件“…”不低于)."""

from typing import Any

from policies.engine import Pack
from policies.pack_text import at_path
from policies.wording import LEVELS, bound_words, label_of, label_words

Path = tuple[Any, ...]
PARTS = {
    "criteria": "申报条件",
    "derived": "分档和计算",
    "amount": "金额测算",
    "score": "评分",
    "shares": "资金分担",
    "instalments": "分期拨付",
    "materials": "申报材料",
    "stages": "办理流程",
    "publicity": "公示",
    "effective": "有效期",
    "window": "申报期",
    "facts": "填报项",
    "ambiguities": "未明确之处",
    "golden": "样例",
    "source": "依据文件",
    "exports": "汇总表",
    "agencies": "办理部门",
}
BOUNDS = {"ge": "不低于（含）", "gt": "高于（不含）", "le": "不高于（含）", "lt": "低于（不含）", "eq": "等于", "ne": "不等于",
          "is": "为", "in": "属于", "not_in": "不属于"}  # fmt: skip
STEPS = {"add": "计入", "deduct": "扣除", "cap": "封顶", "floor": "保底", "ceiling": "上限"}
WORDS = {
    "title": "名称", "summary": "一句话说明", "benefit": "支持标准", "audience": "支持对象", "period": "申报时间说明",
    "materials_note": "材料总要求", "aftercare": "获得支持后", "commitment": "申报承诺", "sentence": "说明", "clause": "依据条款",
    "remedy": "如何达到", "label": "名称", "help": "填写说明", "text": "未明确之处", "settled": "处理方式", "applies_to": "适用对象",
    "document": "文件名称", "number": "文号", "issued_on": "印发日期", "articles": "条款", "from": "开始日期", "to": "截止日期",
    "count": "天数", "unit": "单位", "days": "天数", "due_on": "截止日期", "channel": "公示渠道", "checklist": "核对清单", "lines": "部门",
    "level": "层级", "kind": "类别", "form": "形式", "copies": "份数", "required": "是否必交", "accept": "文件格式", "proves": "证明的条件",
    "pct": "比例", "due": "拨付时间", "max": "最高分", "value": "取值", "otherwise": "其他情形的取值", "below": "上沿（不含）",
    "upto": "上沿（含）", "rate": "比例", "expr": "算式", "by": "分档依据", "why": "计算说明", "expect": "应得结果", "facts": "情况",
    "outcome": "结论", "amount_yuan": "金额（元）", "ceiling_yuan": "上限（元）", "joint": "联合办理", "countersign": "会签",
    "skip_when": "免经情形", "presumed": "由部门核对", "soft": "原则性要求", "when": "适用情形", "require": "要求", "split": "分担比例",
    "name": "名称", "choices": "选项", "type": "类型", "default": "默认值", "evidence": "佐证材料", "section": "分组", "key": "代号",
    "lookup": "查找", "undecided": "文件未写", "is_ceiling": "只是上限", "columns": "列", "tiers": "分档", "marginal": "分段", "cases": "各情形",
    "readings": "口径", "sets": "取值", "handling": "处理办法", "note": "说明", "score": "得分", "failed": "不符合的条件",
    "missing": "缺少的事项", "shares": "分担", "results": "结果", "min": "最小值", "length": "项数", "labels": "各项名称",
    "remit_first": "先行上缴", "ask_when": "何时询问", "operation": "方式", "group": "组别", "groups": "分组", "items": "评分项",
    "industries": "适用行业", "sizes": "适用规模", "applicants": "申报主体", "aliases": "其他代码", "related": "相关政策",
    "region": "区划", "code": "代码", "same_as": "同一政策", "effective": "有效期", "window": "申报期", "publicity": "公示",
    "amount_unit": "金额单位", "notes": "说明",
}  # fmt: skip


def part_of(path: Path) -> str:
    """Return the part of the pack that a place lies in: 申报条件, 金额测算 …; 基本信息 for what stands at the top."""
    return PARTS.get(path[0], "基本信息")


def place_words(path: Path, raw: Any, pack: Pack) -> str:
    """Return in words what stands at a place, for instance 条件“上年度研发投入在50万元（含）以上。”：研发费用不低于（含）."""
    owner, length = _owner(path, raw, pack)
    inner = [_step(path[:place], raw, pack) for place in range(length + 1, len(path) + 1)]
    return "：".join(filter(None, [owner, "，".join(filter(None, inner))]))


def _owner(path: Path, raw: Any, pack: Pack) -> tuple[str, int]:
    """Return the words for the entry that a place belongs to, and how many steps of the path they cover."""
    head, entry = path[0], at_path(raw, path[:2]) if len(path) > 1 else None
    if head == "amount" and len(path) > 2 and path[1] == "lines":
        return f"测算第 {path[2] + 1} 步“{label_words(at_path(raw, path[:3]).get('label', ''), pack)}”", 3
    if head == "score" and len(path) > 2:
        row = at_path(raw, path[:3])
        return f"{'评分项' if path[1] == 'items' else '评分组'}“{row.get('label', path[2])}”", 3
    if head in (
        "criteria",
        "materials",
        "stages",
        "shares",
        "ambiguities",
        "golden",
        "instalments",
        "exports",
    ) and isinstance(entry, dict):
        return f"{OWNERS[head]}“{_short(_title(head, entry, path[1], pack))}”", 2
    if head in ("derived", "facts") and len(path) > 1:
        return f"{'分档' if head == 'derived' else '填报项'}“{label_of(path[1], pack)}”", 2
    return PARTS.get(head) or WORDS.get(head, str(head)), 1


OWNERS = {"criteria": "条件", "materials": "材料", "stages": "环节", "shares": "分担", "ambiguities": "未明确之处",
          "golden": "样例", "instalments": "分期", "exports": "汇总表"}  # fmt: skip


def _title(head: str, entry: dict[str, Any], place: int, pack: Pack) -> str:
    if head == "shares":
        levels = [LEVELS.get(str(part.get("level")), "") for part in entry.get("split", ()) if isinstance(part, dict)]
        return "、".join(levels) or str(place + 1)
    named = next((entry[key] for key in ("sentence", "title", "name", "text", "label") if entry.get(key)), place + 1)
    return label_words(str(named), pack)


def _short(words: str, most: int = 44) -> str:
    words = words.rstrip("。；")
    return words if len(words) <= most else f"{words[:most]}…"


def _step(path: Path, raw: Any, pack: Pack) -> str:
    """Return the words for the last step of a path."""
    key, parent = path[-1], at_path(raw, path[:-1])
    before = path[-2] if len(path) > 1 else ""
    if isinstance(key, int):
        return _row(before, key, parent)
    if key in BOUNDS and isinstance(parent, dict):
        if "score" in parent:
            return f"{'总分' if parent['score'] == 'total' else '得分'}{BOUNDS[key]}"
        return f"{label_of(str(parent.get('fact', '')), pack)}{BOUNDS[key]}"
    operation = str(key).rpartition("_")[0]
    if operation in STEPS:
        return STEPS[operation]
    if before == "cases":
        return f"情形“{key}”"
    if before == "sets":
        return label_of(str(key), pack)
    if before == "shares":
        return LEVELS.get(str(key), str(key))
    if key in ("require", "when", "all", "any", "of", "not", "lines", "split", "tiers", "marginal", "choose", "cases",
               "expect", "readings", "items", "value") and isinstance(parent[key], (dict, list)):  # fmt: skip
        return "适用情形" if key == "when" else ""
    return WORDS.get(str(key), str(key))


def _row(before: str, place: int, parent: list[Any]) -> str:
    if before == "tiers":
        return f"第 {place + 1} 档"
    if before == "marginal":
        return f"第 {place + 1} 段"
    if before == "split":
        row = parent[place]
        return LEVELS.get(row.get("level", ""), "") if isinstance(row, dict) else ""
    if before in ("readings", "columns"):
        row = parent[place]
        return f"“{row.get('label') or row.get('title') or place + 1}”" if isinstance(row, dict) else ""
    if before == "cases":
        row = parent[place]
        return f"情形“{_members(row.get('is', ''))}”" if isinstance(row, dict) else ""
    return "" if before in ("all", "any", "of", "checklist", "lines", "choose") else f"第 {place + 1} 项"


def _members(members: Any) -> str:
    if isinstance(members, list):
        return "，".join("或".join(map(str, each)) if isinstance(each, list) else str(each) for each in members)
    return str(members)


def expression_words(source: str, pack: Pack) -> str:
    """Return an expression with the facts' labels in place of their names."""
    return bound_words(source, "", pack)

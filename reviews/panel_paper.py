"""The printed summary of an expert review (评审意见汇总表)."""

from django.utils import timezone

from policies.engine.model import Stage
from reviews.models import Panel
from reviews.panels import opened_sheets
from reviews.papers import Block, Paper


def panel_paper(panel: Panel, stage: Stage) -> Paper:
    """Return the summary of an opened panel: scores by expert, opinions, and how the panel was drawn."""
    application, sheets = panel.task.application, opened_sheets(panel)
    dropped = len(sheets) >= panel.drop_from
    facts = [
        ("企业名称", application.enterprise.name),
        ("申报事项", f"{application.round.policy.title}（{application.number}）"),
        ("环节与依据", f"{stage.title}　{stage.clause}"),
        ("平均分", f"{panel.score} 分" + ("（去掉一个最高分和一个最低分）" if dropped else "")),
        ("合格线", f"{panel.pass_score} 分" if panel.pass_score is not None else "未设"),
        ("启封时间", f"{timezone.localtime(panel.opened_at):%Y-%m-%d %H:%M}" if panel.opened_at else ""),
    ]
    head = ["评分项", *[str(sheet.seat.expert) for sheet in sheets]]
    rows = [[f"{item['label']}（{item['max']}）", *[s.points[item["key"]] for s in sheets]] for item in panel.items]
    rows.append(["总分", *[f"{sheet.total:f}" for sheet in sheets]])
    opinions = [[str(sheet.seat.expert), sheet.opinion] for sheet in sheets]
    drawn = [[f"{each['id']}", each["name"], each["employer"], each["excluded"] or "候选"] for each in panel.pool]
    rule = f"种子 {panel.seed}；按“种子:编号”的 SHA-256 从小到大依次抽取，须回避的和与在组专家同单位的跳过。"
    blocks = [
        Block("一、评分", "", head, [3, *[2] * len(sheets)], rows),
        Block("二、评审意见", "", ["专家", "意见"], [1, 5], opinions),
        Block("三、抽取记录", rule, ["编号", "姓名", "工作单位", "情况"], [1, 2, 4, 3], drawn),
    ]
    return Paper("评审意见汇总表", application.number, facts, blocks, subtitle=panel.task.bureau.name)

"""The printed form of a site check (现场核查表)."""

from django.utils import timezone

from policies.engine.model import Stage
from reviews.models import ReviewTask, SiteRecord
from reviews.papers import Block, Paper
from reviews.site_checks import digest_of
from reviews.site_forms import YES_NO


def site_paper(task: ReviewTask, stage: Stage, record: SiteRecord) -> Paper:
    """Return the check form as it was recorded and signed."""
    application, visit = task.application, record.visit
    signed = [
        f"核查人员签字：{each.officer}　{timezone.localtime(each.signed_at):%Y-%m-%d %H:%M}（本人登录确认）"
        for each in record.signatures.all()
    ]
    facts = [
        ("企业名称", application.enterprise.name),
        ("申报事项", f"{application.round.policy.title}（{application.number}）"),
        ("环节与依据", f"{stage.title}　{stage.clause}"),
        ("核查时间", f"{timezone.localtime(visit.scheduled_at):%Y-%m-%d %H:%M}"),
        ("核查地点", visit.place),
        ("核查人员", f"{visit.first_officer}、{visit.second_officer}"),
        ("企业在场代表", record.representative),
    ]
    photos = [[each.caption, each.sha256[:16]] for each in task.photos.all()]
    return Paper(
        "现场核查表",
        application.number,
        facts,
        [*findings(record), Block("四、现场照片", "" if photos else "无", ["说明", "摘要"], [3, 1], photos)],
        [*signed, "企业代表（签字）：________________"],
        subtitle=task.bureau.name,
        digest=digest_of(record),
    )


def findings(record: SiteRecord) -> list[Block]:
    """Return the sections of what was found."""
    words = dict(YES_NO)
    answers = [[each["item"], words[each["answer"]], each["note"]] for each in record.answers]
    measured = [
        [each["label"], each["declared"], each["measured"], "不一致" if each["differs"] else "一致"]
        for each in record.measured
    ]
    return [
        Block("一、核查事项", "", ["事项", "结果", "说明"], [4, 1, 3], answers),
        Block("二、实测数值", "" if measured else "未实测", ["指标", "申报", "实测", "比对"], [3, 2, 2, 1], measured),
        Block("三、核查情况与结论", f"{record.remark}\n结论：{record.get_conclusion_display()}"),
    ]

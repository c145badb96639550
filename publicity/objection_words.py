"""An objection in the citizen's words: where it stands, what comes next, and the way so far."""

from typing import NamedTuple

from django.utils import timezone

from publicity.models import Objection
from publicity.objection_flow import Act, Outcome, State

SHOWN = {
    Act.FILE: "已提交异议",
    Act.ACCEPT: "已受理",
    Act.REFUSE: "不予受理",
    Act.ASSIGN: "已指定未参与该件办理的人员核查",
    Act.ASK_STATEMENT: "已请企业说明情况（不透露您的身份）",
    Act.STATE: "企业已说明",
    Act.LAPSE_STATEMENT: "企业逾期未说明，继续核查",
    Act.DISMISS: "已答复：异议不成立",
    Act.DISMISS_FINALLY: "复核已答复：维持原答复",
    Act.UPHOLD: "已答复：异议成立",
    Act.JOIN: "同一条目的异议已成立，一并答复",
    Act.ASK_RECONSIDERATION: "您申请了复核",
    Act.AGREE: "您认可了答复",
    Act.LAPSE: "复核申请期满，办结",
}


class Passed(NamedTuple):
    """One act on the way, in the citizen's words."""

    on: str
    text: str


def stages_of(objection: Objection) -> list[Passed]:
    """Return the acts so far, without who did them."""
    return [Passed(f"{timezone.localtime(step.at):%Y-%m-%d}", SHOWN[Act(step.act)]) for step in objection.steps.all()]


def words_for_objector(objection: Objection) -> str:
    """Return where the objection stands and what its objector can expect."""
    due = f"{objection.due_on:%Y-%m-%d}" if objection.due_on else ""
    if objection.state == State.FILED:
        return f"收到了，{due} 前告诉您是否受理。"
    if objection.state == State.WITH_ENTERPRISE:
        return "正在核查，已请企业说明情况，企业不知道是谁提出的。"
    if objection.state == State.INVESTIGATING:
        what = "正在复核" if objection.instance == 2 else "正在核查"
        return f"{what}，{due} 前书面答复您。"
    if objection.outcome == Outcome.UPHELD:
        return "您反映的问题成立，该条目已撤下。"
    said = "未予受理" if objection.outcome == Outcome.NOT_ACCEPTED else "经核查不成立"
    if objection.state == State.ANSWERED:
        return f"您的异议{said}，理由见答复。不同意的，{objection.settles_on:%Y-%m-%d} 前可以申请复核一次。"
    return f"您的异议{said}，已办结。"

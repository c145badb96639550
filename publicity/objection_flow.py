"""The procedure of an objection (异议): its states and the one table of steps between them."""

from typing import NamedTuple

from django.db import models

from accounts.models import Role
from applications.workflow import OBJECTION_FINDERS as FINDERS
from applications.workflow import SYSTEM, NotAllowed

OBJECTOR = "objector"  # whoever holds the query code (查询码)


class State(models.TextChoices):
    """Where an objection stands (异议状态); only a settled one has let go of its line."""

    FILED = "filed", "待受理"
    INVESTIGATING = "investigating", "核查中"
    WITH_ENTERPRISE = "with_enterprise", "待企业说明"
    ANSWERED = "answered", "已答复"
    SETTLED = "settled", "已办结"


class Outcome(models.TextChoices):
    """What the last answer to an objection says (异议结论)."""

    NOT_ACCEPTED = "not_accepted", "不予受理"
    DISMISSED = "dismissed", "异议不成立"
    UPHELD = "upheld", "异议成立"


class Remedy(models.TextChoices):
    """What follows for the line and its case (处理决定)."""

    MAINTAIN = "maintain", "维持公示内容"
    AMOUNT = "amount", "重新核定金额"
    REVIEW = "review", "退回重新审核"
    REMOVE = "remove", "撤出名单，不予支持"


class Act(models.TextChoices):
    """An act that is written into the history of an objection (异议办理动作)."""

    FILE = "file", "提出异议"
    ACCEPT = "accept", "受理"
    REFUSE = "refuse", "不予受理"
    ASSIGN = "assign", "指定核查人"
    ASK_STATEMENT = "ask_statement", "请企业说明"
    STATE = "state", "企业提交说明"
    LAPSE_STATEMENT = "lapse_statement", "企业逾期未说明，继续核查"
    DISMISS = "dismiss", "答复：异议不成立"
    DISMISS_FINALLY = "dismiss_finally", "复核答复：维持原答复"
    UPHOLD = "uphold", "答复：异议成立"
    JOIN = "join", "同一条目的异议已成立，一并答复"
    ASK_RECONSIDERATION = "ask_reconsideration", "申请复核"
    AGREE = "agree", "提出人认可答复"
    LAPSE = "lapse", "复核申请期满"


WITH_REASON = (Act.REFUSE, Act.DISMISS, Act.DISMISS_FINALLY, Act.UPHOLD, Act.JOIN, Act.ASK_RECONSIDERATION)
ASSIGNERS = (Role.PUBLICITY_OFFICER, Role.CHIEF)


class Step(NamedTuple):
    """One allowed step: from `source` by `act` to `target`, open to any of `roles`."""

    source: str
    act: str
    target: str
    roles: tuple[str, ...]


OFFICER = (Role.PUBLICITY_OFFICER,)
STEPS = (
    Step(State.FILED, Act.ACCEPT, State.INVESTIGATING, OFFICER),
    Step(State.FILED, Act.REFUSE, State.ANSWERED, OFFICER),
    Step(State.INVESTIGATING, Act.ASSIGN, State.INVESTIGATING, ASSIGNERS),
    Step(State.INVESTIGATING, Act.ASK_STATEMENT, State.WITH_ENTERPRISE, FINDERS),
    Step(State.WITH_ENTERPRISE, Act.STATE, State.INVESTIGATING, (Role.APPLICANT_CLERK,)),
    Step(State.WITH_ENTERPRISE, Act.LAPSE_STATEMENT, State.INVESTIGATING, (SYSTEM,)),
    Step(State.INVESTIGATING, Act.DISMISS, State.ANSWERED, FINDERS),
    Step(State.INVESTIGATING, Act.DISMISS_FINALLY, State.SETTLED, FINDERS),
    Step(State.INVESTIGATING, Act.UPHOLD, State.SETTLED, FINDERS),
    *(Step(source, Act.JOIN, State.SETTLED, FINDERS) for source in State if source != State.SETTLED),
    Step(State.ANSWERED, Act.ASK_RECONSIDERATION, State.INVESTIGATING, (OBJECTOR,)),
    Step(State.ANSWERED, Act.AGREE, State.SETTLED, (OBJECTOR,)),
    Step(State.ANSWERED, Act.LAPSE, State.SETTLED, (SYSTEM,)),
)
_BY_KEY = {(step.source, step.act): step for step in STEPS}


def allowed_step(state: str, act: str, role: str) -> Step:
    """Return the row of the table for (state, act); raise NotAllowed where there is none or the role is not in it."""
    step = _BY_KEY.get((state, act))
    if step is None:
        raise NotAllowed("这件异议已由他人办理")
    if role not in step.roles:
        raise NotAllowed("您的角色不能办理这一步")
    return step

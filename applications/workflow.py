"""The case's statuses and the one table of moves between them; nothing else decides where a case may go."""

from typing import NamedTuple

from django.db import models

from accounts.models import Role


class Status(models.TextChoices):
    """Where a case stands (办件状态); where in the review it stands is told by its open review tasks."""

    DRAFT = "draft", "草稿"
    AWAITING_CERTIFICATION = "awaiting_certification", "待负责人确认"
    IN_REVIEW = "in_review", "审核中"
    RETURNED = "returned", "退回补正"
    CERTIFYING_CORRECTION = "certifying_correction", "补正待负责人确认"
    AWAITING_PUBLICITY = "awaiting_publicity", "待公示"
    IN_PUBLICITY = "in_publicity", "公示中"
    AWAITING_AGREEMENT = "awaiting_agreement", "待签任务书"
    AWAITING_DISBURSEMENT = "awaiting_disbursement", "待拨付"
    PAYMENT_FAILED = "payment_failed", "拨付失败"
    DISBURSED = "disbursed", "已拨付"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    RECOGNISED = "recognised", "已认定"
    REJECTED = "rejected", "不予通过"
    WITHDRAWN = "withdrawn", "已撤回"


UNFILED = (Status.DRAFT, Status.AWAITING_CERTIFICATION)  # with the enterprise, not handed in yet
FINAL = (Status.DISBURSED, Status.RECOGNISED, Status.NOT_ACCEPTED, Status.REJECTED, Status.WITHDRAWN)
TO_CERTIFY = (Status.AWAITING_CERTIFICATION, Status.CERTIFYING_CORRECTION)  # the principal reads it
IN_CORRECTION = (Status.RETURNED, Status.CERTIFYING_CORRECTION)  # filed, and with the enterprise
DETERMINED = (
    Status.AWAITING_PUBLICITY,
    Status.IN_PUBLICITY,
    Status.AWAITING_AGREEMENT,
    Status.AWAITING_DISBURSEMENT,
    Status.PAYMENT_FAILED,
    Status.DISBURSED,
    Status.RECOGNISED,
)
UNDECIDED = (Status.IN_REVIEW, *TO_CERTIFY, Status.DRAFT, Status.RETURNED)  # what it comes to is still an estimate
# After these the enterprise may file again in the same round.
REFILED = (Status.NOT_ACCEPTED, Status.REJECTED, Status.WITHDRAWN)
# The same status in the enterprise's own words.
APPLICANT_WORDS = {
    Status.DRAFT: "填写中",
    Status.AWAITING_CERTIFICATION: "待负责人确认",
    Status.IN_REVIEW: "审核中",
    Status.RETURNED: "待您补正",
    Status.CERTIFYING_CORRECTION: "补正待负责人确认",
    Status.AWAITING_PUBLICITY: "已通过，待公示",
    Status.IN_PUBLICITY: "公示中",
    Status.AWAITING_AGREEMENT: "待签任务书",
    Status.AWAITING_DISBURSEMENT: "待拨付",
    Status.PAYMENT_FAILED: "拨付失败，待更正账户",
    Status.DISBURSED: "已拨付到账",
    Status.NOT_ACCEPTED: "不予受理，可重新申报",
    Status.RECOGNISED: "已认定",
    Status.REJECTED: "未通过",
    Status.WITHDRAWN: "已撤回",
}


class Action(models.TextChoices):
    """An act that is written into the status history (办件动作)."""

    SUBMIT = "submit", "提交申报"
    HAND_IN = "hand_in", "提交负责人确认"
    CERTIFY = "certify", "负责人确认并提交"
    DECLINE = "decline", "负责人退回修改"
    TAKE_BACK = "take_back", "经办人取回"
    WITHDRAW = "withdraw", "撤回"
    ACCEPT = "accept", "受理"
    ACCEPT_WITH_GAPS = "accept_with_gaps", "容缺受理"
    REFUSE_ACCEPTANCE = "refuse_acceptance", "不予受理"
    FORFEIT_GAP = "forfeit_gap", "逾期未补交，取消"
    RECUSE = "recuse", "声明回避"
    PASS_STAGE = "pass_stage", "通过"
    RECOMMEND = "recommend", "拟同意"
    SEND_BACK = "send_back", "退回审定经办"
    RETURN_FOR_CORRECTION = "return_for_correction", "退回补正"
    RESUBMIT = "resubmit", "提交补正"
    ASK_SECOND_NOTICE = "ask_second_notice", "报批再次补正告知"
    APPROVE_SECOND_NOTICE = "approve_second_notice", "批准再次补正告知"
    REFUSE_SECOND_NOTICE = "refuse_second_notice", "不批准再次补正告知"
    INVALIDATE_PASS = "invalidate_pass", "通过意见失效，重新审核"
    REJECT = "reject", "不予通过"
    APPROVE_FOR_PUBLICITY = "approve_for_publicity", "会签通过，转公示"
    APPROVE_FOR_DISBURSEMENT = "approve_for_disbursement", "会签通过，转拨付"
    APPROVE_FOR_AGREEMENT = "approve_for_agreement", "会签通过，转签任务书"
    RECOGNISE = "recognise", "会签通过，予以认定"
    PUBLISH = "publish", "公示"
    CLOSE_PUBLICITY = "close_publicity", "公示期满"
    CLOSE_FOR_AGREEMENT = "close_for_agreement", "公示期满，转签任务书"
    CLOSE_FOR_RECOGNITION = "close_for_recognition", "公示期满，予以认定"
    SIGN_AGREEMENT = "sign_agreement", "任务书已签订"
    CANCEL_AGREEMENT = "cancel_agreement", "未签任务书，终止办理"
    UPHOLD_OBJECTION = "uphold_objection", "异议成立，退回审核"
    REMOVE_FROM_NOTICE = "remove_from_notice", "异议成立，撤出名单"
    TAKE_OFF_NOTICE = "take_off_notice", "更正公示时撤下，退回审核"
    FAIL_PAYMENT = "fail_payment", "拨付失败"
    CORRECT_ACCOUNT = "correct_account", "更正收款账户"
    PAY = "pay", "拨付"
    RETURN_TRANSFER = "return_transfer", "退汇"
    CEASE_PAYMENT = "cease_payment", "不再拨付"


SYSTEM = "system"  # the actor of what happens by itself: a closing publicity period
REVIEWERS = (Role.PRELIMINARY_REVIEWER, Role.FINAL_REVIEWER)
OBJECTION_FINDERS = (*REVIEWERS, Role.CHIEF, Role.PUBLICITY_OFFICER)  # none of whom acted on the case


class Move(NamedTuple):
    """One allowed move: from `source` by `action` to `target`, open to the holders of any of `roles`."""

    source: str
    action: str
    target: str
    roles: tuple[str, ...]


MOVES = (
    Move(Status.DRAFT, Action.SUBMIT, Status.IN_REVIEW, (Role.APPLICANT_CLERK,)),
    Move(Status.DRAFT, Action.HAND_IN, Status.AWAITING_CERTIFICATION, (Role.APPLICANT_CLERK,)),
    Move(Status.AWAITING_CERTIFICATION, Action.CERTIFY, Status.IN_REVIEW, (Role.PRINCIPAL,)),
    Move(Status.AWAITING_CERTIFICATION, Action.DECLINE, Status.DRAFT, (Role.PRINCIPAL,)),
    Move(Status.AWAITING_CERTIFICATION, Action.TAKE_BACK, Status.DRAFT, (Role.APPLICANT_CLERK,)),
    Move(Status.AWAITING_CERTIFICATION, Action.WITHDRAW, Status.WITHDRAWN, (Role.APPLICANT_CLERK,)),
    Move(Status.DRAFT, Action.WITHDRAW, Status.WITHDRAWN, (Role.APPLICANT_CLERK,)),
    Move(Status.IN_REVIEW, Action.WITHDRAW, Status.WITHDRAWN, (Role.APPLICANT_CLERK,)),
    Move(Status.RETURNED, Action.WITHDRAW, Status.WITHDRAWN, (Role.APPLICANT_CLERK,)),
    Move(Status.IN_REVIEW, Action.ACCEPT, Status.IN_REVIEW, (Role.PRELIMINARY_REVIEWER,)),
    Move(Status.IN_REVIEW, Action.ACCEPT_WITH_GAPS, Status.IN_REVIEW, (Role.PRELIMINARY_REVIEWER,)),
    Move(Status.IN_REVIEW, Action.REFUSE_ACCEPTANCE, Status.NOT_ACCEPTED, (Role.PRELIMINARY_REVIEWER,)),
    Move(Status.IN_REVIEW, Action.FORFEIT_GAP, Status.REJECTED, (Role.CHIEF,)),
    Move(Status.AWAITING_DISBURSEMENT, Action.FORFEIT_GAP, Status.REJECTED, (Role.CHIEF,)),
    Move(Status.IN_REVIEW, Action.RECUSE, Status.IN_REVIEW, (*REVIEWERS, Role.CHIEF)),
    Move(Status.IN_REVIEW, Action.PASS_STAGE, Status.IN_REVIEW, (Role.PRELIMINARY_REVIEWER,)),
    Move(Status.IN_REVIEW, Action.RECOMMEND, Status.IN_REVIEW, (Role.FINAL_REVIEWER,)),
    Move(Status.IN_REVIEW, Action.SEND_BACK, Status.IN_REVIEW, (Role.CHIEF,)),
    Move(Status.IN_REVIEW, Action.RETURN_FOR_CORRECTION, Status.RETURNED, REVIEWERS),
    Move(Status.RETURNED, Action.RESUBMIT, Status.IN_REVIEW, (Role.APPLICANT_CLERK,)),
    Move(Status.RETURNED, Action.HAND_IN, Status.CERTIFYING_CORRECTION, (Role.APPLICANT_CLERK,)),
    Move(Status.CERTIFYING_CORRECTION, Action.CERTIFY, Status.IN_REVIEW, (Role.PRINCIPAL,)),
    Move(Status.CERTIFYING_CORRECTION, Action.DECLINE, Status.RETURNED, (Role.PRINCIPAL,)),
    Move(Status.CERTIFYING_CORRECTION, Action.TAKE_BACK, Status.RETURNED, (Role.APPLICANT_CLERK,)),
    Move(Status.CERTIFYING_CORRECTION, Action.WITHDRAW, Status.WITHDRAWN, (Role.APPLICANT_CLERK,)),
    Move(Status.IN_REVIEW, Action.ASK_SECOND_NOTICE, Status.IN_REVIEW, REVIEWERS),
    Move(Status.IN_REVIEW, Action.APPROVE_SECOND_NOTICE, Status.RETURNED, (Role.CHIEF,)),
    Move(Status.IN_REVIEW, Action.REFUSE_SECOND_NOTICE, Status.IN_REVIEW, (Role.CHIEF,)),
    Move(Status.IN_REVIEW, Action.INVALIDATE_PASS, Status.IN_REVIEW, (SYSTEM,)),
    Move(Status.IN_REVIEW, Action.REJECT, Status.REJECTED, (*REVIEWERS, Role.CHIEF)),
    Move(Status.IN_REVIEW, Action.APPROVE_FOR_PUBLICITY, Status.AWAITING_PUBLICITY, (Role.CHIEF,)),
    Move(Status.IN_REVIEW, Action.APPROVE_FOR_DISBURSEMENT, Status.AWAITING_DISBURSEMENT, (Role.CHIEF,)),
    Move(Status.IN_REVIEW, Action.APPROVE_FOR_AGREEMENT, Status.AWAITING_AGREEMENT, (Role.CHIEF,)),
    Move(Status.IN_REVIEW, Action.RECOGNISE, Status.RECOGNISED, (Role.CHIEF,)),
    Move(Status.AWAITING_PUBLICITY, Action.PUBLISH, Status.IN_PUBLICITY, (Role.PUBLICITY_OFFICER,)),
    Move(Status.IN_PUBLICITY, Action.CLOSE_PUBLICITY, Status.AWAITING_DISBURSEMENT, (SYSTEM, Role.PUBLICITY_OFFICER)),
    Move(Status.IN_PUBLICITY, Action.CLOSE_FOR_AGREEMENT, Status.AWAITING_AGREEMENT, (SYSTEM, Role.PUBLICITY_OFFICER)),
    Move(Status.IN_PUBLICITY, Action.CLOSE_FOR_RECOGNITION, Status.RECOGNISED, (SYSTEM, Role.PUBLICITY_OFFICER)),
    Move(Status.AWAITING_AGREEMENT, Action.SIGN_AGREEMENT, Status.AWAITING_DISBURSEMENT, (Role.FINAL_REVIEWER,)),
    Move(Status.AWAITING_AGREEMENT, Action.CANCEL_AGREEMENT, Status.REJECTED, (Role.FINAL_REVIEWER,)),
    Move(Status.IN_PUBLICITY, Action.UPHOLD_OBJECTION, Status.IN_REVIEW, OBJECTION_FINDERS),
    Move(Status.IN_PUBLICITY, Action.REMOVE_FROM_NOTICE, Status.REJECTED, OBJECTION_FINDERS),
    Move(Status.IN_PUBLICITY, Action.TAKE_OFF_NOTICE, Status.IN_REVIEW, (Role.PUBLICITY_OFFICER,)),
    Move(Status.AWAITING_DISBURSEMENT, Action.FAIL_PAYMENT, Status.PAYMENT_FAILED, (Role.PAYMENT_MAKER,)),
    Move(Status.DISBURSED, Action.RETURN_TRANSFER, Status.PAYMENT_FAILED, (Role.PAYMENT_MAKER,)),
    Move(Status.PAYMENT_FAILED, Action.CORRECT_ACCOUNT, Status.AWAITING_DISBURSEMENT, (Role.APPLICANT_CLERK,)),
    Move(Status.AWAITING_DISBURSEMENT, Action.CEASE_PAYMENT, Status.REJECTED, (Role.PAYMENT_MAKER,)),
    Move(Status.AWAITING_DISBURSEMENT, Action.PAY, Status.DISBURSED, (Role.PAYMENT_MAKER,)),
)
_BY_KEY = {(move.source, move.action): move for move in MOVES}


class NotAllowed(Exception):
    """The case cannot make this move now: another person was faster, or the role is wrong. The text is for the reader."""

    def __init__(self, message: str = "此件已由他人办理") -> None:
        super().__init__(message)


def allowed_move(status: str, action: str, role: str) -> Move:
    """Return the row of the table for (status, action); raise NotAllowed where there is none or the role is not in it."""
    move = _BY_KEY.get((status, action))
    if move is None:
        raise NotAllowed
    if role not in move.roles:
        raise NotAllowed("您的角色不能办理这一步")
    return move

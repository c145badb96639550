"""The words of each letter (文书), filled with what the act decided."""

from typing import Any, NamedTuple

from reviews.models import Letter

Kind = Letter.Kind
ASK = "对本告知有疑问或者不同意见的，可以在平台的办件页面留言，或者向本部门书面提出。"


class Wording(NamedTuple):
    """How a letter reads: the word in its number, its paragraphs, and the head of its list where it has one."""

    sign: str
    paragraphs: tuple[str, ...]
    list_head: str = ""


OBJECTED = "您于{filed}对公示 {notice} 第 {position} 条提出的异议（编号 {case}）收悉"
AGAIN = "对本答复有不同意见的，可以在{until}前（含当日）凭查询码在平台申请复核一次。"
FOUND = "贵单位于{submitted}提交的“{policy}”申报（办件编号 {case}）"
WORDINGS = {
    Kind.ACCEPTED: Wording(
        "受",
        (
            FOUND + "收悉。经查，申报材料符合受理要求，现予受理。",
            "办理进度可凭办件编号在平台“办事进度”中查询。",
        ),
    ),
    Kind.TOLERATED: Wording(
        "容",
        (
            FOUND + "收悉。经查，申报材料基本符合受理要求，所缺材料可以容缺，现予受理。",
            "请登录平台补交所列材料。补齐之前，本部门继续审核，但不拨付资金；逾期未补交的，本次申报可能被取消。",
            "办理进度可凭办件编号在平台“办事进度”中查询。",
        ),
        "容缺的材料和补交期限：",
    ),
    Kind.NOT_ACCEPTED: Wording("不受", (FOUND + "，经查不予受理。理由：{reason}", ASK)),
    Kind.CORRECTION: Wording(
        "补",
        (
            FOUND + "，经{stage}需要补正。{reason}",
            "本告知一次列明本环节全部需要补正的事项，请登录平台，只就所列事项修改、重新上传或者作出说明。{by_when}",
            "补正期间不计入办理时限。",
        ),
        "需要补正的事项：",
    ),
    Kind.REFUSED: Wording("不予", (FOUND + "，经{stage}不予通过。理由：{reason}", ASK), "不符合的条件："),
    Kind.APPROVED: Wording(
        "审",
        (
            FOUND + "，经审定，核定金额为人民币 {amount} 元（大写：{capitals}）。",
            "金额按下列条款逐项测算得出。后续公示、拨付情况在平台通知。",
            ASK,
        ),
        "依据与测算：",
    ),
    Kind.RECOGNISED: Wording(
        "认",
        (
            FOUND + "，经审定，认定贵单位为{title}，认定编号 {title_number}，有效期{term}。",
            "认定情况可凭本通知书的二维码核验。",
            ASK,
        ),
    ),
    Kind.PAID: Wording(
        "拨",
        (
            FOUND
            + "，核定资金人民币 {amount} 元（大写：{capitals}）已于{paid_on}拨付至贵单位尾号 {tail} 的银行账户，请查收。",
            "专项资金请按规定用途使用，并留存有关凭证备查。",
        ),
    ),
    Kind.OBJECTION_REFUSED: Wording("异不受", (OBJECTED + "，经审查不予受理。理由：{reason}", AGAIN)),
    Kind.OBJECTION_ANSWERED: Wording(
        "异答", (OBJECTED + "，本部门已指定未参与该件办理的人员核查。", "{answer}", "处理结果：{result}。{again}")
    ),
    Kind.OBJECTION_REVIEWED: Wording(
        "异复",
        (
            OBJECTED + "，您申请复核，已由未参与该件办理和原核查的人员复核。",
            "{answer}",
            "处理结果：{result}。复核以一次为限，本平台不再重复受理同一事项。",
        ),
    ),
}


def content_of(kind: str, words: dict[str, Any], items: list[tuple[str, str]]) -> dict[str, Any]:
    """Return what the letter says: title, paragraphs, and the list of (what, why) under its head."""
    wording = WORDINGS[Kind(kind)]
    return {
        "title": Kind(kind).label,
        "to": words.get("to") or words["enterprise"],
        "paragraphs": [paragraph.format(**words) for paragraph in wording.paragraphs],
        "list_head": wording.list_head if items else "",
        "items": [list(item) for item in items],
    }

"""Who is told what happened to a case, and who acts next on it after its review."""

from datetime import date

from django.urls import reverse

from accounts.models import Event, Role
from accounts.notifications import notify
from accounts.roles import enterprise_people, people_with
from applications.models import Application, MaterialGap
from applications.stages import bureau_of_stage

NEXT = {
    "publicity": (Role.PUBLICITY_OFFICER, "publicity_desk", Event.PUBLISHED),
    "agreement": (Role.FINAL_REVIEWER, "agreement_list", Event.APPROVED),
    "disbursement": (Role.PAYMENT_MAKER, "payment_desk", Event.PAYMENT_DUE),
}


def words_of(application: Application) -> dict[str, str]:
    """Return what a message template may name of a case."""
    return {
        "办件编号": application.number,
        "企业": str(application.enterprise),
        "政策": application.round.policy.title,
    }


def tell_enterprise(
    application: Application,
    today: date,
    title: str,
    body: str,
    *,
    event: str = Event.CASE_NEWS,
    needs_action: bool = False,
    due_on: date | None = None,
    key: str = "",
) -> None:
    """Tell the enterprise's people what happened to their case, and whether it is their turn.

    What waits for them is the case in its present status, unless `key` names another matter.
    """
    notify(
        enterprise_people(application.enterprise_id, today),
        title,
        body,
        reverse("application_detail", args=[application.number]),
        event=event,
        needs_action=needs_action,
        key=key or application.todo_key,
        due_on=due_on,
        policy_code=application.round.policy.code,
        words=words_of(application),
    )


def owed_key(application: Application) -> str:
    """Return the matter (所办事项) under which the enterprise is told that it still owes materials (容缺)."""
    return f"owed-{application.number}"


def tell_next(application: Application, kind: str, today: date, what: str) -> None:
    """Tell the people who do the case's stage of `kind` (publicity, disbursement) that it waits for them."""
    role, url_name, event = NEXT[kind]
    bureau = bureau_of_stage(application, kind)
    policy = application.round.policy
    notify(
        people_with([role], today, [bureau] if bureau else [], policy.code),
        f"办件 {application.number} {what}",
        f"{application.enterprise}，{policy}。",
        reverse(url_name),
        event=event,
        needs_action=True,
        key=application.todo_key,
        policy_code=policy.code,
        words={**words_of(application), "部门": str(bureau or "")},
    )


def tell_official_desk(gap: MaterialGap, today: date) -> None:
    """Tell the reviewers of the bureau which accepted the case that a material owed (容缺) was filed."""
    application, policy = gap.application, gap.application.round.policy
    people = people_with([Role.PRELIMINARY_REVIEWER], today, [gap.bureau] if gap.bureau else [], policy.code)
    notify(
        people,
        f"容缺材料已补交：{application.number}",
        f"{application.enterprise} 补交了“{gap.label}”，请核对确认。",
        reverse("gap_list"),
        event=Event.TASK_CHANGED,
        needs_action=True,
        key=gap.todo_key,
        policy_code=policy.code,
        words=words_of(application),
    )

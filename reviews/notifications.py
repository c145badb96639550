"""Who is told that a determined case waits for money, and that a case is held."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import Bureau, Event, Role, User
from accounts.notifications import notify
from accounts.roles import people_with
from applications.models import Application
from applications.notifications import tell_next, words_of
from applications.stages import share_region
from reviews.models import Determination, Flag, ReviewTask


def tell_treasury(application: Application, determination: Determination, today: date) -> None:
    """Tell who acts on the money next: the localities that remit their shares first (属地先缴), else the paying bureau."""
    first = [share["level"] for share in determination.shares if share.get("remit_first")]
    if not first:
        tell_next(application, "disbursement", today, "待拨付")
        return
    regions = [region for level in first if (region := share_region(application, level))]
    bureaus = Bureau.objects.filter(line=Bureau.Line.FINANCE, region__in=regions)
    policy = application.round.policy
    people = people_with([Role.PAYMENT_MAKER], today, bureaus, policy.code)
    text = f"{application.enterprise}，{policy}。登记缴款单后，上级财政方可拨付。"
    todo: dict[str, Any] = {
        "needs_action": True,
        "key": remittance_key(application),
        "due_on": application.round.remit_by,
    }
    told = {"event": Event.PAYMENT_DUE, "policy_code": policy.code, "words": words_of(application), **todo}
    notify(people, f"办件 {application.number} 待上缴属地资金", text, reverse("remittance_list"), **told)


def remittance_key(application: Application) -> str:
    """Return the matter (所办事项) under which a locality is told that its share waits to be remitted."""
    return f"remittance-{application.number}"


def tell_official(user: User, application: Application, title: str, body: str, *, needs_action: bool = True) -> None:
    """Tell one official about a case, with the way to its page."""
    text, policy = f"{application.enterprise}，办件编号 {application.number}。{body}", application.round.policy
    about: dict[str, Any] = {"policy_code": policy.code, "words": words_of(application)}
    url = reverse("case_detail", args=[application.number])
    notify([user], title, text, url, event=Event.TASK_CHANGED, needs_action=needs_action, **about)


def tell_chiefs_of_holds(application: Application, at: datetime) -> None:
    """Tell the chiefs whose bureau is about to decide the case of the holds (暂缓) that only a chief may settle."""
    deciding = (ReviewTask.Kind.FINAL_REVIEW, ReviewTask.Kind.COUNTERSIGN)
    tasks = application.tasks.filter(kind__in=deciding, state=ReviewTask.State.OPEN).select_related("bureau__region")
    held = application.flags.filter(is_hold=True, severity=Flag.Severity.HIGH, state=Flag.State.OPEN)
    if not (bureaus := [task.bureau for task in tasks]) or not (said := [flag.words for flag in held]):
        return
    people = people_with([Role.CHIEF], timezone.localdate(at), bureaus, application.round.policy.code)
    about: dict[str, Any] = {"policy_code": application.round.policy.code, "words": words_of(application)}
    title, url = f"暂缓办理，请处理疑点：{application.enterprise}", reverse("case_detail", args=[application.number])
    told: dict[str, Any] = {"event": Event.TASK_CHANGED, "needs_action": True, "key": holds_key(application), **about}
    notify(people, title, "\n".join(said), url, **told)


def holds_key(application: Application) -> str:
    """Return the matter (所办事项) under which a chief is told of the holds on a case."""
    return f"holds-{application.number}"

"""The account to be paid (同一账号、户名不符): known under another enterprise, or not in the enterprise's own name."""

from applications.models import Application
from reviews.flags.found import STANDING_NOT, Found, Severity, described, signals
from reviews.flags.marks import ACCOUNT, normalised
from reviews.models import CaseMark, Flag


def found(application: Application) -> list[Found]:
    """Return a flag for each other enterprise that is to be paid into the same account, and one for a foreign name."""
    flags = _same_account(application) if application.bank_account else []
    if application.account_name and normalised(application.account_name) != normalised(application.enterprise.name):
        flags.append(
            Found(
                kind=Flag.Kind.ACCOUNT_NAME,
                key=normalised(application.account_name),
                words=f"收款户名“{application.account_name}”与企业名称不一致。",
                severity=Severity.MEDIUM,
                rows=[("户名", application.account_name, application.enterprise.name)],
            )
        )
    return flags


def _same_account(application: Application) -> list[Found]:
    marks = CaseMark.objects.filter(kind=ACCOUNT, value=application.bank_account)
    marks = marks.exclude(application__enterprise=application.enterprise_id)
    marks = marks.exclude(application__status__in=STANDING_NOT)
    rows = marks.select_related("application__round__policy", "application__region").order_by(
        "-application__submitted_at"
    )
    latest: dict[int, Application] = {}
    for mark in rows[:200]:
        latest.setdefault(mark.application.enterprise_id, mark.application)
    tail = application.bank_account[-4:]
    return [
        Found(
            kind=Flag.Kind.SAME_ACCOUNT,
            key=f"{application.bank_account} {other.enterprise_id}",
            words=f"收款账号（尾号 {tail}）也用于另一家企业{described(other)}。",
            severity=Severity.HIGH,
            other=other,
            rows=[("收款账号", application.bank_account, other.bank_account)],
        )
        for other in list(latest.values())[: signals()["most_others"]]
    ]

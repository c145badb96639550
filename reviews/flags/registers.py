"""What a register says otherwise (与登记数据不一致), and the credit lists the enterprise stands on (信用名单)."""

from django.utils import timezone

from applications.models import Application
from applications.profile.differences import register_differences
from applications.profile.standing import credit_entries, origin_of
from reviews.flags.found import Found, Severity
from reviews.models import Flag


def found(application: Application) -> list[Found]:
    """Return a flag for each declared value that a register contradicts, and for each credit list in force at filing."""
    return [*_differences(application), *_credit(application)]


def _differences(application: Application) -> list[Found]:
    return [
        Found(
            kind=Flag.Kind.REGISTER,
            key=f"{each.name} {each.declared} {each.register}",
            words=f"{each.label}填报为 {each.declared}，{each.source}为 {each.register}。",
            severity=Severity.MEDIUM,
            rows=[(each.label, each.declared, each.register)],
        )
        for each in register_differences(application)
    ]


def _credit(application: Application) -> list[Found]:
    filed = timezone.localdate(application.submitted_at) if application.submitted_at else None
    listed = credit_entries(application.enterprise, filed) if filed else []
    return [
        Found(
            kind=Flag.Kind.CREDIT,
            key=f"{entry.name} {entry.number}",
            words=f"企业在“{entry.name}”名单中（{origin_of(entry)}）。",
            severity=Severity.HIGH,
            rows=[("名单", application.enterprise.name, entry.name), ("文书号", "", entry.number or "未登记")],
        )
        for entry in listed
    ]

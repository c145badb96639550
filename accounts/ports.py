from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import Enterprise


def policy_choices() -> list[tuple[str, str]]:
    """Return (code, title) of every policy; the portal names who knows them, because accounts import nothing to their right."""
    choices: list[tuple[str, str]] = import_string(settings.POLICY_CHOICES)()
    return choices


def enterprise_registered(enterprise: Enterprise, at: datetime) -> None:
    """Tell that an enterprise is new on the portal; the portal names who gives it what bureaus said of it before."""
    import_string(settings.ENTERPRISE_REGISTERED)(enterprise, at)

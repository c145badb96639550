from django.conf import settings
from django.utils.module_loading import import_string


def policy_choices() -> list[tuple[str, str]]:
    """Return (code, title) of every policy; the portal names who knows them, because accounts import nothing to their right."""
    choices: list[tuple[str, str]] = import_string(settings.POLICY_CHOICES)()
    return choices

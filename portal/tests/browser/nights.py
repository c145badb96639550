"""What happens by itself while nobody sits at a page: a publicity period passes."""

from datetime import timedelta

import pgtrigger
from django.utils import timezone

from publicity.models import Notice


def let_the_period_pass(number: str) -> None:
    """Move the notice into the past: the window is frozen by a trigger, and nobody waits a week in a test."""
    yesterday = timezone.localdate() - timedelta(days=1)
    with pgtrigger.ignore("publicity.Notice:frozen_once_published", "publicity.Notice:extended_window"):
        Notice.objects.filter(number=number).update(starts_on=yesterday - timedelta(days=7), ends_on=yesterday)

from django.core.management.base import BaseCommand
from django.utils import timezone

from applications.models import Application
from reviews.flags.raising import raise_flags


class Command(BaseCommand):
    """Work out the marks of every filed case and the flags of those under review anew; may be run again at any time."""

    help = "Compare all filed cases again: after a change of reviews/flags/signals.yaml, or of cases loaded in bulk."

    def handle(self, *args, **options) -> None:
        filed = Application.objects.filter(submitted_at__isnull=False).exclude(status__in=["rejected", "withdrawn"])
        numbers = list(filed.order_by("pk").values_list("pk", flat=True))
        for _ in range(2):  # the marks of all are there when the last is compared; the first are compared once more
            for pk in numbers:
                raise_flags(pk, timezone.now())
        self.stdout.write(f"已比对 {len(numbers)} 件。")

from django.core.management.base import BaseCommand, CommandError

from publicity.actions import verify_notices
from reviews.determinations import first_broken


class Command(BaseCommand):
    """Recompute every determination and notice: digests, chains, amounts. Exit 1 and the first broken record."""

    help = "Recompute every determination and notice; exit 1 and name the first broken record."

    def handle(self, *args, **options) -> None:
        if broken := first_broken():
            raise CommandError(f"核定第 {broken.sequence} 号与记录不符（办件 {broken.application.number}）")
        if notice := verify_notices():
            raise CommandError(f"公示 {notice} 与记录不符")
        self.stdout.write("核定与公示的链条完整。")

from django.core.management.base import BaseCommand, CommandError

from portal.verification import problems


class Command(BaseCommand):
    """Recompute determinations, notices, amounts, packs and documents. Exit 1 and the first broken record."""

    help = "Recompute every determination, notice, amount, pack and document; exit 1 and name the first broken record."

    def handle(self, *args, **options) -> None:
        if problem := next(problems(), None):
            raise CommandError(problem)
        self.stdout.write("核定、公示、金额、政策版本与材料均与记录相符。")

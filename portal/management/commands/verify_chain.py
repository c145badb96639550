import json
from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.chains import Break
from portal.verification import as_json, problems
from publicity.models import Anchor


class Command(BaseCommand):
    """Recompute determinations, notices, anchors, amounts, packs and documents. Exit 1, naming what does not hold."""

    help = (
        "Recompute every determination, notice, anchor, amount, pack and document; exit 1 and name the first broken "
        "record of each chain. With --anchor, check an anchor kept elsewhere (outbox, mail) against the database too."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --json and --anchor FILE (may be given several times)."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--anchor", action="append", default=[], type=Path, help="an anchor file kept elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the result; exit 1 where anything does not hold."""
        found = [*problems(), *filter(None, map(kept_elsewhere, options["anchor"]))]
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found), ensure_ascii=False, indent=1))
            if found:
                raise SystemExit(1)
        elif found:
            raise CommandError("\n".join(each.words for each in found))
        else:
            self.stdout.write("核定、公示、日锚、金额、政策版本与材料均与记录相符。")


def kept_elsewhere(path: Path) -> Break | None:
    """Say that an anchor kept elsewhere is not in the database as it was sent; None where it is."""
    content = path.read_bytes()
    if Anchor.objects.filter(digest=sha256(content).hexdigest()).exists():
        return None
    return Break("anchor", "", 0, path.name, "自存的日锚与库中的日锚不符，或库中已没有")

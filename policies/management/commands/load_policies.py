from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from policies.actions import release
from policies.engine import PackError
from policies.packs import CATALOGUE, pack_files, parse_pack, self_contained, shared_parts


class Command(BaseCommand):
    help = "Release every policy pack of the catalogue whose contents are new; a broken pack stops only itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--catalogue", type=Path, default=CATALOGUE, help="folder with <region>/<pack>.yaml")

    def handle(self, *, catalogue: Path, **options: Any) -> None:
        self.library = shared_parts(catalogue)
        broken = [path for path in pack_files(catalogue) if not self.load(path)]
        if broken:
            raise CommandError(f"{len(broken)} 个政策包未能载入：{'、'.join(path.name for path in broken)}")

    def load(self, path: Path) -> bool:
        """Release one pack and print what came of it; tell whether it could be read."""
        origin = f"{path.parent.name}/{path.name}"
        try:
            text = path.read_text(encoding="utf-8")
            pack = parse_pack(text, origin, self.library)
            released = release(pack, self_contained(pack, text), timezone.now())
        except (PackError, ValidationError, UnicodeDecodeError) as error:
            problems = getattr(error, "problems", None) or getattr(error, "messages", None) or [str(error)]
            for problem in problems:
                self.stderr.write(problem if problem.startswith(origin) else f"{origin}: {problem}")
            return False
        version = released.version
        self.stdout.write(f"{version.policy.code}: 第 {version.number} 版{'已发布' if released.is_new else '未变'}")
        return True

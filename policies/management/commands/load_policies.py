from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from policies.actions import content_digest, release, write_information
from policies.engine import PackError
from policies.information import information_files, read_information
from policies.models import PolicyRelease, PolicyVersion
from policies.packs import CATALOGUE, pack_files, parse_pack, self_contained, shared_parts


class Command(BaseCommand):
    help = (
        "Release every policy pack of the catalogue whose contents are new, and write its information entries; "
        "a broken pack stops only itself, a broken entry all entries."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--catalogue", type=Path, default=CATALOGUE, help="folder with <region>/<pack>.yaml")

    def handle(self, *, catalogue: Path, **options: Any) -> None:
        self.library = shared_parts(catalogue)
        self.codes: set[str] = set()
        self.owned = set(PolicyRelease.objects.values_list("version__policy__code", flat=True))
        self.released = set(PolicyVersion.objects.values_list("policy__code", "digest"))
        broken = [path for path in pack_files(catalogue) if not self.load(path)]
        told = self.load_information(catalogue)
        if broken:
            raise CommandError(f"{len(broken)} 个政策包未能载入：{'、'.join(path.name for path in broken)}")
        if not told:
            raise CommandError("信息条目未能载入")

    def load(self, path: Path) -> bool:
        """Release one pack and print what came of it; tell whether it could be read."""
        origin = f"{path.parent.name}/{path.name}"
        try:
            text = path.read_text(encoding="utf-8")
            pack = parse_pack(text, origin, self.library)
            if pack.code in self.owned:
                self.codes.update([pack.code, *pack.aliases])
                self.stdout.write(f"{pack.code}: 主管部门已发布新版本，以其为准")
                return True
            is_known = (pack.code, content_digest(pack)) in self.released
            released = release(pack, text if is_known else self_contained(pack, text), timezone.now())
        except (PackError, ValidationError, UnicodeDecodeError) as error:
            self.complain(error, origin)
            return False
        self.codes.update([pack.code, *pack.aliases])
        version = released.version
        self.stdout.write(f"{version.policy.code}: 第 {version.number} 版{'已发布' if released.is_new else '未变'}")
        return True

    def load_information(self, catalogue: Path) -> bool:
        """Write the information entries and print how many there are; tell whether all could be read."""
        try:
            written = write_information(read_information(information_files(catalogue), self.codes))
        except (PackError, ValidationError, UnicodeDecodeError) as error:
            self.complain(error, "information")
            return False
        self.stdout.write(f"信息条目 {written} 条")
        return True

    def complain(self, error: Exception, origin: str) -> None:
        """Print every problem, each with its place."""
        problems = getattr(error, "problems", None) or getattr(error, "messages", None) or [str(error)]
        for problem in problems:
            is_placed = origin == "information" or problem.startswith(origin)
            self.stderr.write(problem if is_placed else f"{origin}: {problem}")

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from publicity.standing import standing, verified_offline
from publicity.verifying import verify_file


class Command(BaseCommand):
    """Verify a file of a notice. With --chains (the public /verify/chains.json) no database is needed, for JSON files."""

    help = (
        "Verify a PDF, Excel or JSON of a notice against the database; or the canonical JSON against a kept copy of "
        "/verify/chains.json (--chains), for which no database is needed. Exit 1 where anything differs."
    )
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and the chains where they are kept."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--chains", type=Path, help="a kept copy of /verify/chains.json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was proved; exit 1 with what differs."""
        content, chains = options["file"].read_bytes(), options["chains"]
        try:
            said = verified_offline(content, json.loads(chains.read_bytes())) if chains else self.online(content)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(f"核验不通过：{error}") from error
        self.stdout.write("\n".join(said))

    def online(self, content: bytes) -> list[str]:
        """Compare with the database; raise ValueError with the differences."""
        verdict = verify_file(content)
        if verdict.count:
            first = [
                f"{each.place}：发布的是“{each.published}”，文件里是“{each.submitted}”" for each in verdict.differences
            ]
            raise ValueError("\n".join([f"与公示 {verdict.notice.number} 有 {verdict.count} 处不同", *first]))
        if wrong := standing(verdict.notice).wrong:
            raise ValueError(f"公示 {verdict.notice.number} 的记录本身已变：{wrong}")
        notice = verdict.notice
        said = f"自 {notice.published_at:%Y-%m-%d %H:%M} 起未变动，链上第 {notice.sequence} 号公示（{notice.number}）。"
        return [said, verdict.proved, verdict.left_open]

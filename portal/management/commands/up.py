import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.supervisor.refusal import Refusal
from portal.supervisor.up import Start, run_portal


class Command(BaseCommand):
    help = "启动整个门户并守护其全部进程 / start the whole portal and keep all its processes alive"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--demo` fills an empty world; a world once started as a demo stays one."""
        parser.add_argument("--demo", action="store_true", help="演示：无需密钥，装入演示数据 (demo world)")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until stopped; a start that cannot be is one sentence and exit code 1."""
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
        try:
            run_portal(Start(settings.VAR_DIR, options["port"], options["demo"] or settings.DEMO))
        except Refusal as refusal:
            self.stderr.write(str(refusal))
            sys.exit(1)

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from portal.demo.busy import build_busy, is_busy
from portal.demo.stories import build_world
from portal.demo.world import is_seeded
from publicity.actions.anchoring import make_anchor, send_out


class Command(BaseCommand):
    """Build the demo world once: thirty enterprises, officials of every role, three policies with cases in every state."""

    help = "Build the demo world; does nothing where it exists."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say whether one county desk is to be full."""
        parser.add_argument(
            "--busy", action="store_true", help="fifty mixed claims in the queue of tangyin.science.review"
        )

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        if is_seeded():
            self.stdout.write("演示数据已存在，未作改动。")
        else:
            build_world(timezone.now())
            send_out(make_anchor(timezone.now()))
            self.stdout.write("演示数据已建立。")
        if options["busy"] and not is_busy():
            filed = build_busy(timezone.now())
            self.stdout.write(f"tangyin.science.review 的待办中新增 {len(filed)} 件。")

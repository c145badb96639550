from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from portal.demo.stories import build_world
from portal.demo.world import is_seeded


class Command(BaseCommand):
    """Build the demo world once: thirty enterprises, officials of every role, three policies with cases in every state."""

    help = "Build the demo world; does nothing where it exists."

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        if is_seeded():
            self.stdout.write("演示数据已存在，未作改动。")
            return
        build_world(timezone.now())
        self.stdout.write("演示数据已建立。")

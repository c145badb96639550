from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import assets


class Command(BaseCommand):
    help = "取得固定版本的前端文件与中文字体（校验 sha512）/ bring the pinned front-end files and the Chinese font"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring what is missing; with everything in place this is instant."""
        try:
            assets.fetch(settings.ASSETS_DIR, assets.read_manifest(), self._say)
        except assets.AssetsUnavailable as error:
            raise CommandError(str(error)) from error

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

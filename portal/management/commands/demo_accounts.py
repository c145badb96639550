import unicodedata

from django.core.management.base import BaseCommand

from portal.demo.accounts import PASSWORD, account_table


def padded(text: str, width: int) -> str:
    """Return `text` filled with blanks to `width` columns of a terminal, where a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * max(width - taken, 1)


class Command(BaseCommand):
    """Print the demo accounts by role."""

    help = "Print the demo accounts by role."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"演示账户（密码均为 {PASSWORD}）：")
        for role, place, username in account_table():
            self.stdout.write(f"  {padded(role, 22)}{padded(place, 40)}{username}")

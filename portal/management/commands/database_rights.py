from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from portal.rights import statements


class Command(BaseCommand):
    """Print, or with --apply run, the SQL that lets the portal's database role read and add evidence, but not change it."""

    help = (
        "Print the SQL for the portal's database role: no UPDATE or DELETE on evidence, TRUNCATE nowhere. With --apply, "
        "run it as the role of DATABASE_URL, which has to own the tables. The role has to exist: CREATE ROLE huiqi_app LOGIN."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the role's name, and whether to run the SQL."""
        parser.add_argument("--role", default="huiqi_app")
        parser.add_argument("--apply", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the statements, or run them in one transaction."""
        sql = statements(options["role"])
        if not options["apply"]:
            self.stdout.write(";\n".join([*sql, ""]))
            return
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in sql:
                cursor.execute(statement)
        self.stdout.write(f"{options['role']}：存证各表只可读取和新增。")

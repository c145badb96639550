from typing import Any

from django.core.management.commands import migrate
from django.db import connections

# Any constant will do, as long as every node of an installation uses the same one.
LOCK = 7_311_001


class Command(migrate.Command):
    """Django's migrate, one at a time per database: two nodes that start together do not migrate against each other."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Hold a PostgreSQL advisory lock while migrating; a second migrate waits and then finds nothing to do."""
        with connections[options["database"]].cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [LOCK])
            try:
                super().handle(*args, **options)
            finally:
                cursor.execute("select pg_advisory_unlock(%s)", [LOCK])

"""What the portal's own database role may do: everything but changing evidence."""

from django.apps import apps
from django.db import connection

from accounts.append_only import NO_TRUNCATE


def evidence_tables() -> list[str]:
    """Return the tables whose rows are written once, by their triggers: those of history, chains, versions and letters."""
    kept = {NO_TRUNCATE.name, "append_only"}
    tables = ((model._meta.db_table, getattr(model._meta, "triggers", ())) for model in apps.get_models())
    return sorted(table for table, triggers in tables if kept <= {trigger.name for trigger in triggers})


def statements(role: str) -> list[str]:
    """Return the SQL that gives a role what the portal needs, and on evidence no more than to read and to add.

    The tables stay with who runs the migrations; TRUNCATE is given on none. Run again after each release: new tables.
    """
    quote = connection.ops.quote_name
    name = quote(role)
    evidence = ", ".join(quote(table) for table in evidence_tables())
    return [
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"REVOKE UPDATE, DELETE ON {evidence} FROM {name}",
    ]

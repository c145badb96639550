"""Triggers for tables whose rows are written once: history, determinations, released versions.

Only who may set `session_replication_role` (a superuser of the database) gets past them: a restore does, the portal does not.
"""

import pgtrigger

NO_TRUNCATE = pgtrigger.Trigger(
    name="no_truncate",
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;",
)
APPEND_ONLY = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete), NO_TRUNCATE]

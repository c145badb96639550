"""Triggers for tables whose rows are written once: history, determinations, released versions."""

import pgtrigger

APPEND_ONLY = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

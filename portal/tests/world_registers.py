"""A register's file that was brought in and waits to be imported, with a line to be mended."""

import hashlib
from typing import Any

from accounts.models import Enterprise, User
from applications.actions import imports
from applications.models import RegisterImport
from applications.tests.profile_factories import finished_import


def register_objects(own: Enterprise, officer: User) -> dict[str, dict[str, Any]]:
    """Return what the pages of the data officer are asked for."""
    checked = finished_import(by=officer)
    content = f"统一社会信用代码,企业名称,年度\n{own.uscc},{own.name},去年".encode()
    digest = hashlib.sha256(content).hexdigest()
    imports.store(content, digest)
    RegisterImport.objects.filter(pk=checked.pk).update(
        state="checked", file_name=f"{own.name}.csv", done_count=0, sha256=digest, problems=[[2, "不是年份"]]
    )
    named = ("import", "progress", "confirm", "discard", "undo")
    return {
        "register_template": {"key": checked.register},
        "register_problems": {"pk": checked.pk, "kind": "csv"},
        **{f"register_{name}": {"pk": checked.pk} for name in named},
    }

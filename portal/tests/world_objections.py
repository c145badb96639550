from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.documents import check_file
from applications.tests.factories import scan_of
from publicity.actions.objection_files import keep_files
from publicity.models import Notice
from publicity.tests.factories import answered, asked, investigated, objection


def objection_objects(notice: Notice, at: datetime) -> dict[str, dict[str, Any]]:
    """An objection that waits to be accepted, one that was answered, and one that the enterprise is asked about."""
    paper = ("evidence.pdf", check_file(SimpleUploadedFile("evidence.pdf", scan_of("证据")), ("pdf",)))
    filed, done = objection(notice, at=at, files=[paper]), answered(objection(notice, at=at), at=at)
    statement = asked(investigated(objection(notice, at=at), at=at), at)
    keep_files(statement.objection, [paper], at, statement)
    own = {"pk": filed.pk}
    receipt = {"receipt": filed.receipt}
    letter = done.steps.exclude(letter=None).get().letter
    return {
        "objection_new": {"number": notice.number, "position": 1},
        **dict.fromkeys(("objection_receipt", "objection_reconsider", "objection_agree"), receipt),
        "objection_letter": {"receipt": done.receipt, "code": letter.code},
        **dict.fromkeys(("objection_detail", "objection_assign", "objection_identity"), own),
        "objection_act": {**own, "name": "accept"},
        "objection_file": {**own, "file_pk": filed.files.get().pk},
        "own_statement": {"pk": statement.pk},
        "own_statement_file": {"pk": statement.pk, "file_pk": statement.files.get().pk},
    }

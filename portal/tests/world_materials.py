"""What the access matrix visits of materials: a file on its way, and a document of the enterprise's library."""

from typing import Any

from applications import actions
from applications.models import Application
from applications.tests.factories import FILED_AT


def material_objects(started: Application) -> dict[str, dict[str, Any]]:
    """Begin an upload and keep a file of the draft in the library; return what names them, by page."""
    paper, clerk = started.documents.first(), started.created_by
    material = next(each for each in started.version.pack.materials if each.key == paper.material)
    kept = actions.keep_in_library(paper, "licence", None, clerk, FILED_AT)
    upload = actions.start_upload(started, material, "扫描件.pdf", 1000, clerk, FILED_AT)
    number = {"number": started.number}
    place = number | {"key": paper.material}
    return {
        "material_upload": place,
        "upload_start": place,
        "library_use": place | {"pk": kept.pk},
        "upload_part": number | {"pk": upload.pk},
        **dict.fromkeys(("document_view", "document_remove", "document_keep"), number | {"pk": paper.pk}),
        **{key: {"pk": kept.pk} for key in ("library_view", "library_retire")},
    }

import logging
from datetime import datetime
from io import BytesIO

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from publicity.documents import notice_pdf
from publicity.models import NoticePdf

logger = logging.getLogger(__name__)


def lay_out_pdf(pdf_id: int, at: datetime) -> None:
    """Lay out the PDF of a long notice and keep the file; run again after a killed worker, it begins anew."""
    with transaction.atomic():
        pdf = NoticePdf.objects.select_for_update(no_key=True).get(pk=pdf_id)
        if pdf.state == NoticePdf.State.DONE:
            return
        pdf.state, pdf.started_at = NoticePdf.State.RUNNING, at
        pdf.save(update_fields=["state", "started_at"])
    try:
        content = notice_pdf(pdf.notice)
    except Exception:  # whatever typst raises: the officer reads that it failed and may ask again
        logger.exception("the PDF of notice %s was not laid out", pdf.notice_id)
        NoticePdf.objects.filter(pk=pdf_id).update(state=NoticePdf.State.FAILED)
        return
    name = storages["documents"].save(f"notices/{pdf.notice.number}-{pdf.ends_on}.pdf", BytesIO(content))
    NoticePdf.objects.filter(pk=pdf_id).update(state=NoticePdf.State.DONE, file=name, finished_at=timezone.now())

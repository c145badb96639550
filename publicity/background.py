"""What follows a notice's acts outside their transaction: the page kept as evidence, the PDF of a long list."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from publicity.models import Notice, NoticePdf, NoticeSnapshot

LONG = 300  # lines from which a PDF is laid out in the background


def after_publishing(notice: Notice, at: datetime) -> None:
    """Keep the page as served at publishing, and lay out the PDF of a long list."""
    _keep(notice, NoticeSnapshot.Occasion.PUBLISHED)
    lay_out(notice, at)


def after_extending(notice: Notice, at: datetime) -> None:
    """Keep the page with its new last day, tell the enterprises, and lay out the PDF of a long list again."""
    _keep(notice, NoticeSnapshot.Occasion.EXTENDED)
    import_string(settings.TELL_NOTICE_EXTENDED).delay(notice.pk)
    lay_out(notice, at)


def after_correcting(old: Notice) -> None:
    """Keep the page of the version that was corrected: it says so from now on."""
    _keep(old, NoticeSnapshot.Occasion.SUPERSEDED)


def after_closing(notice: Notice) -> None:
    """Keep the page as it is at the end of the window."""
    _keep(notice, NoticeSnapshot.Occasion.CLOSED)


def lay_out(notice: Notice, at: datetime) -> None:
    """Ask for the PDF of a long notice with its present last day, once; one that failed is asked for again."""
    if len(notice.rows) < LONG or notice.ends_on is None:
        return
    pdf, is_new = NoticePdf.objects.get_or_create(
        notice=notice, ends_on=notice.ends_on, defaults={"asked_at": at, "state": NoticePdf.State.WAITING}
    )
    if not is_new and pdf.state != NoticePdf.State.FAILED:
        return
    pdf.state, pdf.asked_at = NoticePdf.State.WAITING, at
    pdf.save(update_fields=["state", "asked_at"])
    import_string(settings.LAY_OUT_NOTICE).delay(pdf.pk)


def _keep(notice: Notice, occasion: str) -> None:
    import_string(settings.KEEP_NOTICE_PAGE).delay(notice.pk, occasion)

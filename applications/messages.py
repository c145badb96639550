"""The messages on a case (办件留言), and which of them a reader has not read."""

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from applications.models import Application, ApplicationQuerySet, CaseMessage, MessageRead


def messages_of(application: Application) -> QuerySet[CaseMessage]:
    """Return the case's messages, the oldest first, each with who read it."""
    reads = Prefetch("reads", MessageRead.objects.select_related("reader"))
    return application.messages.select_related("author", "bureau", "document").prefetch_related(reads)


def unread_by(user: User, *, official: bool) -> QuerySet[CaseMessage]:
    """Return the messages of the other side that the user has not read; on which cases is for the caller."""
    theirs = Q(bureau__isnull=True) if official else Q(bureau__isnull=False)
    return CaseMessage.objects.filter(theirs).exclude(reads__reader=user)


def with_unread(cases: ApplicationQuerySet, user: User, *, official: bool) -> ApplicationQuerySet:
    """Return the cases, each with the number of messages in `unread` that the user has not read."""
    own = unread_by(user, official=official).filter(application=OuterRef("pk")).order_by()
    counted = own.values("application").annotate(count=Count("pk")).values("count")
    return cases.annotate(unread=Coalesce(Subquery(counted), 0))

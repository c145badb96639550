from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import RoleRequest, requires_role
from applications.models import CaseFact
from reviews.models import DecisionRecord, Flag
from reviews.recording import recomputes
from reviews.views.cases import READERS, visible


@require_safe
@requires_role(*READERS)
def case_replay(request: RoleRequest, number: str, pk: int) -> HttpResponse:
    """A past decision as it was seen by who made it (办理回看)."""
    application = visible(request, number)
    records = DecisionRecord.objects.select_related("version__policy", "task__bureau__region", "task__decided_by")
    record = get_object_or_404(records, task__pk=pk, task__application=application)
    labels, titles = dict(CaseFact.Source.choices), {each.key: each.title for each in record.version.pack.materials}
    states = dict(Flag.State.choices)
    context = {
        "application": application,
        "record": record,
        "task": record.task,
        "facts": [{**fact, "source": labels.get(fact["source"], fact["source"])} for fact in record.facts],
        "documents": [{**file, "title": titles.get(file["material"], file["material"])} for file in record.documents],
        "flags": [{**flag, "state": states.get(flag["state"], flag["state"])} for flag in record.flags],
        "is_intact": record.is_intact(),
        "recomputes": recomputes(record),
    }
    return render(request, "reviews/replay.html", context)

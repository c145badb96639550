"""The draws that anybody reads without login (抽取公开): experts, second looks, sampled site checks."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reviews.draws import digest_of
from reviews.public_draws import KINDS


@require_safe
def draw_list(request: HttpRequest) -> HttpResponse:
    """The draws of one kind, the latest first."""
    key = request.GET.get("kind", "")
    key = key if key in KINDS else "panel"
    kind = KINDS[key]
    page = Paginator(kind.rows(), 30).get_page(request.GET.get("page"))
    rows = [(draw, kind.round_of(draw), draw.task.bureau if key == "panel" else draw.bureau) for draw in page]
    context = {"kinds": [(each, KINDS[each].label) for each in KINDS], "kind": key, "page": page, "rows": rows}
    return render(request, "reviews/public_draws.html", context)


@require_safe
def draw_protocol(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One draw: seed, rule, the order, what became of each; an enterprise finds its own line by its number."""
    if kind not in KINDS:
        raise Http404
    protocol = KINDS[kind].protocol(get_object_or_404(KINDS[kind].rows(), pk=pk))
    asked = request.GET.get("number", "").strip()[:40]
    own = digest_of(protocol.seed, asked) if asked else ""
    is_found = any(line.digest == own for order in protocol.orders[:1] for line in order.lines)
    context = {"protocol": protocol, "kind": kind, "asked": asked, "own": own, "is_found": is_found}
    return render(request, "reviews/draw_protocol.html", context)

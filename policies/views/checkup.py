"""The policy check-up (政策体检): one question at a time, the whole catalogue beside it; answers stay out of the database."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.enterprises import grouped_by_city
from accounts.queues import handling_units
from accounts.roles import remember_assignments
from policies.checkup import reach
from policies.checkup.known import known_answers
from policies.checkup.presenting import Page, page_of
from policies.checkup.questions import Question
from policies.checkup.reach import Places, ScopeQuestion
from policies.checkup.survey import Catalogue, catalogue_of
from policies.forms.checkup import AnswerForm, shown
from policies.queues import governing, places

COOKIE = "checkup"


@dataclass(frozen=True)
class Visit:
    """One request of a check-up: the catalogue, where policies apply, and what is remembered or known."""

    catalogue: Catalogue
    open_codes: frozenset[str]
    places: Places
    store: SessionStore
    known: dict[str, Any]
    today: date

    @property
    def said(self) -> dict[str, Any]:
        """Return the answers given in this check-up, in their order; None where a question was skipped."""
        answers: dict[str, Any] = self.store.get("answers", {})
        return answers

    @property
    def answers(self) -> dict[str, Any]:
        """Return what is known and what was said; what was said wins."""
        return {**self.known, **self.said}

    def question(self, key: str) -> Question | ScopeQuestion | None:
        """Return the question of a key."""
        scoped = next((each for each in reach.QUESTIONS if each.key == key), None)
        return scoped or self.catalogue.book.by_key.get(key)


def visit_of(request: HttpRequest) -> Visit:
    """Return the visit: anonymous answers live in the cache for as long as a session, under a cookie of their own."""
    today = timezone.localdate()
    found = governing(today)
    catalogue = catalogue_of(found.packs())
    known: dict[str, Any] = {}
    if request.user.is_authenticated:
        remember_assignments(request.user, today)
        known = known_answers(catalogue, request.user, today)
    return Visit(catalogue, found.open_codes, places(), SessionStore(request.COOKIES.get(COOKIE)), known, today)


@require_safe
@never_cache
def checkup(request: HttpRequest) -> HttpResponse:
    """The question that decides most, or an earlier one to change, beside the list."""
    visit = visit_of(request)
    return _shown(request, visit, request.GET.get("question", ""))


@require_safe
@never_cache
def checkup_result(request: HttpRequest) -> HttpResponse:
    """The whole result, to read through and to print."""
    visit = visit_of(request)
    return render(request, "policies/checkup_result.html", {"page": _page(visit), "today": visit.today})


@require_POST
def checkup_answer(request: HttpRequest) -> HttpResponse:
    """Take an answer, a skip (不清楚), or that a policy does not concern the reader, and go on to the next question."""
    visit = visit_of(request)
    question = visit.question(request.POST.get("question", ""))
    if question is None:
        return redirect("checkup")
    form = _form(visit, question, request.POST)
    if "decline" in request.POST and isinstance(question, Question) and question.code:
        answer, key = True, f"{reach.DECLINED}{question.code}"
    elif "skip" in request.POST:
        answer, key = None, question.key
    elif form.is_valid():
        answer, key = form.stored(), question.key
    else:
        return _shown(request, visit, question.key, form)
    return _remembered(request, visit, {**visit.said, key: answer})


@require_POST
def checkup_take_back(request: HttpRequest) -> HttpResponse:
    """Bring a policy back that was put aside."""
    visit = visit_of(request)
    key = f"{reach.DECLINED}{request.POST.get('code', '')}"
    return _remembered(request, visit, {name: answer for name, answer in visit.said.items() if name != key})


@require_POST
def checkup_restart(request: HttpRequest) -> HttpResponse:
    """Forget every answer and begin anew."""
    visit = visit_of(request)
    visit.store.flush()
    response = redirect("checkup")
    response.delete_cookie(COOKIE, path=reverse("checkup"))
    return response


def is_partial(request: HttpRequest) -> bool:
    """Tell whether htmx asks, which swaps the question and the list only."""
    return request.headers.get("HX-Request") == "true"


def _remembered(request: HttpRequest, visit: Visit, said: dict[str, Any]) -> HttpResponse:
    visit.store["answers"] = said
    visit.store.save()
    response = _shown(request, visit, "") if is_partial(request) else redirect("checkup")
    response.set_cookie(
        COOKIE,
        visit.store.session_key or "",
        path=reverse("checkup"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _shown(request: HttpRequest, visit: Visit, key: str, form: AnswerForm | None = None) -> HttpResponse:
    page = _page(visit, key)
    form = form or (_form(visit, page.question) if page.question else None)
    template = "policies/checkup_body.html" if is_partial(request) else "policies/checkup.html"
    status = 422 if form and form.errors and not is_partial(request) else 200
    return render(request, template, {"page": page, "form": form, "today": visit.today}, status=status)


def _page(visit: Visit, key: str = "") -> Page:
    wanted = visit.question(key)
    return page_of(visit.catalogue, visit.places, visit.said, visit.known, visit.open_codes, visit.today, wanted)


def _form(visit: Visit, question: Question | ScopeQuestion, posted: Any = None) -> AnswerForm:
    is_region = question.key == "scope.region"
    grouped = grouped_by_city(handling_units(visit.today), "slug") if is_region else ()
    remembered = {"answer": shown(question, visit.answers.get(question.key))}
    return AnswerForm(question, posted, initial=remembered, grouped=grouped)

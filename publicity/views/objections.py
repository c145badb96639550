"""What anybody may do without an account: object to a line, look up the answer, ask for reconsideration."""

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.rate_limit import address_of, may_ask
from applications import antivirus
from applications.refusals import told_as_message
from publicity import actions
from publicity.cells import sheet_cells
from publicity.models import Objection
from publicity.objection_clocks import ACCEPT_DAYS, ANSWER_DAYS, RECONSIDER_DAYS
from publicity.objection_flow import State
from publicity.objection_forms import ObjectionForm, ReconsiderationForm
from publicity.objection_queues import held_by_query_code
from publicity.objection_words import stages_of, words_for_objector
from publicity.queues import public_notices
from reviews.letters.printing import letter_pdf

PER_HOUR = 5  # objections from one address
LOOKUPS = 60  # query codes tried from one address
TOO_OFTEN = "提交过于频繁，请一小时后再试，或按公示载明的渠道书面提出"
DAYS = {"accept_days": ACCEPT_DAYS, "answer_days": ANSWER_DAYS, "reconsider_days": RECONSIDER_DAYS}


@told_as_message("notice_list")
def objection_new(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """Take an objection to one line of an open notice; no account and no name is needed."""
    notice, now = get_object_or_404(public_notices(), number=number), timezone.now()
    line = get_object_or_404(notice.lines, position=position)
    posted = request.method == "POST"
    form = ObjectionForm(request.POST, request.FILES) if posted else ObjectionForm()
    if posted and not may_ask("objection", address_of(request), now, PER_HOUR):
        form.add_error(None, TOO_OFTEN)
    elif posted and form.is_valid():
        given = form.cleaned_data
        objection = actions.file_objection(
            line, given["name"], given["contact"], given["content"], now, given["evidence"]
        )
        return redirect("objection_receipt", objection.receipt)
    context = {
        **DAYS,
        "notice": notice,
        "line": line,
        "cells": sheet_cells(notice.columns, line.cells),
        "form": form,
        "is_open": notice.is_open_on(timezone.localdate(now)),
        "is_scanned": antivirus.is_configured(),
    }
    return render(request, "publicity/objection_new.html", context)


@require_safe
def objection_find(request: HttpRequest) -> HttpResponse:
    """Let whoever holds a query code look up the answer."""
    receipt = "".join(request.GET.get("receipt", "").split()).upper()[:20]
    asked = bool(receipt) and may_ask("receipt", address_of(request), timezone.now(), LOOKUPS)
    if asked and Objection.objects.filter(receipt=receipt).exists():
        return redirect("objection_receipt", receipt)
    return render(request, "publicity/objection_find.html", {"receipt": receipt})


def held(receipt: str) -> Objection:
    """Return the objection of the query code, or 404."""
    return get_object_or_404(held_by_query_code(receipt), receipt=receipt)


@never_cache
@require_safe
def objection_receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show where an objection stands and its answers, to print and to keep; the query code is the key."""
    objection, today = held(receipt), timezone.localdate()
    url = f"{settings.SITE_URL}{reverse('objection_receipt', args=[receipt])}"
    letters = [step.letter for step in objection.steps.select_related("letter") if step.letter]
    may_reconsider = objection.state == State.ANSWERED and objection.settles_on is not None
    context = {
        **DAYS,
        "objection": objection,
        "word": words_for_objector(objection),
        "stages": stages_of(objection),
        "letters": letters,
        "files": objection.files.filter(statement__isnull=True),
        "may_reconsider": may_reconsider and objection.settles_on is not None and today <= objection.settles_on,
        "form": ReconsiderationForm(),
        "qr": segno.make(url, error="m").svg_inline(scale=3, border=2, title="查询地址二维码"),
        "url": url,
    }
    return render(request, "publicity/objection_receipt.html", context)


@require_safe
def objection_letter(request: HttpRequest, receipt: str, code: str) -> HttpResponse:
    """The written answer as PDF, for whoever holds the query code."""
    step = held(receipt).steps.select_related("letter").filter(letter__code=code).first()
    if step is None or step.letter is None:
        raise Http404
    response = HttpResponse(letter_pdf(step.letter), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{step.letter.kind}-{step.letter.sequence}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@told_as_message("objection_find")
def objection_reconsider(request: HttpRequest, receipt: str) -> HttpResponse:
    """Take a request for reconsideration, once."""
    objection, now = held(receipt), timezone.now()
    form = ReconsiderationForm(request.POST)
    if not may_ask("objection", address_of(request), now, PER_HOUR):
        form.add_error(None, TOO_OFTEN)
    elif form.is_valid():
        actions.ask_reconsideration(objection, now, form.cleaned_data["reason"])
        messages.success(request, "已申请复核，将由其他人员复核并书面答复")
        return redirect("objection_receipt", receipt)
    context = {"objection": objection, "form": form}
    return render(request, "publicity/objection_reconsider.html", context, status=422)


@require_POST
@told_as_message("objection_find")
def objection_agree(request: HttpRequest, receipt: str) -> HttpResponse:
    """Settle an answered objection because whoever filed it agrees with the answer."""
    actions.agree(held(receipt), timezone.now())
    messages.success(request, "已确认，感谢您的监督")
    return redirect("objection_receipt", receipt)

"""Objections: filed by anybody, answered by the publicity officer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from accounts.rate_limit import address_of, may_ask
from applications.refusals import told_as_message
from publicity import actions
from publicity.cells import sheet_cells
from publicity.forms import ObjectionForm, ReplyForm
from publicity.models import Objection
from publicity.queues import officer_objections, public_notices

PER_HOUR = 5  # objections from one address


@told_as_message("notice_list")
def objection_new(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """Take an objection to one line of an open notice; no account is needed."""
    notice, now = get_object_or_404(public_notices(), number=number), timezone.now()
    line = get_object_or_404(notice.lines, position=position)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if may_ask("objection", address_of(request), now, PER_HOUR):
            given = form.cleaned_data
            objection = actions.file_objection(line, given["name"], given["contact"], given["content"], now)
            return redirect("objection_receipt", objection.receipt)
        form.add_error(None, "提交过于频繁，请一小时后再试，或按公示载明的渠道书面提出")
    cells = sheet_cells(notice.columns, line.cells)
    is_open = notice.is_open_on(timezone.localdate(now))
    context = {"notice": notice, "line": line, "cells": cells, "form": form, "is_open": is_open}
    return render(request, "publicity/objection_new.html", context)


@require_safe
def objection_find(request: HttpRequest) -> HttpResponse:
    """Let whoever holds a receipt look up the answer."""
    receipt = "".join(request.GET.get("receipt", "").split()).upper()[:20]
    if receipt and Objection.objects.filter(receipt=receipt).exists():
        return redirect("objection_receipt", receipt)
    return render(request, "publicity/objection_find.html", {"receipt": receipt})


@require_safe
def objection_receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show the receipt of an objection and, once answered, the reply; the receipt number is the key."""
    found = Objection.objects.select_related("line__notice__bureau", "line__notice__round__policy")
    objection = get_object_or_404(found, receipt=receipt)
    return render(request, "publicity/objection_receipt.html", {"objection": objection})


@requires_role(Role.PUBLICITY_OFFICER)
@require_safe
def objection_list(request: RoleRequest) -> HttpResponse:
    """List the objections to the officer's notices, open ones first."""
    found = officer_objections(request.user, request.today).order_by(F("answered_at").desc(nulls_first=True), "due_on")
    context = {"page": Paginator(found, 20).get_page(request.GET.get("page")), "today": request.today}
    return render(request, "publicity/objection_list.html", context)


@requires_role(Role.PUBLICITY_OFFICER)
@told_as_message("publicity_desk")
def objection_detail(request: RoleRequest, receipt: str) -> HttpResponse:
    """Show an objection to the officer, who answers it in writing."""
    objection = get_object_or_404(officer_objections(request.user, request.today), receipt=receipt)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_upheld = form.cleaned_data["decision"] == Objection.State.UPHELD
        answer = actions.uphold_objection if is_upheld else actions.dismiss_objection
        answer(objection, request.user, form.cleaned_data["reply"], request.now)
        messages.success(request, f"{receipt} 已答复：{objection.get_state_display()}")
        return redirect("publicity_desk")
    return render(
        request, "publicity/objection_detail.html", {"objection": objection, "form": form, "today": request.today}
    )

"""Verifying a notice from a file or by its number: for everybody, without an account; nothing is kept."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rate_limit import address_of, may_ask
from publicity.queues import public_notices
from publicity.standing import standing
from publicity.verifying import NUMBER, verify_file

PER_HOUR = 30  # files from one address
TOO_OFTEN = "核验过于频繁，请一小时后再试，或下载规范 JSON 自行核验"


class VerifyForm(forms.Form):
    """The file to verify."""

    file = forms.FileField(
        label="公示文件（PDF、Excel 或规范 JSON）",
        error_messages={"required": "请选择文件", "empty": "文件是空的（0 字节），请重新选择"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Say whether a file is what was published (公示核验), or where it differs; a number leads to the notice's own page."""
    number = request.GET.get("number", "").strip()
    if NUMBER.fullmatch(number) and public_notices().filter(number=number).exists():
        return redirect("notice_verify", number)
    form = VerifyForm(request.POST or None, request.FILES or None) if request.method == "POST" else VerifyForm()
    context = {"form": form, "number": number[:40]}
    if request.method == "POST" and form.is_valid():
        try:
            if not may_ask("verify", address_of(request), timezone.now(), PER_HOUR):
                raise ValidationError(TOO_OFTEN)
            verdict = verify_file(form.cleaned_data["file"].read())
            context |= {"verdict": verdict, "stands": standing(verdict.notice), "name": form.cleaned_data["file"].name}
        except ValidationError as error:
            form.add_error("file", error)
    return render(request, "publicity/verify.html", context)


@require_safe
def notice_verify(request: HttpRequest, number: str) -> HttpResponse:
    """Recompute a notice's digests now and say whether it and its neighbours in the chain are as published."""
    notice = get_object_or_404(public_notices(), number=number)
    return render(request, "publicity/notice_verify.html", {"notice": notice, "stands": standing(notice)})

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from policies.calendar_table import refresh_now_and_then

NUL = "\x00"


class RefuseHuge:
    """Answer 413 to a body that is larger than anything the portal takes, before a byte of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length") or "0"
        if length.isdecimal() and int(length) > settings.REQUEST_MAX_BYTES:
            limit = settings.DOCUMENT_MAX_BYTES // 1024 // 1024
            text = f"上传的内容过大，没有接收。每个文件不超过 {limit} MB，请压缩或拆分后分次上传。"
            return render(request, "portal/error.html", {"title": "文件过大", "text": text}, status=413)
        return self.get_response(request)


class RefuseNul:
    """Answer 400 where path, query or form holds a NUL character: PostgreSQL cannot store it and no keyboard types it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path or holds_nul(request.GET) or (is_form(request) and holds_nul(request.POST)):
            text = "提交的内容含有无法保存的字符，请删除后重试。"
            return render(request, "portal/error.html", {"title": "无法处理", "text": text}, status=400)
        return self.get_response(request)


class FreshCalendar:
    """Let a request count working days by the calendar table as it stands (see `policies.calendar_table`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refresh_now_and_then()
        return self.get_response(request)


def is_form(request: HttpRequest) -> bool:
    """Tell whether the request posts a plain form; uploads are read by their views."""
    return request.method == "POST" and request.content_type == "application/x-www-form-urlencoded"


def holds_nul(fields) -> bool:
    """Tell whether a name or a value of the fields holds a NUL character."""
    return any(NUL in name or any(NUL in value for value in values) for name, values in fields.lists())

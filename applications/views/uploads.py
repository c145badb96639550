"""Uploads that go on where a broken line stopped them: the part of the tus protocol 1.0 that tus-js-client speaks."""

import base64
import binascii
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from applications import actions
from applications.models import PartialUpload
from applications.views.browse import own
from applications.views.materials import material_of
from applications.workflow import NotAllowed

PROTOCOL = "1.0.0"
MOST_AT_A_TIME = 5 * 1024 * 1024


def answer(status: int, text: str = "", **headers: str | int) -> HttpResponse:
    """Return an answer of the protocol; a text is a sentence for the person."""
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"], response["Cache-Control"] = PROTOCOL, "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = str(value)
    return response


def told_in_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a view: a refusal is answered with its sentence, which the page shows beside the file."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ValidationError as refusal:
            return answer(422, "；".join(refusal.messages))
        except NotAllowed as refusal:
            return answer(403, str(refusal))

    return guarded


def metadata(request: HttpRequest) -> dict[str, str]:
    """Return what the browser says of the file; raises ValidationError for what cannot be read."""
    pairs = [pair.strip().partition(" ") for pair in request.headers.get("Upload-Metadata", "").split(",")]
    try:
        return {name: base64.b64decode(value).decode() for name, _, value in pairs if name}
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValidationError("文件信息无法识别，请重新选择文件") from error


def number_in(request: HttpRequest, header: str) -> int:
    """Return the whole number in a header; raises ValidationError for anything else."""
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdecimal() and len(value) < 12):
        raise ValidationError("上传请求不完整，请重新选择文件")
    return int(value)


@require_http_methods(["POST"])
@requires_role(Role.APPLICANT_CLERK)
@told_in_words
def upload_start(request: RoleRequest, number: str, key: str) -> HttpResponse:
    application = own(request, number)
    material = material_of(application, key)
    said = metadata(request)
    pk = said.get("replaces", "")
    replaces = get_object_or_404(application.documents, pk=pk, material=key) if pk.isdecimal() else None
    size = number_in(request, "Upload-Length")
    upload = actions.start_upload(
        application, material, said.get("filename", ""), size, request.user, request.now, replaces
    )
    return answer(201, Location=reverse("upload_part", args=[number, upload.pk]), Upload_Offset=0)


def own_upload(request: RoleRequest, number: str, pk: str) -> PartialUpload:
    """Return the own upload of the own case, or 404."""
    uploads = PartialUpload.objects.filter(application=own(request, number), user=request.user)
    return get_object_or_404(uploads, pk=pk)


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@requires_role(Role.APPLICANT_CLERK)
@told_in_words
def upload_part(request: RoleRequest, number: str, pk: str) -> HttpResponse:
    upload = own_upload(request, number, pk)
    if request.method == "HEAD":
        return answer(200, Upload_Offset=upload.received, Upload_Length=upload.size)
    if request.method == "DELETE":
        actions.give_up_upload(upload)
        return answer(204)
    return receive(request, upload)


def receive(request: RoleRequest, upload: PartialUpload) -> HttpResponse:
    """Take the next piece, and file the file once it is whole; a refused file is forgotten."""
    if number_in(request, "Content-Length") > MOST_AT_A_TIME:
        return answer(413, "一次传得太多，请重新选择文件")
    try:
        upload = actions.receive_part(upload, number_in(request, "Upload-Offset"), request.read(), request.now)
    except actions.OutOfStep:
        return answer(409)
    if upload.received == upload.size:
        try:
            actions.finish_upload(upload, material_of(upload.application, upload.material), request.now)
        except (ValidationError, NotAllowed):
            actions.give_up_upload(upload)
            raise
    return answer(204, Upload_Offset=upload.received)

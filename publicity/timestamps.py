"""Timestamps (时间戳) of anchors by RFC 3161: asked of the authority that the installation names, and checked.

Off unless `TIMESTAMP_URL` names an authority. With `TIMESTAMP_ROOTS` (its root certificates, PEM) the signature is checked
as well; without, only that the answer is for this very anchor.
"""

from pathlib import Path
from urllib.request import Request, urlopen

from cryptography.x509 import load_pem_x509_certificates
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from accounts.canonical import canonical, digests_of_bytes
from publicity.models import Anchor, AnchorTimestamp

SECONDS = 20
LARGEST = 1024 * 1024


class TimestampRefused(OSError):
    """The authority did not answer, or not for what was asked."""


def stamped(anchor: Anchor) -> AnchorTimestamp:
    """Ask the authority for a timestamp of the anchor and return it, not yet saved. Raises TimestampRefused."""
    message = canonical(anchor.content()).encode()
    asked = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
    answer = posted(settings.TIMESTAMP_URL, asked.as_bytes())
    try:
        response = decode_timestamp_response(answer)
        if response.tst_info.nonce != asked.nonce:
            raise TimestampRefused("应答不是对这次请求的")
        if why := wrong_answer(response, message):
            raise TimestampRefused(why)
    except ValueError as error:
        raise TimestampRefused(f"应答不是 RFC 3161 时间戳：{error}") from error
    return AnchorTimestamp(
        anchor=anchor,
        authority=settings.TIMESTAMP_URL,
        response=response.as_bytes(),
        stamped_at=response.tst_info.gen_time,
    )


def posted(url: str, query: bytes) -> bytes:
    """Send a timestamp query over HTTP (RFC 3161, 3.4) and return the answer. Raises TimestampRefused."""
    request = Request(url, query, {"Content-Type": "application/timestamp-query"})
    try:
        with urlopen(request, timeout=SECONDS) as answer:
            return answer.read(LARGEST)
    except OSError as error:
        raise TimestampRefused(f"时间戳机构没有应答：{error}") from error


def wrong_with_timestamp(stamp: AnchorTimestamp, anchor: Anchor) -> str:
    """Say what is wrong with the timestamp of an anchor; empty where it holds."""
    try:
        response = decode_timestamp_response(bytes(stamp.response))
    except ValueError:
        return "时间戳应答已损坏"
    if response.tst_info.gen_time != stamp.stamped_at:
        return "时间戳的时间被改动"
    return wrong_answer(response, canonical(anchor.content()).encode())


def wrong_answer(response: TimeStampResponse, message: bytes) -> str:
    """Say what is wrong with an authority's answer for a message; empty where it holds, as far as roots are named."""
    builder = VerifierBuilder()
    roots = load_roots()
    if not roots:
        imprint = response.tst_info.message_imprint.message.hex()
        return "" if imprint == digests_of_bytes(message).sha256 else "时间戳与日锚内容不符"
    for root in roots:
        builder = builder.add_root_certificate(root)
    try:
        builder.build().verify_message(response, message)
    except VerificationError as error:
        return f"时间戳核验不通过：{error}"
    return ""


def load_roots() -> list:
    """Return the root certificates that the installation trusts for timestamps; none where it names none."""
    path = settings.TIMESTAMP_ROOTS
    return load_pem_x509_certificates(Path(path).read_bytes()) if path else []

"""Antivirus (查毒) by ClamAV's daemon, where `CLAMD_URL` names one: unix:///run/clamav/clamd.ctl or tcp://host:3310."""

import io
import logging
from typing import NamedTuple
from urllib.parse import urlsplit

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

from applications.models import Scan

logger = logging.getLogger(__name__)
TIMEOUT = 20


class Finding(NamedTuple):
    """What the antivirus service says of a file; `signature` names the virus."""

    state: Scan
    signature: str = ""


def is_configured() -> bool:
    """Tell whether files are scanned here."""
    return bool(settings.CLAMD_URL)


def scan(content: bytes) -> Finding:
    """Return what the service finds in the bytes; not scanned where there is no service or it does not answer."""
    if not is_configured():
        return Finding(Scan.NOT_SCANNED)
    try:
        state, signature = _daemon().instream(io.BytesIO(content))["stream"]
    except (ClamdError, OSError, KeyError, ValueError) as error:
        logger.warning("the antivirus service does not answer: %s", error)
        return Finding(Scan.NOT_SCANNED)
    if state == "FOUND":
        return Finding(Scan.INFECTED, str(signature))
    return Finding(Scan.CLEAN if state == "OK" else Scan.NOT_SCANNED)


def _daemon() -> ClamdNetworkSocket:
    url = urlsplit(settings.CLAMD_URL)
    if url.scheme == "unix":
        return ClamdUnixSocket(path=url.path, timeout=TIMEOUT)
    return ClamdNetworkSocket(host=url.hostname or "localhost", port=url.port or 3310, timeout=TIMEOUT)

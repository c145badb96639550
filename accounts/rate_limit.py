"""How often one address may do something that needs no account: a plain counter in the cache, one an hour of the clock."""

from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def may_ask(what: str, address: str, at: datetime, per_hour: int) -> bool:
    """Count one attempt of an address at `what` and tell whether it is still within this hour's limit."""
    key = f"{what}:{address}:{at:%Y%m%d%H}"
    cache.add(key, 0, timeout=3600)
    return cache.incr(key) <= per_hour


def address_of(request: HttpRequest) -> str:
    """Return whose address the request came from; behind the portal's own proxy the one that the proxy saw."""
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return seen.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")

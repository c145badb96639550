"""How many objections one address may file: a plain counter in the cache, one an hour of the clock."""

from datetime import datetime

from django.core.cache import cache

PER_HOUR = 5


def may_file(address: str, at: datetime) -> bool:
    """Count one attempt of an address and tell whether it is still within this hour's limit."""
    key = f"objection:{address}:{at:%Y%m%d%H}"
    cache.add(key, 0, timeout=3600)
    return cache.incr(key) <= PER_HOUR

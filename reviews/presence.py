"""Who has a case open now (在看): kept in the cache for a minute and a half, never in the database."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.cache import cache

from accounts.models import User

EVERY = timedelta(seconds=45)  # how often an open page says so
STAYS = timedelta(seconds=100)


def be_here(application_id: int, user: User, at: datetime) -> None:
    """Note that `user` has the case open."""
    readers = _fresh(cache.get(_key(application_id)), at)
    readers[user.pk] = (str(user), at.timestamp())
    cache.set(_key(application_id), readers, STAYS.total_seconds())


def who_is_here(application_ids: Iterable[int], user: User, at: datetime) -> dict[int, list[str]]:
    """Return the names of the others who have each of the cases open, by case; asked of the cache at once."""
    keys = {_key(pk): pk for pk in application_ids}
    found = cache.get_many(keys)
    return {
        keys[key]: [name for pk, (name, _) in _fresh(readers, at).items() if pk != user.pk]
        for key, readers in found.items()
    }


def _fresh(readers: dict[int, tuple[str, float]] | None, at: datetime) -> dict[int, tuple[str, float]]:
    oldest = (at - STAYS).timestamp()
    return {pk: seen for pk, seen in (readers or {}).items() if seen[1] >= oldest}


def _key(application_id: int) -> str:
    return f"here:{application_id}"

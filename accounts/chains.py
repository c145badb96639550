"""Chains of records (摘要链): one for each deciding city, the province having its own; written one record at a time."""

from datetime import datetime
from enum import IntEnum
from typing import NamedTuple

from django.db import connection

from accounts.models import Region


class Chain(IntEnum):
    """What is chained, as the first key of the lock."""

    DETERMINATIONS = 62_2026
    NOTICES = 62_2027
    ANCHORS = 62_2028


KINDS = {
    "determination": "核定",
    "notice": "公示",
    "anchor": "日锚",
    "case": "办件",
    "payment": "拨付",
    "version": "政策版本",
    "document": "办件",
}


class Head(NamedTuple):
    """The newest record of a chain: `kind` is what it is a chain of, `chain` the slug of the city or province."""

    kind: str
    chain: str
    sequence: int
    digest: str
    digest_sm3: str
    at: datetime


class Break(NamedTuple):
    """The first record of a chain that does not hold, and why (in words); `record` is how people call it."""

    kind: str
    chain: str
    sequence: int
    record: str
    why: str

    @property
    def place(self) -> str:
        """Return where it stands, in words: 核定链 anyang 第 3 号（record）."""
        kind = KINDS.get(self.kind, self.kind)
        if not self.sequence:
            return f"{kind} {self.record}"
        return f"{kind}链 {self.chain} 第 {self.sequence} 号".replace("  ", " ") + f"（{self.record}）" * bool(
            self.record
        )

    @property
    def words(self) -> str:
        """Return place and reason in one sentence."""
        return f"{self.place}：{self.why}"


def chain_region(region: Region) -> Region:
    """Return the city on whose chain a bureau of `region` writes; a province writes on its own. The parent is loaded."""
    return region.at_level(Region.Level.CITY) or region


def lock_chain(kind: Chain, region_id: int = 0) -> None:
    """Wait until nobody else writes on the chain, until the end of this transaction; other chains go on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [kind, region_id])

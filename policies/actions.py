"""Releasing policy packs: a version is written once and never changed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Region
from policies.engine import Pack
from policies.models import Policy, PolicyVersion
from policies.search import grams, normalised


@dataclass(frozen=True)
class Release:
    """What releasing a pack did: the version that now stands, and whether it is new."""

    version: PolicyVersion
    is_new: bool


def content_digest(pack: Pack) -> str:
    """Return the SHA-256 of the pack's canonical JSON: keys sorted, no spaces, numbers and dates as text."""
    canonical = json.dumps(pack.raw, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def release(pack: Pack, text: str, at: datetime) -> Release:
    """Release a pack (发布政策包) as the next version of its policy, unless these very contents were released before.

    Raises ValidationError where the pack names a region that does not exist.
    """
    policy = write_policy(pack)
    digest = content_digest(pack)
    if known := policy.versions.filter(digest=digest).first():
        return Release(known, is_new=False)
    latest = policy.versions.order_by("-number").first()
    version = PolicyVersion.objects.create(
        policy=policy,
        number=latest.number + 1 if latest else 1,
        pack_yaml=text,
        digest=digest,
        effective_from=pack.effective_from or pack.source["issued_on"] or timezone.localdate(at),
        effective_to=pack.effective_to,
        released_at=at,
    )
    return Release(version, is_new=True)


def write_policy(pack: Pack) -> Policy:
    """Write what the policy's card shows and what the search looks at, and lock the policy."""
    region = Region.objects.filter(slug=pack.region).first()
    if region is None:
        raise ValidationError(f"没有代号为“{pack.region}”的行政区划")
    text = search_text(pack, region)
    always = sum(material.required is True for material in pack.materials)
    card = {
        "title": pack.title,
        "summary": pack.summary,
        "benefit": pack.benefit,
        "level": pack.level,
        "region": region,
        "lines": list(dict.fromkeys(line for stage in pack.stages for line in stage.lines)),
        "audience": pack.audience,
        "document": " ".join(filter(None, [pack.source["document"], pack.source["number"]])),
        "material_count": always,
        "conditional_material_count": len(pack.materials) - always,
        "search_text": text,
        "search_grams": grams(text),
    }
    return Policy.objects.update_or_create(code=pack.code, defaults=card)[0]


def search_text(pack: Pack, region: Region) -> str:
    """Return everything by which a reader may look for the policy."""
    materials = [material.title for material in pack.materials]
    parts = [pack.title, pack.summary, pack.benefit, pack.audience, region.full_name, pack.code]
    return normalised(" ".join([*parts, *map(str, pack.source.values()), *materials]))

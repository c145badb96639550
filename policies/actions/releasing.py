"""Releasing policy packs: a version is written once and never changed."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Region
from policies.classes import KINDS
from policies.engine import Pack
from policies.information import Information
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
def release(pack: Pack, text: str, at: datetime, effective_from: date | None = None) -> Release:
    """Release a pack (发布政策包) as the next version of its policy, unless these very contents were released before.

    The policy's card follows its latest version: contents that a later version has replaced leave it as it is.
    `effective_from` stands before the day that the pack names. Raises ValidationError where the pack names a region that
    does not exist, or would end before it begins.
    """
    digest = content_digest(pack)
    known = PolicyVersion.objects.filter(policy__code=pack.code, digest=digest).first()
    if known and known.policy.versions.filter(number__gt=known.number).exists():
        return Release(known, is_new=False)
    policy = write_policy(pack)
    if known:
        return Release(known, is_new=False)
    begins = effective_from or pack.effective_from or pack.source["issued_on"] or timezone.localdate(at)
    if pack.effective_to and pack.effective_to < begins:
        raise ValidationError({"effective_from": f"生效日期不得晚于失效日期 {pack.effective_to}"})
    latest = policy.versions.order_by("-number").first()
    version = PolicyVersion.objects.create(
        policy=policy,
        number=latest.number + 1 if latest else 1,
        pack_yaml=text,
        digest=digest,
        effective_from=begins,
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
        "kind": pack.kind,
        "region": region,
        "lines": list(dict.fromkeys(line for stage in pack.stages for line in stage.lines)),
        "owner_lines": owner_lines(pack),
        "audience": pack.audience,
        "industries": list(pack.industries),
        "sizes": list(pack.sizes),
        "applicants": list(pack.applicants),
        "document": " ".join(filter(None, [pack.source["document"], pack.source["number"]])),
        "articles": pack.source["articles"],
        "issued_on": pack.source["issued_on"],
        "ends_on": pack.effective_to,
        "same_as": pack.same_as,
        "related_codes": related_codes(pack),
        "is_information": False,
        "material_count": always,
        "conditional_material_count": len(pack.materials) - always,
        "search_text": text,
        "search_grams": grams(text),
    }
    return Policy.objects.update_or_create(code=pack.code, defaults=card)[0]


def owner_lines(pack: Pack) -> list[str]:
    """Return the lines (条线) that answer for the policy: those that decide, or else that review, or else any in its stages."""
    for kinds in ({"final_review"}, {"acceptance", "preliminary_review", "expert_review"}):
        if found := [line for stage in pack.stages if stage.kind in kinds for line in stage.lines]:
            return list(dict.fromkeys(found))
    return list(dict.fromkeys(line for stage in pack.stages for line in stage.lines))


def related_codes(pack: Pack) -> list[str]:
    """Return the policies that a reader of this one should know: related ones and those that exclude it."""
    return list(dict.fromkeys([*pack.related, *(exclusion.code for exclusion in pack.excludes)]))


def search_text(pack: Pack, region: Region) -> str:
    """Return everything by which a reader may look for the policy."""
    materials = [material.title for material in pack.materials]
    parts = [pack.title, pack.summary, pack.benefit, pack.audience, region.full_name, pack.code, *pack.aliases]
    return normalised(" ".join([*parts, KINDS[pack.kind], *map(str, pack.source.values()), *materials]))


@transaction.atomic
def write_information(entries: Sequence[Information]) -> int:
    """Write the information entries (信息条目) of the catalogue, remove those that it no longer has, and return how many stand.

    Raises ValidationError naming every entry of an unknown region, or whose code has released versions.
    """
    regions = {region.slug: region for region in Region.objects.all()}
    released = set(Policy.objects.filter(versions__isnull=False).values_list("code", flat=True))
    problems = [
        f"{entry.origin} {entry.code}: 没有代号为“{entry.texts['region']}”的行政区划"
        for entry in entries
        if entry.texts["region"] not in regions
    ]
    problems += [
        f"{entry.origin} {entry.code}: 此代码已有发布的政策版本" for entry in entries if entry.code in released
    ]
    if problems:
        raise ValidationError(problems)
    cards = [information_card(entry, regions[entry.texts["region"]]) for entry in entries]
    Policy.objects.filter(is_information=True).exclude(code__in=[card.code for card in cards]).delete()
    said = [field.name for field in Policy._meta.concrete_fields if field.name not in ("id", "code")]
    Policy.objects.bulk_create(cards, update_conflicts=True, unique_fields=["code"], update_fields=said, batch_size=500)
    return len(cards)


def information_card(entry: Information, region: Region) -> Policy:
    """Return the policy that an information entry describes, not yet saved."""
    texts = {key: text for key, text in entry.texts.items() if key not in ("region", "number", "document")}
    document = " ".join(filter(None, [entry.texts["document"], entry.texts["number"]]))
    words = [entry.code, region.full_name, KINDS[entry.kind], document, *texts.values()]
    text = normalised(" ".join(words))
    return Policy(
        code=entry.code,
        region=region,
        level=entry.level,
        kind=entry.kind,
        document=document,
        related_codes=list(entry.related),
        issued_on=entry.issued_on,
        ends_on=entry.valid_to,
        is_information=True,
        search_text=text,
        search_grams=grams(text),
        **texts,
        **{key: list(words) for key, words in entry.lists.items()},
    )

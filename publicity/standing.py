"""Where a notice stands in its chain and what ties it down: for the verify page and for whoever verifies offline."""

import json
from typing import Any, NamedTuple

from django.db.models import Max

from accounts.canonical import digests_of
from accounts.models import Region
from publicity.chain import ANCHOR, KIND, wrong_lines, wrong_window
from publicity.models import Anchor, Notice
from publicity.queues import neighbours


class Standing(NamedTuple):
    """How a notice stands: its two digests worked out now, whether it and its neighbours hold, and its first anchor."""

    sha256: str
    sm3: str
    wrong: str
    previous: Notice | None
    following: Notice | None
    anchor: Anchor | None
    chain: str


def standing(notice: Notice) -> Standing:
    """Return how the notice stands; `wrong` says in words what does not hold and is empty where all does."""
    digests = digests_of(notice.content())
    before, after = neighbours(notice)
    wrong = ""
    if digests.sha256 != notice.digest:
        wrong = "内容与发布时的摘要不符"
    elif (before.digest if before else "") != notice.previous_digest:
        wrong = "与前一份公示的衔接不符"
    elif after and after.previous_digest != notice.digest:
        wrong = "与后一份公示的衔接不符"
    return Standing(
        *digests,
        wrong or wrong_lines(notice) or wrong_window(notice),
        before,
        after,
        first_anchor(notice),
        chain_name(notice),
    )


def chain_name(notice: Notice) -> str:
    """Return the name of the city or province on whose chain the notice is."""
    return Region.objects.filter(slug=notice.chain).values_list("name", flat=True).first() or ""


def first_anchor(notice: Notice) -> Anchor | None:
    """Return the first anchor that ties the notice down, with the time of its earliest timestamp; None before the first."""
    found = Anchor.objects.filter(made_at__gte=notice.published_at).order_by("sequence")
    return found.annotate(stamped_at=Max("timestamps__stamped_at")).first()


def public_chains() -> dict[str, Any]:
    """Return all chains of notices and all anchors as plain JSON values: what one keeps to verify offline."""
    notices = Notice.objects.public().order_by("chain", "sequence").defer("rows", "columns", "changes")
    return {
        "notices": [
            {
                "chain": notice.chain,
                "sequence": notice.sequence,
                "number": notice.number,
                "published_at": notice.published_at and notice.published_at.isoformat(),
                "previous_digest": notice.previous_digest,
                "digest": notice.digest,
            }
            for notice in notices.iterator(chunk_size=500)
        ],
        "anchors": [{**anchor.content(), "digest": anchor.digest} for anchor in Anchor.objects.order_by("sequence")],
    }


def verified_offline(content: bytes, chains: dict[str, Any]) -> list[str]:
    """Verify the canonical JSON of a notice against kept chains, without the portal; return what was proved, in sentences.

    Raises ValueError with the reason where it does not hold.
    """
    said = json.loads(content)
    digests = digests_of(said)
    records = chains["notices"]
    found = next((each for each in records if each["digest"] == digests.sha256), None)
    if found is None:
        raise ValueError(f"公示 {said.get('number', '')} 的摘要不在链上：内容被改动，或所存的链早于它发布")
    own = sorted((each for each in records if each["chain"] == found["chain"]), key=lambda each: each["sequence"])
    previous = ""
    for place, record in enumerate(own, start=1):
        if record["sequence"] != place or record["previous_digest"] != previous:
            raise ValueError(f"链在第 {place} 号处断开")
        previous = record["digest"]
    proved = [
        f"自 {found['published_at']} 起未变动，链上第 {found['sequence']} 号公示（{found['number']}）。",
        f"从第 1 号到第 {len(own)} 号前后衔接完整。",
    ]
    return [*proved, *_anchored(found, chains["anchors"])]


def _anchored(found: dict[str, Any], anchors: list[dict[str, Any]]) -> list[str]:
    previous = ""
    for anchor in anchors:
        content = {key: anchor[key] for key in ("sequence", "day", "heads", "previous_digest")}
        if digests_of(content).sha256 != anchor["digest"] or anchor["previous_digest"] != previous:
            raise ValueError(f"{ANCHOR} {anchor['day']} 的内容与摘要不符")
        previous = anchor["digest"]
        for head in anchor["heads"]:
            if (head["kind"], head["chain"]) == (KIND, found["chain"]) and head["sequence"] >= found["sequence"]:
                return [f"{anchor['day']} 的日锚已将它固定，日锚摘要 {anchor['digest']}。"]
    return ["还没有日锚固定它。"]

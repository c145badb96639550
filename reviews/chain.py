"""The chains of determinations (核定链) read back: heads, and whether every record still holds."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Prefetch

from accounts.canonical import digests_of
from accounts.chains import Break, Head
from applications.rulings import readings_of
from policies.engine import evaluate
from policies.models import PolicyVersion
from reviews.determinations import computed_yuan, content_of
from reviews.models import Determination
from reviews.recording import result_of

KIND = "determination"


def heads() -> list[Head]:
    """Return the newest determination of every chain, by the chain's slug."""
    newest = Determination.objects.order_by("chain_id", "-sequence").distinct("chain_id")
    rows = newest.values_list("chain__slug", "sequence", "digest", "digest_sm3", "decided_at")
    return sorted(Head(KIND, *row) for row in rows)


def breaks() -> Iterator[Break]:
    """Give for each chain the first determination that does not hold, with the reason; nothing where all do."""
    versions = PolicyVersion.objects.select_related("policy").defer("pack_yaml")
    rows = Determination.objects.order_by("chain_id", "sequence")
    rows = rows.prefetch_related("chain", "application", Prefetch("version", versions))
    chain, previous, broken = 0, Determination(sequence=0, digest=""), False
    for row in rows.iterator(chunk_size=500):
        if row.chain_id != chain:
            chain, previous, broken = row.chain_id, Determination(sequence=0, digest=""), False
        if broken:
            continue
        if why := wrong_with(row, previous):
            broken = True
            yield Break(KIND, *called(row), why)
        previous = row


def called(row: Determination) -> tuple[str, int, str]:
    """Return chain, place and case of a determination, as far as what it points to is there."""
    try:
        return row.chain.slug, row.sequence, row.application.number
    except ObjectDoesNotExist:
        return "", row.sequence, str(row.case.get("number", ""))


def first_broken() -> Break | None:
    """Return the first broken determination of the first chain that has one; None where all hold."""
    return next(breaks(), None)


def wrong_with(row: Determination, previous: Determination) -> str:
    """Say what does not hold in a determination that follows `previous` on its chain; empty where all does."""
    if row.sequence != previous.sequence + 1:
        return f"序号不连续，缺第 {previous.sequence + 1} 号"
    if row.previous_digest != previous.digest:
        return "与前一记录不衔接"
    try:
        digests, version = digests_of(content_of(row)), row.version
    except ObjectDoesNotExist:
        return "所指的政策版本、办件或区划不存在"
    if row.digest != digests.sha256:
        return "内容与摘要（SHA-256）不符"
    if row.digest_sm3 != digests.sm3:
        return "内容与摘要（SM3）不符"
    said = row.policy
    if (said["code"], said["version"], said["pack_digest"]) != (
        version.policy.code,
        version.number,
        version.digest,
    ):
        return "所记政策版本与库中的版本不符"
    return recomputed_otherwise(row)


def recomputed_otherwise(row: Determination) -> str:
    """Say how the engine's result from the recorded facts, awards, version and rulings differs; empty where it does not."""
    facts = {fact["name"]: fact["value"] for fact in row.facts}
    decision = evaluate(row.version.pack, facts, row.ledger, readings_of(row.rulings))
    amount = computed_yuan(decision, row.ruling["reading"] if row.ruling else "")
    if amount != row.computed_yuan:
        return f"按所记事实重新测算为 {words(amount)}，记录为 {words(row.computed_yuan)}"
    if result_of(decision.as_json()) != result_of(row.decision):
        return "按所记事实重新测算，规则结果或测算过程不同"
    if not shares_add_up(row.shares, row.approved_yuan):
        return "各级分担之和不等于核定金额"
    return ""


def shares_add_up(shares: list[dict[str, Any]], approved: Decimal) -> bool:
    """Tell whether the shares make up the approved amount; a policy without shares has none."""
    return not shares or sum(Decimal(share["amount_yuan"]) for share in shares) == approved


def words(amount: Decimal | None) -> str:
    """Return an amount in words: 12.00 元, or that there is none."""
    return "无金额" if amount is None else f"{amount:.2f} 元"

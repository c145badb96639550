"""What ties all chains down day by day: anchors, their timestamps, and the runs of the whole check."""

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY
from accounts.canonical import digest_of

HEXADECIMAL = r"^[0-9a-f]{64}$"


class Anchor(models.Model):
    """The anchor (日锚) of a day: the heads of all chains in one record, chained to the anchor before. Append-only.

    It goes out to the outbox and to who subscribes: whoever keeps it can tell later that a record at an end is missing.
    """

    sequence = models.PositiveBigIntegerField("序号", unique=True)
    day = models.DateField("日期", unique=True)
    heads = models.JSONField("各链末端")
    previous_digest = models.CharField("前一日锚摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)
    digest_sm3 = models.CharField("摘要（SM3）", max_length=64)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "日锚"
        ordering = ["-sequence"]
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=HEXADECIMAL, digest_sm3__regex=HEXADECIMAL),
                name="anchor_has_both_digests",
                violation_error_message="日锚须有两种摘要",
            ),
        ]

    def __str__(self) -> str:
        return f"日锚 {self.day}"

    def content(self) -> dict[str, Any]:
        """Return what the digests are taken over, as plain JSON values."""
        return {
            "sequence": self.sequence,
            "day": str(self.day),
            "heads": self.heads,
            "previous_digest": self.previous_digest,
        }

    def digest_holds(self) -> bool:
        """Tell whether the stored digest is that of the stored content."""
        return self.digest == digest_of(self.content())


class AnchorTimestamp(models.Model):
    """A timestamp (时间戳) of an anchor by an authority: the answer of RFC 3161 as it came, over the canonical JSON."""

    anchor = models.ForeignKey(Anchor, verbose_name="日锚", on_delete=models.PROTECT, related_name="timestamps")
    authority = models.CharField("时间戳机构", max_length=200)
    response = models.BinaryField("应答（DER）")
    stamped_at = models.DateTimeField("时间戳时间")

    class Meta:
        verbose_name = verbose_name_plural = "日锚时间戳"
        ordering = ["anchor", "pk"]
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(
                fields=["anchor", "authority"],
                name="anchor_timestamp_once",
                violation_error_message="该机构已为这一日锚签发时间戳",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.anchor} {self.authority}"


class ChainCheck(models.Model):
    """One run of the whole check (全链核验) in the background: what was checked, and what did not hold."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "核验中"
        DONE = "done", "已完成"

    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(
        "accounts.User", verbose_name="发起人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("发起时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    checked = models.JSONField("核验数量", default=dict)
    problems = models.JSONField("不符之处", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "全链核验"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at__isnull=True)
                | Q(state="done", finished_at__isnull=False),
                name="chain_check_done_when_finished",
                violation_error_message="完成的核验须有完成时间",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M} {self.get_state_display()}"

    @property
    def is_working(self) -> bool:
        """Tell whether the run is not over yet."""
        return self.state != self.State.DONE

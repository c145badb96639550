from datetime import UTC, date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from accounts.append_only import NO_TRUNCATE
from accounts.canonical import digests_of
from accounts.chains import chain_region
from accounts.templatetags.money import wan
from publicity.models.triggers import EXTENDED_WINDOW, FORWARD_NOTICE, FROZEN_NOTICE, KEPT_NOTICE

MINIMUM_DAYS = 5


class NoticeQuerySet(models.QuerySet):
    """Notices, by who may read them, loaded as lists show them."""

    def public(self) -> Self:
        """Keep the notices that everybody may read."""
        return self.exclude(state__in=[Notice.State.DRAFT, Notice.State.DISCARDED])

    def for_list(self) -> Self:
        """Load what a line of any list of notices shows; not the list itself, which may be thousands of lines."""
        found = self.select_related("round__policy", "bureau__region__parent").annotate(
            line_count=models.Count("lines")
        )
        return found.defer("rows", "changes").order_by("-published_at", "-pk")


class Notice(models.Model):
    """A public notice (公示): a frozen, masked list of approved cases of a policy, open to objections until `ends_on`.

    `round` is the round it was drafted for, `rounds` all whose cases it lists. A correction (更正) is a new version that
    `replaces` the old one. `digest` and `digest_sm3` are SHA-256 and SM3 over the canonical JSON of `content()`, the digest
    of the previous notice of the same city (`chain`) included.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "拟稿"
        PUBLISHED = "published", "公示中"
        CLOSED = "closed", "公示期满"
        SUPERSEDED = "superseded", "已被更正"
        DISCARDED = "discarded", "已撤销"

    class Unit(models.TextChoices):
        WORKING = "working", "个工作日"
        CALENDAR = "calendar", "个自然日"

    number = models.CharField("公示编号", max_length=20, unique=True, null=True, blank=True)
    round = models.ForeignKey(
        "policies.ApplicationRound", verbose_name="申报批次", on_delete=models.PROTECT, related_name="notices"
    )
    bureau = models.ForeignKey(
        "accounts.Bureau", verbose_name="公示部门", on_delete=models.PROTECT, related_name="notices"
    )
    rounds = models.JSONField("所含批次", default=list)
    title = models.CharField("标题", max_length=120)
    basis = models.CharField("依据", max_length=300, blank=True)
    days = models.PositiveSmallIntegerField("公示期", default=MINIMUM_DAYS)
    unit = models.CharField("公示期单位", max_length=10, choices=Unit, default=Unit.WORKING)
    channel = models.TextField("受理异议的渠道")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    amount_unit = models.CharField("金额单位", max_length=20, blank=True)
    notes = models.TextField("说明", blank=True)
    columns = models.JSONField("栏目")
    rows = models.JSONField("公示内容", default=list)
    total_yuan = models.DecimalField("合计（元）", max_digits=18, decimal_places=2, default=0)
    made_by = models.ForeignKey("accounts.User", verbose_name="拟稿人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("拟稿时间")
    publish_at = models.DateTimeField("定时发布时间", null=True, blank=True)
    scheduled_by = models.ForeignKey(
        "accounts.User", verbose_name="定时人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveSmallIntegerField("版本", default=1)
    replaces = models.ForeignKey(
        "self", verbose_name="所更正的公示", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    reason = models.TextField("更正原因", blank=True)
    changes = models.JSONField("与上一版的差异", default=list)
    published_by = models.ForeignKey(
        "accounts.User", verbose_name="发布人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    starts_on = models.DateField("公示起始日", null=True, blank=True)
    ends_on = models.DateField("公示截止日", null=True, blank=True)
    first_ends_on = models.DateField("发布时的截止日", null=True, blank=True)
    closed_at = models.DateTimeField("期满办结时间", null=True, blank=True)
    chain = models.CharField(
        "公示链", max_length=50, default=""
    )  # the slug of the city, or of the province for its own bureaus
    sequence = models.PositiveBigIntegerField("链上序号", null=True, blank=True)
    previous_digest = models.CharField("前一公示摘要", max_length=64, blank=True)
    digest = models.CharField("摘要（SHA-256）", max_length=64, blank=True)
    digest_sm3 = models.CharField("摘要（SM3）", max_length=64, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering = ["-published_at", "-id"]
        triggers = [FROZEN_NOTICE, EXTENDED_WINDOW, FORWARD_NOTICE, KEPT_NOTICE, NO_TRUNCATE]
        indexes = [
            models.Index(fields=["state", "ends_on"], name="notice_due"),
            models.Index(fields=["publish_at"], condition=Q(state="draft"), name="notice_scheduled"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "closed", "superseded", "discarded"]),
                name="notice_state_known",
                violation_error_message="未知的公示状态",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=MINIMUM_DAYS),
                name="notice_days_minimum",
                violation_error_message=f"公示期不得少于 {MINIMUM_DAYS} 日",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(channel=""),
                name="notice_title_and_channel",
                violation_error_message="公示须有标题和受理异议的渠道",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"])
                | Q(
                    number__isnull=False,
                    published_by__isnull=False,
                    published_at__isnull=False,
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                    first_ends_on__isnull=False,
                    sequence__isnull=False,
                )
                & Q(digest__regex=r"^[0-9a-f]{64}$")
                & ~Q(chain=""),
                name="notice_published_whole",
                violation_error_message="已发布的公示须有编号、发布人、起止日期和摘要",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True, ends_on__isnull=True)
                | Q(starts_on__isnull=False, ends_on__isnull=False, ends_on__gt=F("starts_on")),
                name="notice_window_in_order",
                violation_error_message="公示截止日须晚于起始日",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
                name="notice_closed_at_known",
                violation_error_message="期满的公示须有办结时间",
            ),
            models.UniqueConstraint(
                fields=["chain", "sequence"], name="notice_chain_in_one_line", violation_error_message="链上序号重复"
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=~Q(state="discarded"),
                name="notice_corrected_once",
                violation_error_message="该公示已有更正稿",
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True)
                | Q(version__gt=1, replaces__isnull=False) & ~Q(reason=""),
                name="notice_correction_has_reason",
                violation_error_message="更正须写明原因，并指明所更正的公示",
            ),
            models.CheckConstraint(
                condition=Q(publish_at__isnull=True, scheduled_by__isnull=True)
                | Q(publish_at__isnull=False, scheduled_by__isnull=False),
                name="notice_schedule_signed",
                violation_error_message="定时发布须记录时间和定时人",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or '（拟稿）'} {self.title}"

    @property
    def total_cells(self) -> list[str]:
        """Return the cells of the total row (合计): the label, then the sum under the amount column."""
        totals = {"approved_wan": wan(self.total_yuan).replace(",", ""), "approved_yuan": f"{self.total_yuan:.2f}"}
        return ["合计", *(totals.get(column["source"], "") for column in self.columns[1:])]

    @property
    def chain_name(self) -> str:
        """Return the name of the city, or province, on whose chain the notice stands; the bureau's region is loaded."""
        region = chain_region(self.bureau.region)
        return region.name

    @property
    def is_extended(self) -> bool:
        """Tell whether the window was extended (延长) after publishing."""
        return self.ends_on != self.first_ends_on

    @property
    def list_name(self) -> str:
        """Return what the list is of: cases to be paid, or enterprises to be given a title."""
        return "拟支持名单" if self.total_yuan else "拟认定名单"

    def is_open_on(self, day: date) -> bool:
        """Tell whether objections are taken on `day`, the last day included."""
        return self.state == self.State.PUBLISHED and self.ends_on is not None and day <= self.ends_on

    def content(self) -> dict[str, Any]:
        """Return what was published and is digested, as plain JSON values."""
        return {
            "number": self.number,
            "version": self.version,
            "replaces": self.replaces.number if self.replaces else "",
            "reason": self.reason,
            "changes": self.changes,
            "chain": self.chain,
            "sequence": self.sequence,
            "title": self.title,
            "policy": self.round.policy.code,
            "rounds": self.rounds,
            "bureau": self.bureau_id,
            "basis": self.basis,
            "days": self.days,
            "unit": self.unit,
            "starts_on": str(self.starts_on),
            "ends_on": str(self.first_ends_on),
            "channel": self.channel,
            "amount_unit": self.amount_unit,
            "notes": self.notes,
            "columns": self.columns,
            "rows": self.rows,
            "total_yuan": f"{self.total_yuan:.2f}",
            "previous_digest": self.previous_digest,
            "published_at": self.published_at and self.published_at.astimezone(UTC).isoformat(),
        }

    def digest_holds(self) -> bool:
        """Tell whether the stored digests are those of the stored content."""
        return (self.digest, self.digest_sm3) == digests_of(self.content())

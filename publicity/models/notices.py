from datetime import date
from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.canonical import digest_of
from accounts.templatetags.money import wan

MINIMUM_DAYS = 5

PUBLISHED = pgtrigger.Q(old__state__in=["published", "closed"])
# Once published, a notice is evidence: nothing of it changes but that its window closes.
FROZEN_NOTICE = pgtrigger.Trigger(
    name="frozen_once_published",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange(exclude=["state", "closed_at"]),
    func="IF OLD.state <> 'draft' THEN RAISE EXCEPTION 'a published notice does not change'; END IF; RETURN NEW;",
)
KEPT_NOTICE = pgtrigger.Protect(name="kept_once_published", operation=pgtrigger.Delete, condition=PUBLISHED)
FROZEN_LINE = pgtrigger.Trigger(
    name="frozen_line",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange(exclude=["state"]),
    func="RAISE EXCEPTION 'a line of a notice does not change';",
)
KEPT_LINE = pgtrigger.Trigger(
    name="kept_line",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func="""
        IF EXISTS (SELECT 1 FROM publicity_notice WHERE id = OLD.notice_id AND state <> 'draft') THEN
            RAISE EXCEPTION 'a line of a published notice is kept';
        END IF;
        RETURN OLD;
    """,
)


class NoticeQuerySet(models.QuerySet):
    """Notices, by who may read them, loaded as lists show them."""

    def public(self) -> Self:
        """Keep the notices that everybody may read."""
        return self.exclude(state=Notice.State.DRAFT)

    def for_list(self) -> Self:
        """Load what a line of any list of notices shows."""
        found = self.select_related("round__policy", "bureau__region").annotate(line_count=models.Count("lines"))
        return found.order_by("-published_at", "-pk")


class Notice(models.Model):
    """A public notice (公示): a frozen, masked list of approved cases of one round, open to objections until `ends_on`.

    `digest` is SHA-256 over the canonical JSON of `content()`, the previous notice's digest included: a chain.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "拟稿"
        PUBLISHED = "published", "公示中"
        CLOSED = "closed", "公示期满"

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
    title = models.CharField("标题", max_length=120)
    basis = models.CharField("依据", max_length=300, blank=True)
    days = models.PositiveSmallIntegerField("公示期", default=MINIMUM_DAYS)
    unit = models.CharField("公示期单位", max_length=10, choices=Unit, default=Unit.WORKING)
    channel = models.TextField("受理异议的渠道")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    columns = models.JSONField("栏目")
    rows = models.JSONField("公示内容", default=list)
    total_yuan = models.DecimalField("合计（元）", max_digits=18, decimal_places=2, default=0)
    made_by = models.ForeignKey("accounts.User", verbose_name="拟稿人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("拟稿时间")
    published_by = models.ForeignKey(
        "accounts.User", verbose_name="发布人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    starts_on = models.DateField("公示起始日", null=True, blank=True)
    ends_on = models.DateField("公示截止日", null=True, blank=True)
    closed_at = models.DateTimeField("期满办结时间", null=True, blank=True)
    sequence = models.PositiveBigIntegerField("链上序号", unique=True, null=True, blank=True)
    previous_digest = models.CharField("前一公示摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering = ["-published_at", "-id"]
        triggers = [FROZEN_NOTICE, KEPT_NOTICE]
        indexes = [models.Index(fields=["state", "ends_on"], name="notice_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "closed"]),
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
                condition=Q(state="draft")
                | Q(
                    number__isnull=False,
                    published_by__isnull=False,
                    published_at__isnull=False,
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                    sequence__isnull=False,
                )
                & Q(digest__regex=r"^[0-9a-f]{64}$"),
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
        ]

    def __str__(self) -> str:
        return f"{self.number or '（拟稿）'} {self.title}"

    @property
    def total_cells(self) -> list[str]:
        """Return the cells of the total row (合计): the label, then the sum under the amount column."""
        totals = {"approved_wan": wan(self.total_yuan).replace(",", ""), "approved_yuan": f"{self.total_yuan:.2f}"}
        return ["合计", *(totals.get(column["source"], "") for column in self.columns[1:])]

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
            "sequence": self.sequence,
            "title": self.title,
            "policy": self.round.policy.code,
            "round": self.round_id,
            "bureau": self.bureau_id,
            "basis": self.basis,
            "days": self.days,
            "unit": self.unit,
            "starts_on": str(self.starts_on),
            "ends_on": str(self.ends_on),
            "channel": self.channel,
            "columns": self.columns,
            "rows": self.rows,
            "total_yuan": f"{self.total_yuan:.2f}",
            "previous_digest": self.previous_digest,
        }

    def digest_holds(self) -> bool:
        """Tell whether the stored digest is that of the stored content."""
        return self.digest == digest_of(self.content())


class NoticeLine(models.Model):
    """One case on a notice (公示条目) with the cells shown; held while an objection to it is open, struck when upheld."""

    class State(models.TextChoices):
        OPEN = "open", "公示中"
        HELD = "held", "异议核查中"
        CLEARED = "cleared", "公示期满"
        STRUCK = "struck", "异议成立，已撤下"

    notice = models.ForeignKey(Notice, verbose_name="公示", on_delete=models.CASCADE, related_name="lines")
    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="notice_lines"
    )
    determination = models.ForeignKey(
        "reviews.Determination", verbose_name="核定", on_delete=models.PROTECT, related_name="notice_lines"
    )
    position = models.PositiveIntegerField("序号")
    cells = models.JSONField("公示栏目内容")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = verbose_name_plural = "公示条目"
        ordering = ["notice", "position"]
        triggers = [FROZEN_LINE, KEPT_LINE]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "position"], name="notice_line_position_once", violation_error_message="序号重复"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=["open", "held"]),
                name="notice_line_live_once",
                violation_error_message="该办件已在另一份公示中",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "held", "cleared", "struck"]),
                name="notice_line_state_known",
                violation_error_message="未知的条目状态",
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="notice_line_position_from_one",
                violation_error_message="序号从 1 起",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} 第 {self.position} 条"

    @property
    def outcome(self) -> str:
        """Return the state in words; of a line whose window is over, whether an objection to it was dismissed."""
        if self.state != self.State.CLEARED:
            return self.get_state_display()
        dismissed = any(objection.outcome == "dismissed" for objection in self.objections.all())
        return "异议不成立" if dismissed else "无异议"

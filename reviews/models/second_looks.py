"""The second look (双随机抽查): a share of the determined cases drawn at random, each for a reviewer drawn at random."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY

KEPT = pgtrigger.Protect(name="second_look_kept", operation=pgtrigger.Delete)
REWRITTEN = (
    pgtrigger.Q(old__outcome__df=pgtrigger.F("new__outcome"))
    | pgtrigger.Q(old__reason__df=pgtrigger.F("new__reason"))
    | pgtrigger.Q(old__done_at__df=pgtrigger.F("new__done_at"))
    | pgtrigger.Q(old__reviewer_id__df=pgtrigger.F("new__reviewer_id"))
)
DONE_STAYS = pgtrigger.Protect(
    name="second_look_done_stays",
    operation=pgtrigger.Update,
    condition=pgtrigger.Q(old__noted_at__isnull=False) | pgtrigger.Q(old__done_at__isnull=False) & REWRITTEN,
)


class SecondLookDraw(models.Model):
    """A draw (抽查抽取) of a bureau over the cases of a round that it determined since its draw before. Append-only.

    `pool` holds the cases' numbers, `share_pct` the share in percent; with the seed anybody repeats the draw.
    """

    round = models.ForeignKey(
        "policies.ApplicationRound", verbose_name="申报批次", on_delete=models.PROTECT, related_name="look_draws"
    )
    bureau = models.ForeignKey("accounts.Bureau", verbose_name="抽查部门", on_delete=models.PROTECT, related_name="+")
    seed = models.CharField("种子", max_length=64)
    pool = models.JSONField("抽取范围（申报编号）")
    share_pct = models.PositiveSmallIntegerField("抽查比例（%）")
    drawn_by = models.ForeignKey("accounts.User", verbose_name="抽取人", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField("抽取时间")

    class Meta:
        verbose_name = verbose_name_plural = "双随机抽取"
        ordering = ["-drawn_at", "-id"]
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=Q(share_pct__gt=0, share_pct__lte=100),
                name="look_draw_share",
                violation_error_message="抽查比例须在 1% 至 100% 之间",
            ),
            models.CheckConstraint(
                condition=~Q(seed=""), name="look_draw_has_seed", violation_error_message="抽取须有种子"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} 双随机抽取 {self.drawn_at:%Y-%m-%d}"


class SecondLook(models.Model):
    """A second look (复看) at one drawn case: by whom, what came of it, and what the chief did where it disagrees.

    Nobody is the reviewer where nobody was free. Once done it is never changed, but for the chief's note.
    """

    class Outcome(models.TextChoices):
        AGREE = "agree", "同意原结论"
        DISAGREE = "disagree", "不同意原结论"

    draw = models.ForeignKey(SecondLookDraw, verbose_name="抽取", on_delete=models.PROTECT, related_name="looks")
    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="second_looks"
    )
    place = models.PositiveSmallIntegerField("抽中次序")
    candidates = models.JSONField("可选派人员", help_text="抽取时本件各审核部门中未经办、无须回避的人员")
    reviewer = models.ForeignKey(
        "accounts.User", verbose_name="复看人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    counted_from = models.DateField("起算日期", null=True, blank=True)
    limit_days = models.PositiveSmallIntegerField("复看期限（工作日）", null=True, blank=True)
    due_on = models.DateField("复看截止日", null=True, blank=True)
    outcome = models.CharField("复看结论", max_length=10, choices=Outcome, blank=True)
    reason = models.TextField("理由", blank=True)
    done_at = models.DateTimeField("复看时间", null=True, blank=True)
    note = models.TextField("处理情况", blank=True)
    noted_by = models.ForeignKey(
        "accounts.User", verbose_name="处理人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "双随机复看"
        ordering = ["draw", "place"]
        triggers = [KEPT, DONE_STAYS]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], name="second_look_once", violation_error_message="此件已抽查过"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, outcome="", reason="")
                | Q(done_at__isnull=False, reviewer__isnull=False, outcome__in=["agree", "disagree"]),
                name="second_look_done_whole",
                violation_error_message="复看须由选派的人员一次办结，写明结论",
            ),
            models.CheckConstraint(
                condition=Q(limit_days__isnull=True, due_on__isnull=True)
                | Q(limit_days__isnull=False, due_on__isnull=False, counted_from__isnull=False),
                name="second_look_limit_whole",
                violation_error_message="复看期限须有起算日期和截止日",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="disagree", reason=""),
                name="second_look_disagrees_with_reason",
                violation_error_message="不同意原结论的，请写明理由",
            ),
            models.CheckConstraint(
                condition=Q(noted_at__isnull=True, noted_by__isnull=True, note="")
                | Q(noted_at__isnull=False, noted_by__isnull=False, outcome="disagree") & ~Q(note=""),
                name="second_look_noted_whole",
                violation_error_message="对不同意的复看，请写明处理情况",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} 双随机复看"

    @property
    def todo_key(self) -> str:
        """Return the matter (所办事项) under which people are told of the look."""
        return f"second-look-{self.pk}"

    @property
    def state(self) -> tuple[str, str]:
        """Return how it stands: the status component's key, and the word."""
        if self.reviewer_id is None:
            return "warned", "无人可派"
        if self.done_at is None:
            return "submitted", "待复看"
        if self.outcome == self.Outcome.AGREE:
            return "passed", "同意原结论"
        return ("passed", "不同意，已处理") if self.noted_at else ("failed", "不同意，待处理")

"""How the money of a round is shared out where it does not suffice for all."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.append_only import APPEND_ONLY
from accounts.canonical import digest_of
from policies.models import Scarcity


class Allocation(models.Model):
    """An allocation (资金分配方案) of a fund to the determined cases of a round, by the round's rule.

    Counts once the deciding bureau's chief and the fund's checker approved it. `digest` is SHA-256 over the canonical JSON
    of everything it says; the payments cite it by their line.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审批"
        EFFECTIVE = "effective", "已生效"
        DISCARDED = "discarded", "已退回"

    fund = models.ForeignKey(
        "disbursements.Fund", verbose_name="专项资金", on_delete=models.PROTECT, related_name="allocations"
    )
    round = models.ForeignKey(
        "policies.ApplicationRound", verbose_name="申报批次", on_delete=models.PROTECT, related_name="allocations"
    )
    bureau = models.ForeignKey("accounts.Bureau", verbose_name="审定部门", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField("分配规则", max_length=12, choices=Scarcity)
    basis = models.TextField("规则依据")
    budget_yuan = models.DecimalField("可分配金额（元）", max_digits=16, decimal_places=2)
    left_yuan = models.DecimalField("结余（元）", max_digits=16, decimal_places=2)
    digest = models.CharField("摘要", max_length=64)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    made_by = models.ForeignKey("accounts.User", verbose_name="编制人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("编制时间")
    chief = models.ForeignKey(
        "accounts.User",
        verbose_name="审定部门负责人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    checker = models.ForeignKey(
        "accounts.User", verbose_name="财政复核人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    effective_at = models.DateTimeField("生效时间", null=True, blank=True)
    refusal_reason = models.CharField("退回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "资金分配方案"
        ordering = ["-made_at", "-id"]
        triggers = [
            pgtrigger.Protect(name="kept_allocation", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="frozen_allocation",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["state", "chief", "checker", "effective_at", "refusal_reason"]),
                func="RAISE EXCEPTION 'an allocation is not rewritten';",
            ),
            pgtrigger.Protect(
                name="ended_allocation",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["effective", "discarded"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(budget_yuan__gte=0, left_yuan__gte=0) & ~Q(basis=""),
                name="allocation_within_budget",
                violation_error_message="分配不得超过可分配金额，并须写明规则依据",
            ),
            models.CheckConstraint(
                condition=(Q(chief__isnull=True) | ~Q(chief=F("made_by")))
                & (Q(checker__isnull=True) | ~Q(checker=F("made_by")))
                & (Q(chief__isnull=True) | Q(checker__isnull=True) | ~Q(chief=F("checker"))),
                name="allocation_three_people",
                violation_error_message="编制、审定部门负责人和财政复核须为三人",
            ),
            models.CheckConstraint(
                condition=~Q(state="effective")
                | Q(chief__isnull=False, checker__isnull=False, effective_at__isnull=False),
                name="allocation_approved_by_two",
                violation_error_message="分配方案须经两人审批后生效",
            ),
            models.UniqueConstraint(
                fields=["round", "fund"],
                condition=Q(state="proposed"),
                name="allocation_one_proposed",
                violation_error_message="该批次已有待审批的分配方案",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} 资金分配方案"

    def content(self, lines) -> dict:
        """Return everything that the digest covers."""
        return {
            "fund": self.fund_id,
            "round": self.round_id,
            "rule": self.rule,
            "basis": self.basis,
            "budget_yuan": f"{self.budget_yuan:.2f}",
            "left_yuan": f"{self.left_yuan:.2f}",
            "lines": [line.content() for line in lines],
        }

    def digest_holds(self) -> bool:
        """Tell whether the stored digest is that of what is stored."""
        return self.digest == digest_of(self.content(self.lines.select_related("determination")))


class AllocationLine(models.Model):
    """What one determined case gets by an allocation, and why (分配明细). Append-only."""

    allocation = models.ForeignKey(Allocation, verbose_name="分配方案", on_delete=models.PROTECT, related_name="lines")
    determination = models.ForeignKey(
        "reviews.Determination", verbose_name="核定", on_delete=models.PROTECT, related_name="allocation_lines"
    )
    rank = models.PositiveIntegerField("顺序")
    approved_yuan = models.DecimalField("核定金额（元）", max_digits=16, decimal_places=2)
    allocated_yuan = models.DecimalField("分配金额（元）", max_digits=16, decimal_places=2)
    words = models.CharField("说明", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "分配明细"
        ordering = ["rank"]
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(fields=["allocation", "determination"], name="allocation_line_once"),
            models.CheckConstraint(
                condition=Q(allocated_yuan__gte=0, allocated_yuan__lte=F("approved_yuan")),
                name="allocation_line_within_approved",
                violation_error_message="分配金额不得超过核定金额",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.allocation_id} 第 {self.rank} 位 {self.allocated_yuan} 元"

    def content(self) -> dict:
        """Return what the allocation's digest covers of the line."""
        return {
            "determination": self.determination.digest,
            "rank": self.rank,
            "approved_yuan": f"{self.approved_yuan:.2f}",
            "allocated_yuan": f"{self.allocated_yuan:.2f}",
            "words": self.words,
        }

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from accounts.append_only import NO_TRUNCATE
from publicity.models.notices import Notice
from publicity.models.triggers import FROZEN_LINE, KEPT_LINE


class NoticeLine(models.Model):
    """One case on a notice (公示条目) with the cells shown; held while an objection to it is open, struck when upheld."""

    class State(models.TextChoices):
        OPEN = "open", "公示中"
        HELD = "held", "异议核查中"
        CLEARED = "cleared", "公示期满"
        STRUCK = "struck", "异议成立，已撤下"
        PENDING = "pending", "待更正发布"
        MOVED = "moved", "已转入更正后的公示"
        REMOVED = "removed", "更正时撤下"

    notice = models.ForeignKey(Notice, verbose_name="公示", on_delete=models.CASCADE, related_name="lines")
    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="notice_lines"
    )
    determination = models.ForeignKey(
        "reviews.Determination", verbose_name="核定", on_delete=models.PROTECT, related_name="notice_lines"
    )
    position = models.PositiveIntegerField("序号")
    cells = models.JSONField("公示栏目内容")
    name = models.CharField("公示名称", max_length=120, blank=True)  # as published, masked: what a search may find
    name_grams = ArrayField(models.CharField(max_length=8), verbose_name="检索词", default=list)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = verbose_name_plural = "公示条目"
        ordering = ["notice", "position"]
        triggers = [FROZEN_LINE, KEPT_LINE, NO_TRUNCATE]
        indexes = [GinIndex(fields=["name_grams"], name="notice_line_grams")]
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
                condition=Q(state__in=["open", "held", "cleared", "struck", "pending", "moved", "removed"]),
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

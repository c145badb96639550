from datetime import date

from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY

ITEMS = {
    "overall": "整体满意度",
    "efficiency": "办事效率",
    "guide": "办事指南精确度",
    "convenience": "办事便捷度",
    "platform": "平台操作性",
}


class Level(models.IntegerChoices):
    """How content an enterprise is (满意度), by GB/T 39735-2020."""

    VERY_GOOD = 5, "非常满意"
    GOOD = 4, "满意"
    FAIR = 3, "基本满意"
    BAD = 2, "不满意"
    VERY_BAD = 1, "非常不满意"


def level_field(item: str) -> models.PositiveSmallIntegerField:
    """Return the field of one of the five items."""
    return models.PositiveSmallIntegerField(ITEMS[item], choices=Level)


class Rating(models.Model):
    """How an enterprise rates the handling of a finished case (好差评): once, voluntarily, kept from who handled it.

    The five items are the fixed ones for services online. Append-only in the database.
    """

    application = models.OneToOneField(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="rating"
    )
    overall = level_field("overall")
    efficiency = level_field("efficiency")
    guide = level_field("guide")
    convenience = level_field("convenience")
    platform = level_field("platform")
    comment = models.TextField("意见建议", max_length=1000, blank=True)
    rated_by = models.ForeignKey("accounts.User", verbose_name="评价人", on_delete=models.PROTECT, related_name="+")
    rated_at = models.DateTimeField("评价时间")

    class Meta:
        verbose_name = verbose_name_plural = "好差评"
        ordering = ["-rated_at", "-id"]
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{item}__in": Level.values}),
                name=f"rating_{item}_level",
                violation_error_message="请在五个等级中选择",
            )
            for item in ITEMS
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.get_overall_display()}"

    @property
    def is_bad(self) -> bool:
        """Tell whether it is a bad rating (差评), which is to be called back."""
        return self.overall <= Level.BAD


class CallBack(models.Model):
    """The call-back of a bad rating (差评回访): who was asked, what was found and put right, within 15 working days."""

    class Finding(models.TextChoices):
        TRUE = "true", "属实，已整改"
        PARTLY = "partly", "部分属实，已整改"
        UNFOUNDED = "unfounded", "不属实，已说明"

    rating = models.OneToOneField(Rating, verbose_name="差评", on_delete=models.PROTECT, related_name="call_back")
    due_on = models.DateField("回访时限")
    talked_with = models.CharField("回访对象", max_length=40, blank=True)
    said = models.TextField("企业反映", max_length=1000, blank=True)
    finding = models.CharField("核实结果", max_length=10, choices=Finding, blank=True)
    measure = models.TextField("整改与说明", max_length=1000, blank=True)
    closed_by = models.ForeignKey(
        "accounts.User", verbose_name="回访人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "差评回访"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, finding="")
                | (
                    Q(closed_at__isnull=False, closed_by__isnull=False)
                    & ~Q(finding="") & ~Q(talked_with="") & ~Q(said="") & ~Q(measure="")
                ),
                name="call_back_closed_whole",
                violation_error_message="办结回访须写明回访对象、企业反映、核实结果和整改与说明",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rating} 回访"

    @property
    def todo_key(self) -> str:
        """Return the matter (所办事项) under which supervisors are told that it waits."""
        return f"call-back-{self.pk}"

    def is_overdue(self, today: date) -> bool:
        """Tell whether it is late on `today`; the due day itself is still in time."""
        return self.closed_at is None and today > self.due_on

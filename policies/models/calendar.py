"""The working-day calendar (工作日历) as bureaus keep it: announced years, special days, and every change of them."""

from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY


class CalendarYear(models.Model):
    """A year whose holiday arrangement was announced (节假日安排已公布), by which document; a year without one is provisional."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    document = models.CharField("依据文件", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历年度"
        ordering = ["year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2199)),
                name="calendar_year_plausible",
                violation_error_message="请核对年度",
            ),
            models.CheckConstraint(
                condition=~Q(document=""),
                name="calendar_year_has_document",
                violation_error_message="请写明公布节假日安排的文件",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年"


class SpecialDay(models.Model):
    """A day that is not as its weekday says (特殊日期): a holiday, or a weekend that is worked (调休上班)."""

    day = models.DateField("日期", unique=True)
    is_working = models.BooleanField("上班", default=False)
    name = models.CharField("名称", max_length=40)
    document = models.CharField("依据文件", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "特殊日期"
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_working=False) | Q(day__iso_week_day__gte=6),
                name="special_day_worked_is_weekend",
                violation_error_message="调休上班日须是星期六或星期日；平日本来就是工作日，不必登记",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(document=""),
                name="special_day_has_name_and_document",
                violation_error_message="请写明名称和依据文件",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CalendarChange(models.Model):
    """One change of the calendar (日历变更): what was and what is, by whom, why, and how many time limits it moved.

    The newest one is the calendar's version stamp. Append-only.
    """

    class Act(models.TextChoices):
        SET = "set", "登记"
        REMOVE = "remove", "删除"
        ANNOUNCE = "announce", "公布年度安排"
        CONFIRM = "confirm", "核对确认"

    act = models.CharField("动作", max_length=10, choices=Act)
    year = models.PositiveSmallIntegerField("年度")
    day = models.DateField("日期", null=True, blank=True)
    before = models.CharField("原内容", max_length=300, blank=True)
    after = models.CharField("新内容", max_length=300, blank=True)
    reason = models.TextField("理由")
    affected = models.PositiveIntegerField("影响在办时限（个）", default=0)
    by = models.ForeignKey("accounts.User", verbose_name="办理人", on_delete=models.PROTECT, related_name="+")
    bureau = models.ForeignKey("accounts.Bureau", verbose_name="部门", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "日历变更"
        triggers = APPEND_ONLY
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="calendar_change_has_reason", violation_error_message="请写明理由"
            ),
            models.CheckConstraint(
                condition=Q(act="announce", day__isnull=True) | ~Q(act="announce") & Q(day__isnull=False),
                name="calendar_change_names_its_day",
                violation_error_message="日期变更须写明日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.day or self.year}"

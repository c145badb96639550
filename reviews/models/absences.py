from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from accounts.models import Role


class AbsenceQuerySet(models.QuerySet):
    """Absences asked by date."""

    def in_force(self, today: date) -> "AbsenceQuerySet":
        """Keep the absences in force on `today`: both ends included, a cancelled one counts no more."""
        return self.filter(starts_on__lte=today, ends_on__gte=today, cancelled_at__isnull=True)


class Absence(models.Model):
    """An officer's absence (请假代理): from the first to the last day, inclusive, the substitute does the assigned tasks."""

    user = models.ForeignKey("accounts.User", verbose_name="请假人", on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(
        "accounts.User", verbose_name="代理人", on_delete=models.PROTECT, related_name="substitutions"
    )
    bureau = models.ForeignKey("accounts.Bureau", verbose_name="部门", on_delete=models.PROTECT, related_name="+")
    role = models.CharField("角色", max_length=24, choices=Role)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    recorded_by = models.ForeignKey("accounts.User", verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")
    cancelled_by = models.ForeignKey(
        "accounts.User", verbose_name="撤销人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "请假代理"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(user=F("substitute")),
                name="absence_substitute_is_another",
                violation_error_message="代理人不能是本人",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="absence_in_order",
                violation_error_message="结束日期不得早于开始日期",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="absence_cancelled_by_someone",
                violation_error_message="撤销请假须记录撤销人和时间",
            ),
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("bureau", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_at__isnull=True),
                violation_error_message="这段时间已登记过请假代理",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.starts_on}—{self.ends_on}"

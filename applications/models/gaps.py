from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.append_only import APPEND_ONLY
from applications.workflow import FINAL


class MaterialGapQuerySet(models.QuerySet):
    """Gaps (容缺事项), by whether something is still owed."""

    def owed(self) -> "MaterialGapQuerySet":
        """Keep the gaps that still block the payment: promised, waited for, or filed and not confirmed yet."""
        return self.filter(state__in=MaterialGap.OWED).exclude(application__status__in=FINAL)

    def of_outer(self, path: str = "application") -> Exists:
        """Return the condition that the outer row's case still owes a material."""
        return Exists(MaterialGap.objects.filter(application=OuterRef(path), state__in=MaterialGap.OWED))


class MaterialGap(models.Model):
    """A material that the enterprise promised to file after acceptance (容缺事项); until confirmed it blocks payment only."""

    class State(models.TextChoices):
        PROMISED = "promised", "申请容缺"
        WAITING = "waiting", "待补交"
        FILED = "filed", "已补交，待确认"
        CONFIRMED = "confirmed", "已补齐"
        FORFEITED = "forfeited", "逾期取消"

    OWED = (State.PROMISED, State.WAITING, State.FILED)

    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="gaps"
    )
    material = models.CharField("材料", max_length=60)
    label = models.CharField("材料名称", max_length=200)
    commitment = models.TextField("补交承诺")
    promised_by = models.ForeignKey("accounts.User", verbose_name="承诺人", on_delete=models.PROTECT, related_name="+")
    promised_at = models.DateTimeField("承诺时间")
    promised_on = models.DateField("承诺补交日期")
    state = models.CharField("状态", max_length=12, choices=State, default=State.PROMISED)
    bureau = models.ForeignKey(
        "accounts.Bureau", verbose_name="受理部门", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField("补交期限", null=True, blank=True)

    objects = MaterialGapQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "容缺事项"
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["bureau", "state", "due_on"], name="gap_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "material"],
                name="gap_once_per_material",
                violation_error_message="该材料已申请容缺",
            ),
            models.CheckConstraint(
                condition=~Q(commitment=""),
                name="gap_has_commitment",
                violation_error_message="容缺须有企业的书面补交承诺",
            ),
            models.CheckConstraint(
                condition=Q(state="promised") | Q(due_on__isnull=False, bureau__isnull=False),
                name="gap_accepted_with_due_day",
                violation_error_message="容缺受理须逐项确定补交期限",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.label}"

    @property
    def todo_key(self) -> str:
        """Return the matter (所办事项) under which officials are told that the gap waits for them."""
        return f"gap-{self.pk}"

    def is_overdue(self, today: date) -> bool:
        """Tell whether the material is late on `today`; the due day itself is still in time."""
        return self.state == self.State.WAITING and self.due_on is not None and today > self.due_on


class GapEvent(models.Model):
    """One act on a gap (容缺流水): who did what, when and why. Append-only."""

    class Action(models.TextChoices):
        ACCEPT = "accept", "容缺受理"
        FILE = "file", "补交材料"
        CONFIRM = "confirm", "确认补齐"
        RETURN = "return", "退回重交"
        ESCALATE = "escalate", "报负责人"
        FORFEIT = "forfeit", "逾期取消"

    gap = models.ForeignKey(MaterialGap, verbose_name="容缺事项", on_delete=models.PROTECT, related_name="events")
    action = models.CharField("动作", max_length=10, choices=Action)
    actor = models.ForeignKey("accounts.User", verbose_name="办理人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    reason = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "容缺流水"
        ordering = ["at", "id"]
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=~Q(action__in=["return", "escalate", "forfeit"]) | ~Q(reason=""),
                name="gap_event_has_reason",
                violation_error_message="退回、上报和取消须写明理由",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.at:%Y-%m-%d}"

"""What was found about an objection and by whom; and the thresholds that its clock passed. Evidence, append-only."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY
from publicity.models.objections import Objection
from publicity.objection_flow import Remedy, State

# Whoever made or published the notice, acted on the case, or found the same objection before, does not find.
FOUND_BY_ANOTHER = pgtrigger.Trigger(
    name="found_by_another",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF EXISTS (
            SELECT 1 FROM publicity_objection o
            JOIN publicity_noticeline l ON l.id = o.line_id JOIN publicity_notice n ON n.id = l.notice_id
            WHERE o.id = NEW.objection_id AND (
                NEW.found_by_id = n.made_by_id OR NEW.found_by_id = n.published_by_id
                OR EXISTS (
                    SELECT 1 FROM reviews_determination d WHERE d.application_id = l.application_id
                    AND NEW.found_by_id IN (d.recommended_by_id, d.countersigned_by_id)
                )
                OR EXISTS (
                    SELECT 1 FROM applications_statushistory h WHERE h.application_id = l.application_id
                    AND h.actor_id = NEW.found_by_id AND h.action NOT IN ('uphold_objection', 'remove_from_notice')
                )
            )
        ) OR EXISTS (
            SELECT 1 FROM publicity_objectionfinding f
            WHERE f.objection_id = NEW.objection_id AND f.found_by_id = NEW.found_by_id
        ) THEN
            RAISE EXCEPTION 'the finder of an objection is none of the officers of its case';
        END IF;
        RETURN NEW;
    """,
)


class ObjectionFinding(models.Model):
    """The finding on an objection (核查结论), its remedy and the written answer; one per instance."""

    objection = models.ForeignKey(Objection, verbose_name="异议", on_delete=models.PROTECT, related_name="findings")
    instance = models.PositiveSmallIntegerField("办理层次")
    remedy = models.CharField("处理决定", max_length=10, choices=Remedy)
    facts = models.TextField("核查情况")
    answer = models.TextField("书面答复")
    reason = models.TextField("告知企业的理由", blank=True)
    found_by = models.ForeignKey("accounts.User", verbose_name="核查人", on_delete=models.PROTECT, related_name="+")
    bureau = models.ForeignKey("accounts.Bureau", verbose_name="核查部门", on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField("核查时间")

    class Meta:
        verbose_name = verbose_name_plural = "核查结论"
        ordering = ["instance"]
        triggers = [*APPEND_ONLY, FOUND_BY_ANOTHER]
        constraints = [
            models.UniqueConstraint(
                fields=["objection", "instance"],
                name="finding_once_per_instance",
                violation_error_message="这一层次已有核查结论",
            ),
            models.CheckConstraint(
                condition=~Q(facts="") & ~Q(answer="") & (Q(remedy="maintain") | ~Q(reason="")),
                name="finding_in_writing",
                violation_error_message="核查结论须写明核查情况和书面答复；异议成立的还须写明告知企业的理由",
            ),
            models.CheckConstraint(
                condition=Q(remedy__in=Remedy.values) & Q(instance__in=[1, 2]),
                name="finding_remedy_known",
                violation_error_message="未知的处理决定",
            ),
        ]

    def __str__(self) -> str:
        return f"异议 {self.objection_id} {self.get_remedy_display()}"


class ObjectionWarning(models.Model):
    """A threshold that an objection's clock passed (异议时限预警): told once, whatever runs twice."""

    class Kind(models.TextChoices):
        HALF = "half", "时限过半"
        MOST = "most", "时限已用八成"
        LATE = "late", "已超时"
        ESCALATED = "escalated", "超时上报监督"

    objection = models.ForeignKey(Objection, verbose_name="异议", on_delete=models.PROTECT, related_name="warnings")
    phase = models.CharField("阶段", max_length=16, choices=State)
    instance = models.PositiveSmallIntegerField("办理层次")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    used_days = models.PositiveSmallIntegerField("已用天数")
    limit_days = models.PositiveSmallIntegerField("时限天数")
    due_on = models.DateField("应办结日")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "异议时限预警"
        ordering = ["-at", "-id"]
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(
                fields=["objection", "phase", "instance", "kind"], name="objection_warning_once_per_threshold"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["half", "most", "late", "escalated"]),
                name="objection_warning_kind_known",
                violation_error_message="未知的预警类别",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"

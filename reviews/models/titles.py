"""The title that an enterprise holds by a determination."""

from django.db import models
from django.db.models import F, Q

from accounts.append_only import APPEND_ONLY


class Title(models.Model):
    """A title (认定称号) with its number and term, both days included; no last day: without a term. Append-only."""

    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="titles"
    )
    determination = models.OneToOneField(
        "reviews.Determination", verbose_name="核定", on_delete=models.PROTECT, related_name="granted_title"
    )
    name = models.CharField("称号", max_length=80)
    serial = models.PositiveIntegerField("序号", unique=True)
    number = models.CharField("认定编号", max_length=20, unique=True)
    valid_from = models.DateField("有效期起")
    valid_to = models.DateField("有效期止", null=True, blank=True)
    granted_at = models.DateTimeField("认定时间")

    class Meta:
        verbose_name = verbose_name_plural = "认定称号"
        ordering = ["serial"]
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""), name="title_has_name", violation_error_message="称号不能为空"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="title_term_in_order",
                violation_error_message="有效期止不得早于有效期起",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def term(self) -> str:
        """Return the term in words."""
        return f" {self.valid_from} 至 {self.valid_to}" if self.valid_to else f"自 {self.valid_from} 起，文件未定期限"

"""The agreement (任务书) that an enterprise signs before it is paid."""

from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY


class Agreement(models.Model):
    """The agreement of a case: what is to be reached by when, the signed copy, the day on which it was signed."""

    application = models.OneToOneField(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="agreement"
    )
    determination = models.ForeignKey(
        "reviews.Determination", verbose_name="核定", on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField("任务书编号", max_length=30, unique=True)
    project = models.CharField("项目名称", max_length=120)
    milestones = models.JSONField("节点目标")
    terms = models.TextField("约定事项", blank=True)
    name = models.CharField("签署件", max_length=200, blank=True)
    content_type = models.CharField("类型", max_length=80, blank=True)
    sha256 = models.CharField("签署件摘要", max_length=64, blank=True)
    signed_on = models.DateField("签订日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务书"
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(project="") & ~Q(milestones=[]),
                name="agreement_has_milestones",
                violation_error_message="任务书须有项目名称和节点目标",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | ~Q(sha256=""),
                name="agreement_signed_with_copy",
                violation_error_message="确认签订须有企业上传的签署件",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.project}"

    @property
    def storage_name(self) -> str:
        """Return where the bytes of the signed copy are in the document storage."""
        return f"{self.sha256[:2]}/{self.sha256}"


class AgreementStep(models.Model):
    """One act on an agreement: issued, signed copy uploaded, signing confirmed. Append-only."""

    class Kind(models.TextChoices):
        ISSUED = "issued", "发出任务书"
        UPLOADED = "uploaded", "上传签署件"
        CONFIRMED = "confirmed", "确认签订"

    agreement = models.ForeignKey(Agreement, verbose_name="任务书", on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField("动作", max_length=10, choices=Kind)
    digest = models.CharField("摘要", max_length=64)
    actor = models.ForeignKey("accounts.User", verbose_name="办理人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "任务书流水"
        ordering = ["at", "id"]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.get_kind_display()}"

from django.db import models
from django.db.models import F, Q

from accounts.append_only import APPEND_ONLY


class CaseChange(models.Model):
    """One change of a fact or of the account after filing (变更记录): what stood before and what stands now. Append-only.

    Files need none: a removed document keeps its row. A value of null means that there was, or is, none.
    """

    class Kind(models.TextChoices):
        FACT = "fact", "填报项"
        ACCOUNT = "account", "收款账户"

    application = models.ForeignKey(
        "applications.Application", verbose_name="办件", on_delete=models.PROTECT, related_name="changes"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind)
    key = models.CharField("项目", max_length=80)
    before = models.JSONField("原值", null=True)
    after = models.JSONField("新值", null=True)
    changed_by = models.ForeignKey("accounts.User", verbose_name="修改人", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "变更记录"
        ordering = ["changed_at", "id"]
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=~Q(before=F("after")),
                name="change_changes_something",
                violation_error_message="新值与原值相同",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.key}"

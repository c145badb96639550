from django.db import models
from django.db.models import Q


class RegisteredInterestQuerySet(models.QuerySet):
    """Registered interests, by whether they still hold."""

    def live(self) -> "RegisteredInterestQuerySet":
        """Keep the interests that were not ended."""
        return self.filter(ended_at__isnull=True)


class RegisteredInterest(models.Model):
    """An official's registered interest in an enterprise (利害关系登记): its cases are not for this person to handle."""

    class Relation(models.TextChoices):
        SPOUSE = "spouse", "配偶任职或持股"
        RELATIVE = "relative", "近亲属任职或持股"
        SHARES = "shares", "本人持股或投资"
        FORMER = "former", "本人曾任职"
        OTHER = "other", "其他可能影响公正的关系"

    user = models.ForeignKey("accounts.User", verbose_name="登记人", on_delete=models.PROTECT, related_name="interests")
    uscc = models.CharField("统一社会信用代码", max_length=18)
    relation = models.CharField("关系", max_length=10, choices=Relation)
    note = models.CharField("说明", max_length=200, blank=True)
    registered_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("解除时间", null=True, blank=True)

    objects = RegisteredInterestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "利害关系登记"
        ordering = ["-registered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "uscc"],
                condition=Q(ended_at__isnull=True),
                name="interest_once_per_enterprise",
                violation_error_message="您已登记与该企业的利害关系",
            ),
            models.CheckConstraint(
                condition=Q(uscc__regex=r"^[0-9A-Z]{18}$"),
                name="interest_uscc_format",
                violation_error_message="统一社会信用代码为18位数字或大写字母",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.uscc}"

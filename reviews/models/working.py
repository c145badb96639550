from django.db import models
from django.db.models import Q


class OpinionTemplate(models.Model):
    """A wording that is used again and again (常用意见): one person's own, or a bureau's; for one act, one policy or all."""

    class Act(models.TextChoices):
        ACCEPT = "accept", "受理"
        PASS = "pass", "通过"
        RECOMMEND = "recommend", "拟同意"
        COUNTERSIGN = "countersign", "会签"
        RETURN = "return", "退回补正"
        REJECT = "reject", "不予通过"

    owner = models.ForeignKey(
        "accounts.User", verbose_name="本人", null=True, blank=True, on_delete=models.PROTECT, related_name="opinions"
    )
    bureau = models.ForeignKey(
        "accounts.Bureau", verbose_name="部门", null=True, blank=True, on_delete=models.PROTECT, related_name="opinions"
    )
    act = models.CharField("用于", max_length=12, choices=Act)
    policy = models.ForeignKey(
        "policies.Policy", verbose_name="政策", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.CharField("意见", max_length=500)
    made_by = models.ForeignKey("accounts.User", verbose_name="编写人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("编写时间")

    class Meta:
        verbose_name = verbose_name_plural = "常用意见"
        ordering = ["act", "-owner_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=True, bureau__isnull=False) | Q(owner__isnull=False, bureau__isnull=True),
                name="opinion_of_person_or_bureau",
                violation_error_message="常用意见属于本人或部门之一",
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="opinion_has_text", violation_error_message="请填写意见"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class SectionTick(models.Model):
    """A section or material that the officer has looked through (逐项核对), kept while the task is worked on and after."""

    task = models.ForeignKey(
        "reviews.ReviewTask", verbose_name="审核任务", on_delete=models.PROTECT, related_name="ticks"
    )
    key = models.CharField("项目", max_length=120)
    ticked_by = models.ForeignKey("accounts.User", verbose_name="核对人", on_delete=models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField("核对时间")

    class Meta:
        verbose_name = verbose_name_plural = "逐项核对"
        constraints = [models.UniqueConstraint(fields=["task", "key"], name="tick_once_per_section")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.key}"

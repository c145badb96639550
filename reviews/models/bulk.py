from django.db import models
from django.db.models import Q


class BulkBatch(models.Model):
    """One act on many cases at once (批量办理): first tried without effect (试办), then done case by case."""

    class Act(models.TextChoices):
        PASS = "pass", "批量通过"
        RETURN = "return", "批量退回补正"
        CLAIM = "claim", "批量领取"
        ASSIGN = "assign", "批量分派"

    class State(models.TextChoices):
        PREPARED = "prepared", "待填写"
        TRYING = "trying", "试办中"
        TRIED = "tried", "待确认"
        RUNNING = "running", "办理中"
        FINISHED = "finished", "已办结"

    act = models.CharField("事项", max_length=8, choices=Act)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PREPARED)
    by = models.ForeignKey("accounts.User", verbose_name="办理人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("建立时间")
    said = models.JSONField("填写内容", default=dict)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    finished_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量办理"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["running", "finished"]) | Q(confirmed_at__isnull=False),
                name="bulk_done_after_confirmation",
                violation_error_message="批量办理须先确认",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def is_working(self) -> bool:
        """Tell whether the worker has it in hand: the page then asks again by itself."""
        return self.state in (self.State.TRYING, self.State.RUNNING)


class BulkItem(models.Model):
    """One case of a batch and what became of it (逐件结果)."""

    class State(models.TextChoices):
        WAITING = "waiting", "待试办"
        READY = "ready", "可办"
        REFUSED = "refused", "不能办"
        DONE = "done", "已办"
        FAILED = "failed", "未办成"

    batch = models.ForeignKey(BulkBatch, verbose_name="批次", on_delete=models.PROTECT, related_name="items")
    task = models.ForeignKey("reviews.ReviewTask", verbose_name="审核任务", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("结果", max_length=8, choices=State, default=State.WAITING)
    words = models.TextField("原因", blank=True)
    done_at = models.DateTimeField("时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "逐件结果"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "task"], name="bulk_task_once", violation_error_message="该办件已在本批次中"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "failed"]) | ~Q(words=""),
                name="bulk_refusal_has_words",
                violation_error_message="不能办须写明原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.get_state_display()}"

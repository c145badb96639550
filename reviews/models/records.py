from django.db import models

from accounts.append_only import APPEND_ONLY
from accounts.canonical import digest_of


class DecisionRecord(models.Model):
    """What an official had before him when he decided a task (办理存档): facts, files, rules, clock. Append-only.

    With it any past decision can be opened again as it was seen, whatever was changed in the case later.
    """

    task = models.OneToOneField(
        "reviews.ReviewTask", verbose_name="审核任务", on_delete=models.PROTECT, related_name="record"
    )
    version = models.ForeignKey(
        "policies.PolicyVersion", verbose_name="政策版本", on_delete=models.PROTECT, related_name="+"
    )
    facts = models.JSONField("事实及来源")
    documents = models.JSONField("材料及摘要")
    decision = models.JSONField("规则结果与测算过程")
    rulings = models.JSONField("适用的裁定")
    ledger = models.JSONField("历史享受")
    flags = models.JSONField("疑点及核实")
    clock = models.JSONField("时限", null=True)
    recorded_at = models.DateTimeField("存档时间")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "办理存档"
        ordering = ["recorded_at", "id"]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.task} 办理存档"

    def content(self) -> dict:
        """Return what the digest is taken over."""
        names = ("version_id", "facts", "documents", "decision", "rulings", "ledger", "flags", "clock")
        return {"task_id": self.task_id, **{name: getattr(self, name) for name in names}}

    def is_intact(self) -> bool:
        """Tell whether the stored content still has the digest under which it was stored."""
        return digest_of(self.content()) == self.digest

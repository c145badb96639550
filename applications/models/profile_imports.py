from django.db import models
from django.db.models import F, Q

from applications.profile.registers import register_of


class RegisterImport(models.Model):
    """A file of a register that a bureau handed in (数据归集批次): checked, carried out line by line, undone as a whole."""

    class State(models.TextChoices):
        CHECKING = "checking", "核对中"
        CHECKED = "checked", "待确认"
        UNREADABLE = "unreadable", "无法读取"
        IMPORTING = "importing", "导入中"
        DONE = "done", "已导入"
        DISCARDED = "discarded", "已放弃"
        UNDONE = "undone", "已撤销"

    register = models.CharField("数据类别", max_length=30)
    bureau = models.ForeignKey("accounts.Bureau", verbose_name="部门", on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    as_of = models.DateField("数据日期")
    state = models.CharField("状态", max_length=12, choices=State, default=State.CHECKING)
    total_count = models.PositiveIntegerField("总行数", default=0)
    good_count = models.PositiveIntegerField("可导入行数", default=0)
    done_count = models.PositiveIntegerField("已导入行数", default=0)
    done_line = models.PositiveIntegerField("已处理到的行号", default=0)
    problems = models.JSONField("问题行", default=list)
    notices = models.JSONField("提示", default=list)
    sample = models.JSONField("预览", default=list)
    uploaded_by = models.ForeignKey("accounts.User", verbose_name="导入人", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    confirmed_by = models.ForeignKey(
        "accounts.User", verbose_name="确认人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        "accounts.User", verbose_name="撤销人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undo_reason = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "数据归集批次"
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "sha256"],
                condition=Q(state__in=["checking", "checked", "importing", "done"]),
                name="import_file_once",
                violation_error_message="这份文件已经导入过",
            ),
            models.CheckConstraint(
                condition=~Q(state="undone")
                | (Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undo_reason="")),
                name="import_undone_with_reason",
                violation_error_message="撤销导入须写明理由，并记录经办人和时间",
            ),
            models.CheckConstraint(
                condition=Q(done_count__lte=F("good_count")),
                name="import_done_within_good",
                violation_error_message="已导入行数不得多于可导入行数",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False),
                name="import_done_at_a_time",
                violation_error_message="已完成的导入须有完成时间",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.uploaded_at:%Y-%m-%d}"

    @property
    def storage_name(self) -> str:
        """Return where the bytes lie in the document storage."""
        return f"{self.sha256[:2]}/{self.sha256}"

    @property
    def register_label(self) -> str:
        """Return what the register is called."""
        return register_of(self.register).label

    @property
    def percent(self) -> int:
        """Return how far the import is, 0 to 100."""
        return self.done_count * 100 // self.good_count if self.good_count else 0

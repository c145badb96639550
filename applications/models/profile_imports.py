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
    waiting_count = models.PositiveIntegerField("待企业登记行数", default=0)
    done_count = models.PositiveIntegerField("已导入行数", default=0)
    done_line = models.PositiveIntegerField("已处理到的行号", default=0)
    problems = models.JSONField("问题行", default=list)
    notices = models.JSONField("提示", default=list)
    sample = models.JSONField("预览", default=list)
    waiting_sample = models.JSONField("待企业登记的预览", default=list)
    remarks = models.JSONField("表头说明", default=list)
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

    @property
    def refused_count(self) -> int:
        """Return how many lines have a problem and are not imported."""
        return self.total_count - self.good_count - self.waiting_count


class WaitingLine(models.Model):
    """A line of a register about an enterprise that the portal does not know yet (待登记企业的数据行).

    It becomes part of the profile when an enterprise of that credit code registers in the importing bureau's region.
    """

    imported = models.ForeignKey(
        RegisterImport, verbose_name="导入批次", on_delete=models.PROTECT, related_name="waiting_lines"
    )
    line = models.PositiveIntegerField("行号")
    uscc = models.CharField("统一社会信用代码", max_length=18)
    cells = models.JSONField("内容")
    enterprise = models.ForeignKey(
        "accounts.Enterprise",
        verbose_name="归入企业",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    attached_at = models.DateTimeField("归入时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待登记企业的数据行"
        ordering = ["imported", "line"]
        indexes = [
            models.Index(fields=["uscc"], condition=Q(attached_at__isnull=True), name="waiting_line_of_code"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["imported", "line"],
                name="waiting_line_once",
                violation_error_message="这一行已经留存",
            ),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=True, attached_at__isnull=True)
                | Q(enterprise__isnull=False, attached_at__isnull=False),
                name="waiting_line_attached_to_someone",
                violation_error_message="归入须记录企业和时间",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uscc} 第 {self.line} 行"

"""Who objected, kept apart and read only with a trace; and the files that came with an objection or a statement."""

from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY
from applications.models.documents import Scan, StoredFile, scan_constraints
from publicity.models.objections import Objection


class Objector(models.Model):
    """Who objected (异议提出人), where they said so; never shown to the enterprise or the public. Append-only."""

    objection = models.OneToOneField(
        Objection, verbose_name="异议", on_delete=models.PROTECT, related_name="objector"
    )  # fmt: skip
    name = models.CharField("姓名或单位", max_length=60, blank=True)
    contact = models.CharField("联系方式", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "异议提出人"
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") | ~Q(contact=""),
                name="objector_says_something",
                violation_error_message="匿名异议不登记提出人",
            ),
        ]

    def __str__(self) -> str:
        return f"异议 {self.objection_id} 提出人"


class IdentityReading(models.Model):
    """One official's reading of who objected (身份查阅记录). Append-only."""

    objection = models.ForeignKey(
        Objection, verbose_name="异议", on_delete=models.PROTECT, related_name="identity_readings"
    )
    by = models.ForeignKey("accounts.User", verbose_name="查阅人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("查阅时间")

    class Meta:
        verbose_name = verbose_name_plural = "身份查阅记录"
        triggers = APPEND_ONLY
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.by} {self.at:%Y-%m-%d %H:%M}"


class ObjectionStatement(models.Model):
    """What the enterprise was asked to explain (请企业说明): only the substance; and what it answered, once."""

    objection = models.ForeignKey(Objection, verbose_name="异议", on_delete=models.PROTECT, related_name="statements")
    substance = models.TextField("请说明的事项")
    due_on = models.DateField("说明期限")
    asked_by = models.ForeignKey("accounts.User", verbose_name="核查人", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("发出时间")
    text = models.TextField("企业说明", blank=True)
    given_by = models.ForeignKey(
        "accounts.User", verbose_name="经办人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField("提交时间", null=True, blank=True)
    lapsed_at = models.DateTimeField("逾期时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "企业说明"
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["objection"],
                condition=Q(given_at__isnull=True, lapsed_at__isnull=True),
                name="statement_one_waiting",
                violation_error_message="已有一份待企业说明",
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True, given_by__isnull=True, text="")
                | Q(given_at__isnull=False, given_by__isnull=False, lapsed_at__isnull=True) & ~Q(text=""),
                name="statement_given_with_words",
                violation_error_message="企业说明须写明内容，并记录提交人和时间",
            ),
            models.CheckConstraint(
                condition=~Q(substance=""),
                name="statement_asks_something",
                violation_error_message="请写明所说明的事项",
            ),
        ]

    def __str__(self) -> str:
        return f"异议 {self.objection_id} 企业说明"

    @property
    def is_waiting(self) -> bool:
        """Tell whether the enterprise has still to answer."""
        return self.given_at is None and self.lapsed_at is None

    @property
    def todo_key(self) -> str:
        """Return the matter (所办事项) under which the enterprise is asked."""
        return f"statement-{self.pk}"


class ObjectionFile(StoredFile):
    """A file that came with an objection, or, where `statement` says so, with the enterprise's statement."""

    objection = models.ForeignKey(Objection, verbose_name="异议", on_delete=models.PROTECT, related_name="files")
    statement = models.ForeignKey(
        ObjectionStatement, verbose_name="企业说明", null=True, blank=True, on_delete=models.PROTECT,
        related_name="files",
    )  # fmt: skip
    uploaded_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "异议附件"
        ordering = ["uploaded_at", "id"]
        indexes = [
            models.Index(
                fields=["uploaded_at"], condition=Q(virus_scan="not_scanned"), name="objection_file_to_scan"
            )
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["objection", "statement", "sha256"],
                nulls_distinct=False,
                name="objection_file_once",
                violation_error_message="这份文件已经上传过",
            ),
            models.CheckConstraint(
                condition=~Q(virus_scan=Scan.INFECTED) | Q(removed_at__isnull=False),
                name="objection_file_infected_is_removed",
                violation_error_message="查出病毒的附件须移除",
            ),
            *scan_constraints("objection_file"),
        ]

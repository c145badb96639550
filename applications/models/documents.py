from django.db import models
from django.db.models import F, Q


class Scan(models.TextChoices):
    """What the antivirus service found in a file (病毒检查)."""

    NOT_SCANNED = "not_scanned", "未查毒"
    CLEAN = "clean", "未发现病毒"
    INFECTED = "infected", "查出病毒"


class StoredFile(models.Model):
    """What is known of a file whose bytes are stored once under their SHA-256."""

    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=80)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("SHA-256", max_length=64)
    warning = models.CharField("提示", max_length=200, blank=True)
    virus_scan = models.CharField("病毒检查", max_length=12, choices=Scan, default=Scan.NOT_SCANNED)
    scanned_at = models.DateTimeField("查毒时间", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def storage_name(self) -> str:
        """Return where the bytes lie in the document storage."""
        return f"{self.sha256[:2]}/{self.sha256}"


def scan_constraints(kind: str) -> list[models.CheckConstraint]:
    """Return the rules of a file's scan, under names that begin with `kind`."""
    return [
        models.CheckConstraint(
            condition=Q(virus_scan__in=Scan.values),
            name=f"{kind}_scan_known",
            violation_error_message="未知的病毒检查结果",
        ),
        models.CheckConstraint(
            condition=Q(virus_scan=Scan.NOT_SCANNED) | Q(scanned_at__isnull=False),
            name=f"{kind}_scan_has_time",
            violation_error_message="病毒检查须有时间",
        ),
    ]


class Document(StoredFile):
    """One uploaded file (材料文件) for one material of a case; what replaces another is its next version (版本)."""

    application = models.ForeignKey(
        "applications.Application", verbose_name="申报", on_delete=models.PROTECT, related_name="documents"
    )
    material = models.CharField("材料", max_length=60)
    uploaded_by = models.ForeignKey("accounts.User", verbose_name="上传人", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)
    version = models.PositiveSmallIntegerField("版本", default=1)
    replaces = models.OneToOneField(
        "self", verbose_name="前一版本", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    origin = models.ForeignKey(
        "applications.LibraryDocument",
        verbose_name="取自材料库",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="uses",
    )

    class Meta:
        verbose_name = verbose_name_plural = "材料文件"
        ordering = ["material", "uploaded_at"]
        indexes = [
            models.Index(fields=["sha256"], name="document_same_content"),
            models.Index(fields=["uploaded_at"], condition=Q(virus_scan="not_scanned"), name="document_to_scan"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "material", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="document_once_per_material",
                violation_error_message="这份文件已经上传过",
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0), name="document_not_empty", violation_error_message="文件是空的"
            ),
            models.CheckConstraint(
                condition=~Q(virus_scan=Scan.INFECTED) | Q(removed_at__isnull=False),
                name="document_infected_is_removed",
                violation_error_message="查出病毒的文件须移出办件",
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True) | Q(version__gt=1, replaces__isnull=False),
                name="document_version_follows",
                violation_error_message="第 2 版起须写明前一版本",
            ),
            *scan_constraints("document"),
        ]


class LibraryDocument(StoredFile):
    """A document that the enterprise keeps for all its cases (材料库), with its kind and until when it is valid."""

    class Kind(models.TextChoices):
        LICENCE = "licence", "营业执照"
        AUDIT = "audit", "审计报告"
        TAX = "tax", "纳税证明"
        TITLE = "title", "资质荣誉证书"
        PATENT = "patent", "专利证书"
        CONTRACT = "contract", "合同与发票"
        ACCOUNT = "account", "开户证明"
        OTHER = "other", "其他"

    enterprise = models.ForeignKey(
        "accounts.Enterprise", verbose_name="企业", on_delete=models.PROTECT, related_name="library"
    )
    kind = models.CharField("类别", max_length=12, choices=Kind)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    taken_from = models.ForeignKey(
        Document, verbose_name="取自办件", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.ForeignKey("accounts.User", verbose_name="收入人", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("收入时间")
    retired_at = models.DateTimeField("移出时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "材料库文件"
        ordering = ["kind", "-added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "sha256"],
                condition=Q(retired_at__isnull=True),
                name="library_document_once",
                violation_error_message="材料库里已有这份文件",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["licence", "audit", "tax", "title", "patent", "contract", "account", "other"]),
                name="library_kind_known",
                violation_error_message="未知的材料类别",
            ),
            models.CheckConstraint(
                condition=~Q(virus_scan=Scan.INFECTED) | Q(retired_at__isnull=False),
                name="library_infected_is_retired",
                violation_error_message="查出病毒的文件须移出材料库",
            ),
            *scan_constraints("library"),
        ]


class PartialUpload(models.Model):
    """A file on its way (断点续传): what has arrived lies in a private place until it is whole, given up or too old."""

    id = models.UUIDField("编号", primary_key=True)
    application = models.ForeignKey(
        "applications.Application", verbose_name="申报", on_delete=models.CASCADE, related_name="partial_uploads"
    )
    material = models.CharField("材料", max_length=60)
    replaces = models.ForeignKey(
        Document, verbose_name="更换的文件", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    user = models.ForeignKey("accounts.User", verbose_name="上传人", on_delete=models.CASCADE, related_name="+")
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveIntegerField("字节数")
    received = models.PositiveIntegerField("已收字节数", default=0)
    started_at = models.DateTimeField("开始时间")
    touched_at = models.DateTimeField("最近收到")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "未传完的文件"
        ordering = ["started_at"]
        indexes = [models.Index(fields=["touched_at"], name="partial_upload_age")]
        constraints = [
            models.CheckConstraint(
                condition=Q(received__lte=F("size")),
                name="partial_upload_within_size",
                violation_error_message="收到的比文件还长",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(received=F("size")),
                name="partial_upload_finished_is_whole",
                violation_error_message="没有传完的文件不能收下",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"

    @property
    def percent(self) -> int:
        """Return how much of the file has arrived, in whole percents."""
        return self.received * 100 // self.size

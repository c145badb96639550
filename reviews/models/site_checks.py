"""The site check (现场核查): who goes when, what they found, what they photographed, who signed."""

from django.db import models
from django.db.models import F, Q

from accounts.append_only import APPEND_ONLY


class SiteVisit(models.Model):
    """An appointment (约定核查) of a site check; the latest one counts, earlier ones stay on record. Append-only."""

    task = models.ForeignKey(
        "reviews.ReviewTask", verbose_name="审核任务", on_delete=models.PROTECT, related_name="visits"
    )
    scheduled_at = models.DateTimeField("核查时间")
    place = models.CharField("核查地点", max_length=200)
    first_officer = models.ForeignKey(
        "accounts.User", verbose_name="核查人员一", on_delete=models.PROTECT, related_name="+"
    )
    second_officer = models.ForeignKey(
        "accounts.User", verbose_name="核查人员二", on_delete=models.PROTECT, related_name="+"
    )
    made_by = models.ForeignKey("accounts.User", verbose_name="安排人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("安排时间")

    class Meta:
        verbose_name = verbose_name_plural = "核查安排"
        ordering = ["made_at", "id"]
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_officer=F("second_officer")),
                name="visit_two_officers",
                violation_error_message="核查人员须为两名不同的人员",
            ),
            models.CheckConstraint(
                condition=~Q(place=""), name="visit_has_place", violation_error_message="请填写核查地点"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.scheduled_at:%Y-%m-%d %H:%M}"


class VisitChange(models.Model):
    """The enterprise's wish for another date (改期申请): once for a site check. Append-only."""

    task = models.OneToOneField(
        "reviews.ReviewTask", verbose_name="审核任务", on_delete=models.PROTECT, related_name="visit_change"
    )
    wanted_at = models.DateTimeField("希望改到")
    reason = models.CharField("原因", max_length=300)
    asked_by = models.ForeignKey("accounts.User", verbose_name="申请人", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")

    class Meta:
        verbose_name = verbose_name_plural = "改期申请"
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="visit_change_has_reason", violation_error_message="请写明改期的原因"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.wanted_at:%Y-%m-%d %H:%M}"


class SiteRecord(models.Model):
    """What was found on the spot (核查记录); it may be written anew until the first officer has signed it."""

    class Conclusion(models.TextChoices):
        PASS = "pass", "情况属实，建议通过"
        RETURN = "return", "与申报不一致，建议退回补正"
        REJECT = "reject", "不符合条件，建议不予通过"

    task = models.OneToOneField(
        "reviews.ReviewTask", verbose_name="审核任务", on_delete=models.PROTECT, related_name="site_record"
    )
    visit = models.ForeignKey(SiteVisit, verbose_name="核查安排", on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField("核查事项")
    measured = models.JSONField("实测数值", default=list, blank=True)
    remark = models.TextField("核查情况", blank=True)
    conclusion = models.CharField("核查结论", max_length=10, choices=Conclusion)
    representative = models.CharField("企业在场代表", max_length=40)
    recorded_by = models.ForeignKey("accounts.User", verbose_name="记录人", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = verbose_name_plural = "核查记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(conclusion__in=["pass", "return", "reject"]),
                name="site_record_conclusion_known",
                violation_error_message="未知的核查结论",
            ),
            models.CheckConstraint(
                condition=~Q(representative=""),
                name="site_record_has_representative",
                violation_error_message="请填写企业在场代表的姓名",
            ),
            models.CheckConstraint(
                condition=Q(conclusion="pass") | ~Q(remark=""),
                name="site_record_refusal_has_remark",
                violation_error_message="结论不是通过的，须写明核查情况",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.get_conclusion_display()}"


class SiteSignature(models.Model):
    """One officer's signature (核查人员签字) under the record as it then read. Append-only."""

    record = models.ForeignKey(SiteRecord, verbose_name="核查记录", on_delete=models.PROTECT, related_name="signatures")
    officer = models.ForeignKey("accounts.User", verbose_name="核查人员", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField("记录摘要", max_length=64)
    signed_at = models.DateTimeField("签字时间")

    class Meta:
        verbose_name = verbose_name_plural = "核查签字"
        ordering = ["signed_at", "id"]
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(
                fields=["record", "officer"], name="site_signed_once", violation_error_message="您已签字"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.officer}"


class SitePhoto(models.Model):
    """A photograph taken on the spot (现场照片), stored under its digest. Append-only."""

    task = models.ForeignKey(
        "reviews.ReviewTask", verbose_name="审核任务", on_delete=models.PROTECT, related_name="photos"
    )
    caption = models.CharField("说明", max_length=100)
    content_type = models.CharField("类型", max_length=40)
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField("摘要", max_length=64)
    taken_by = models.ForeignKey("accounts.User", verbose_name="拍摄人", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "现场照片"
        ordering = ["taken_at", "id"]
        triggers = APPEND_ONLY
        constraints = [
            models.UniqueConstraint(
                fields=["task", "sha256"], name="site_photo_once", violation_error_message="这张照片已上传"
            ),
        ]

    def __str__(self) -> str:
        return self.caption

    @property
    def name(self) -> str:
        """Return the file name for the browser."""
        return f"{self.caption}.{'png' if self.content_type == 'image/png' else 'jpg'}"

    @property
    def storage_name(self) -> str:
        """Return where the bytes are in the document storage."""
        return f"{self.sha256[:2]}/{self.sha256}"

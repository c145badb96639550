"""The expert review (专家评审): who is in the pool, who was drawn for a case, what each one scored."""

from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY


class Expert(models.Model):
    """What an expert (评审专家) says of oneself: the employer, by which conflicts are kept apart, and the fields of work."""

    user = models.OneToOneField("accounts.User", verbose_name="专家", on_delete=models.PROTECT, related_name="expert")
    employer = models.CharField("工作单位", max_length=100)
    fields = models.CharField("专业领域", max_length=200)
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = verbose_name_plural = "评审专家"
        constraints = [
            models.CheckConstraint(
                condition=~Q(employer="") & ~Q(fields=""),
                name="expert_employer_and_fields",
                violation_error_message="请填写工作单位和专业领域",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}（{self.employer}）"


class Panel(models.Model):
    """The panel (评审组) of a case: how it was drawn, what is scored, and the result once all scores are in."""

    task = models.OneToOneField(
        "reviews.ReviewTask", verbose_name="审核任务", on_delete=models.PROTECT, related_name="panel"
    )
    size = models.PositiveSmallIntegerField("专家人数")
    items = models.JSONField("评分项")
    pass_score = models.DecimalField("合格线", max_digits=6, decimal_places=2, null=True, blank=True)
    drop_from = models.PositiveSmallIntegerField("去掉最高最低分的起始人数", default=5)
    seed = models.CharField("抽取种子", max_length=64)
    pool = models.JSONField("候选名单")
    drawn_by = models.ForeignKey("accounts.User", verbose_name="抽取人", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField("抽取时间")
    opened_at = models.DateTimeField("启封时间", null=True, blank=True)
    score = models.DecimalField("平均分", max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评审组"
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gte=3), name="panel_of_three", violation_error_message="评审专家不得少于 3 人"
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, score__isnull=True)
                | Q(opened_at__isnull=False, score__isnull=False),
                name="panel_score_once_opened",
                violation_error_message="评审结果在启封时产生",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.size} 人"


class PanelSeat(models.Model):
    """One drawn expert of a panel (评审席位), in the order of the draw."""

    class State(models.TextChoices):
        INVITED = "invited", "待评审"
        DECLINED = "declined", "已回避或谢绝"
        SCORED = "scored", "已评审"

    panel = models.ForeignKey(Panel, verbose_name="评审组", on_delete=models.PROTECT, related_name="seats")
    expert = models.ForeignKey("accounts.User", verbose_name="专家", on_delete=models.PROTECT, related_name="seats")
    place = models.PositiveSmallIntegerField("抽取顺序")
    state = models.CharField("状态", max_length=10, choices=State, default=State.INVITED)
    reason = models.CharField("谢绝理由", max_length=200, blank=True)
    invited_at = models.DateTimeField("抽取时间")
    ended_by = models.ForeignKey(
        "accounts.User", verbose_name="登记人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField("登记时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评审席位"
        ordering = ["panel", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "expert"], name="seat_once", violation_error_message="该专家已在评审组中"
            ),
            models.UniqueConstraint(
                fields=["panel", "place"], name="seat_place_once", violation_error_message="抽取顺序重复"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="seat_declined_with_reason",
                violation_error_message="请写明谢绝或回避的理由",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False, state="declined"),
                name="seat_ended_by_someone",
                violation_error_message="撤换席位须有登记人和时间",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.expert}"


class ScoreSheet(models.Model):
    """What one expert scored (评分表), submitted once. Append-only; nobody else reads it before all are in."""

    seat = models.OneToOneField(PanelSeat, verbose_name="席位", on_delete=models.PROTECT, related_name="sheet")
    points = models.JSONField("各项得分")
    total = models.DecimalField("总分", max_digits=6, decimal_places=2)
    opinion = models.TextField("评审意见")
    submitted_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "评分表"
        ordering = ["seat"]
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=~Q(opinion="") & Q(total__gte=0),
                name="score_sheet_with_opinion",
                violation_error_message="请填写评审意见",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.total}"

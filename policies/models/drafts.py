from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.append_only import APPEND_ONLY
from policies.models.policies import ApplicationRound, Policy, PolicyVersion


class PolicyDraft(models.Model):
    """A draft (草案) of the next version of a policy: a pack text that is edited until a second person releases it.

    `revision` counts the saves; whoever saves says which one was read, so that nobody overwrites another's work.
    """

    class State(models.TextChoices):
        EDITING = "editing", "编制中"
        SUBMITTED = "submitted", "待发布"
        RELEASED = "released", "已发布"
        DISCARDED = "discarded", "已撤销"

    policy = models.ForeignKey(Policy, verbose_name="政策", on_delete=models.PROTECT, related_name="drafts")
    base = models.ForeignKey(PolicyVersion, verbose_name="依据版本", on_delete=models.PROTECT, related_name="drafts")
    pack_yaml = models.TextField("政策包")
    revision = models.PositiveIntegerField("修订号", default=1)
    state = models.CharField("状态", max_length=10, choices=State, default=State.EDITING)
    started_by = models.ForeignKey("accounts.User", verbose_name="起草人", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField("起草时间")
    submitted_by = models.ForeignKey(
        "accounts.User", verbose_name="送审人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField("送审时间", null=True, blank=True)
    effective_from = models.DateField("拟生效日期", null=True, blank=True)
    reason = models.TextField("修改理由", blank=True)
    returned_reason = models.TextField("退回理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "政策草案"
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(state__in=["editing", "submitted"]),
                name="draft_one_live_per_policy",
                violation_error_message="该政策已有一份未发布的草案",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["editing", "discarded"])
                | Q(submitted_by__isnull=False, submitted_at__isnull=False, effective_from__isnull=False)
                & ~Q(reason=""),
                name="draft_submitted_with_reason_and_date",
                violation_error_message="送审的草案须有送审人、生效日期和修改理由",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} 草案（依据第{self.base.number}版）"

    def get_absolute_url(self) -> str:
        """Return the page of the draft."""
        return reverse("draft", args=[self.pk])

    @property
    def is_live(self) -> bool:
        """Tell whether the draft is still on its way to a release."""
        return self.state in (self.State.EDITING, self.State.SUBMITTED)

    @property
    def origin(self) -> str:
        """Return the file name under which problems of the draft are told."""
        return f"{self.policy.code}.yaml"


class DraftEdit(models.Model):
    """One save of a draft (修订记录): who made which revision, when, and in which part. Append-only."""

    draft = models.ForeignKey(PolicyDraft, verbose_name="草案", on_delete=models.PROTECT, related_name="edits")
    revision = models.PositiveIntegerField("修订号")
    part = models.CharField("修改部分", max_length=20)
    by = models.ForeignKey("accounts.User", verbose_name="修改人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "草案修订"
        triggers = APPEND_ONLY
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "revision"],
                name="draft_edit_once_per_revision",
                violation_error_message="此修订已由他人保存",
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} 第{self.revision}次修订"


class PolicyRelease(models.Model):
    """The release of a drafted version (发布记录): who drafted it, who released it, when and why. Append-only."""

    version = models.OneToOneField(
        PolicyVersion, verbose_name="政策版本", on_delete=models.PROTECT, related_name="release"
    )
    draft = models.OneToOneField(PolicyDraft, verbose_name="草案", on_delete=models.PROTECT, related_name="release")
    drafted_by = models.ForeignKey("accounts.User", verbose_name="编制人", on_delete=models.PROTECT, related_name="+")
    released_by = models.ForeignKey("accounts.User", verbose_name="发布人", on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField("发布时间")
    reason = models.TextField("发布理由")
    golden_passed = models.PositiveIntegerField("通过的样例数")

    class Meta:
        verbose_name = verbose_name_plural = "政策发布记录"
        triggers = APPEND_ONLY
        ordering = ["-released_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(drafted_by=F("released_by")),
                name="release_by_a_second_person",
                violation_error_message="编制人与发布人不得为同一人",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="release_has_reason", violation_error_message="请写明发布理由"
            ),
            models.CheckConstraint(
                condition=Q(golden_passed__gt=0),
                name="release_after_golden_cases",
                violation_error_message="样例全部通过后方可发布",
            ),
        ]

    def __str__(self) -> str:
        return f"发布 {self.version}"


class RoundMove(models.Model):
    """A round moved to another version (批次改用版本): later applications are judged by it, those begun stay. Append-only."""

    round = models.ForeignKey(ApplicationRound, verbose_name="申报批次", on_delete=models.PROTECT, related_name="moves")
    from_version = models.ForeignKey(PolicyVersion, verbose_name="原版本", on_delete=models.PROTECT, related_name="+")
    to_version = models.ForeignKey(PolicyVersion, verbose_name="新版本", on_delete=models.PROTECT, related_name="+")
    moved_by = models.ForeignKey("accounts.User", verbose_name="办理人", on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField("时间")
    reason = models.TextField("理由")

    class Meta:
        verbose_name = verbose_name_plural = "批次改用版本"
        triggers = APPEND_ONLY
        ordering = ["-moved_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_version=F("to_version")),
                name="round_move_to_another_version",
                violation_error_message="批次已使用此版本",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="round_move_has_reason", violation_error_message="请写明理由"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} 改用第{self.to_version.number}版"


class PolicyReplay(models.Model):
    """A replay (重新测算) of the policy's past cases under one revision of a draft: who gains, who loses, the sum."""

    draft = models.ForeignKey(PolicyDraft, verbose_name="草案", on_delete=models.PROTECT, related_name="replays")
    revision = models.PositiveIntegerField("修订号")
    started_by = models.ForeignKey("accounts.User", verbose_name="发起人", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField("发起时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    total = models.PositiveIntegerField("办件数", default=0)
    done = models.PositiveIntegerField("已测算", default=0)
    trouble = models.CharField("未完成的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "重新测算"
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.draft} 第{self.revision}次修订的重新测算"

    @property
    def percent(self) -> int:
        """Return how far it has come, in whole per cent."""
        return 100 if not self.total else self.done * 100 // self.total


class ReplayLine(models.Model):
    """One past case under the draft: what came out before, what would come out, and what that means."""

    class Kind(models.TextChoices):
        GAINS = "gains", "增加"
        LOSES = "loses", "减少"
        DROPS_OUT = "drops_out", "不再符合"
        COMES_IN = "comes_in", "新增符合"
        OPEN = "open", "须人工判断"
        SAME = "same", "不变"

    replay = models.ForeignKey(PolicyReplay, verbose_name="重新测算", on_delete=models.CASCADE, related_name="lines")
    number = models.CharField("办件编号", max_length=24)
    subject = models.CharField("企业", max_length=100)
    kind = models.CharField("影响", max_length=10, choices=Kind)
    old_outcome = models.CharField("原结论", max_length=16)
    old_yuan = models.DecimalField("原金额（元）", max_digits=16, decimal_places=2, null=True)
    new_outcome = models.CharField("新结论", max_length=16)
    new_yuan = models.DecimalField("新金额（元）", max_digits=16, decimal_places=2, null=True)
    why = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "重新测算明细"
        ordering = ["id"]
        indexes = [models.Index(fields=["replay", "kind"], name="replay_line_kind")]
        constraints = [
            models.UniqueConstraint(fields=["replay", "number"], name="replay_line_once_per_case"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"

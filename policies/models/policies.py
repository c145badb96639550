from collections.abc import Mapping
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from accounts.append_only import APPEND_ONLY
from policies.classes import KINDS, LEVELS
from policies.engine import Pack
from policies.packs import parse_pack
from policies.wording import due_words

MOST_COMPILED = 1024


class Policy(models.Model):
    """A policy item (政策事项): what its card shows; its rules live in its versions.

    An information entry (`is_information`) has no version and nothing is computed for it: its page tells who may have what,
    on what ground and where to ask. Empty `industries`, `sizes` and `applicants` mean any.
    """

    code = models.SlugField("代码", max_length=80, unique=True)
    title = models.CharField("名称", max_length=120)
    summary = models.CharField("一句话说明", max_length=300)
    benefit = models.CharField("支持标准", max_length=120, blank=True)
    level = models.CharField("层级", max_length=10, choices=list(LEVELS.items()))
    kind = models.CharField("类型", max_length=20, choices=list(KINDS.items()), default="reward")
    region = models.ForeignKey(
        "accounts.Region", verbose_name="适用区划", on_delete=models.PROTECT, related_name="policies"
    )
    lines = ArrayField(models.CharField(max_length=20), verbose_name="主管条线", default=list)
    owner_lines = ArrayField(models.CharField(max_length=20), verbose_name="审定条线", default=list, blank=True)
    audience = models.CharField("支持对象", max_length=300, blank=True)
    industries = ArrayField(models.CharField(max_length=20), verbose_name="适用行业", default=list, blank=True)
    sizes = ArrayField(models.CharField(max_length=20), verbose_name="适用规模", default=list, blank=True)
    applicants = ArrayField(models.CharField(max_length=20), verbose_name="申报主体", default=list, blank=True)
    document = models.CharField("依据文件", max_length=200, blank=True)
    articles = models.CharField("条款", max_length=400, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    ends_on = models.DateField("有效期截止", null=True, blank=True)
    status = models.CharField("效力说明", max_length=200, blank=True)
    same_as = models.CharField("同一政策的另一表述", max_length=80, blank=True)
    related_codes = ArrayField(models.CharField(max_length=80), verbose_name="相关政策代码", default=list, blank=True)
    is_information = models.BooleanField("信息条目", default=False)
    how = models.TextField("办理方式", blank=True)
    agency = models.CharField("办理部门", max_length=300, blank=True)
    ask = models.CharField("咨询", max_length=300, blank=True)
    material_count = models.PositiveSmallIntegerField("必交材料数", default=0)
    conditional_material_count = models.PositiveSmallIntegerField("按情形提交材料数", default=0)
    search_grams = ArrayField(models.CharField(max_length=8), verbose_name="检索词", default=list)
    search_text = models.TextField("检索文本", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "政策事项"
        ordering = ["region__order", "code"]
        indexes = [GinIndex(fields=["search_grams"], name="policy_search_grams")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_information=False) | (~Q(how="") & ~Q(agency="") & ~Q(document="")),
                name="policy_information_says_how_and_where",
                violation_error_message="信息条目应写明办理方式、办理部门和依据文件",
            ),
            models.CheckConstraint(
                condition=~Q(same_as=F("code")),
                name="policy_same_as_another",
                violation_error_message="同一政策的另一表述不能是自身",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def materials_due(self) -> str:
        """Return how many materials everybody files, and how many only some do."""
        return due_words(self.material_count, self.conditional_material_count)


class PolicyVersion(models.Model):
    """A released policy pack (政策版本): immutable, applications are pinned to the one they were filed under."""

    policy = models.ForeignKey(Policy, verbose_name="政策", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本号")
    pack_yaml = models.TextField("政策包", help_text="YAML 原文，与目录中的文件逐字一致")
    digest = models.CharField("摘要", max_length=64)
    effective_from = models.DateField("生效日期")
    effective_to = models.DateField("失效日期", null=True, blank=True)
    released_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = verbose_name_plural = "政策版本"
        triggers = APPEND_ONLY
        ordering = ["policy", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "number"],
                name="policy_version_number_once",
                violation_error_message="该政策已有此版本号",
            ),
            models.UniqueConstraint(
                fields=["policy", "digest"],
                name="policy_version_content_once",
                violation_error_message="内容相同的版本已存在",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="policy_version_validity_in_order",
                violation_error_message="失效日期不得早于生效日期",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} 第{self.number}版"

    @property
    def pack(self) -> Pack:
        """Return the compiled pack; compiled once per process and digest."""
        return compiled_pack(self.pk, self.digest)


_compiled: dict[tuple[int, str], Pack] = {}


def compiled_pack(version_id: int, digest: str) -> Pack:
    """Return the compiled pack of a version; the digest in the key drops a stale one."""
    return compiled_packs({version_id: digest})[0]


def compiled_packs(digests: Mapping[int, str]) -> tuple[Pack, ...]:
    """Return the compiled packs of versions, in that order; those new to this process are loaded in one query."""
    found = {key: _compiled[key] for key in digests.items() if key in _compiled}
    fresh = [version_id for version_id, digest in digests.items() if (version_id, digest) not in found]
    if len(_compiled) + len(fresh) > MOST_COMPILED:
        _compiled.clear()
    texts = PolicyVersion.objects.filter(pk__in=fresh).values_list("pk", "pack_yaml") if fresh else ()
    for version_id, text in texts:
        key = (version_id, digests[version_id])
        found[key] = _compiled[key] = parse_pack(text, f"version {version_id}")
    return tuple(found[key] for key in digests.items())


class Scarcity(models.TextChoices):
    """How the money of a round is shared out where it does not suffice for all (资金不足时的分配规则)."""

    FIRST_COME = "first_come", "先到先得（按核定先后）"
    PRO_RATA = "pro_rata", "按比例（同比例核减）"
    RANKING = "ranking", "择优（按得分高低）"


class ApplicationRoundQuerySet(models.QuerySet):
    """Questions to the application rounds (申报批次)."""

    def open_on(self, today: date) -> "ApplicationRoundQuerySet":
        """Keep the rounds that take applications on `today`; both ends of the window are included."""
        return self.filter(opens_on__lte=today, closes_on__gte=today)


class ApplicationRound(models.Model):
    """An application round (申报批次) of a policy: when it takes applications and under which version."""

    policy = models.ForeignKey(Policy, verbose_name="政策", on_delete=models.PROTECT, related_name="rounds")
    version = models.ForeignKey(PolicyVersion, verbose_name="政策版本", on_delete=models.PROTECT, related_name="rounds")
    name = models.CharField("批次名称", max_length=80)
    opens_on = models.DateField("开放日期")
    closes_on = models.DateField("截止日期")
    remit_by = models.DateField("属地资金上缴截止日", null=True, blank=True)
    review_days = models.PositiveSmallIntegerField(
        "各环节承诺时限（工作日）",
        null=True,
        blank=True,
        help_text="文件未规定环节时限时，由主管部门承诺；留空表示不计时",
    )
    tolerable_materials = ArrayField(
        models.CharField(max_length=60),
        verbose_name="可容缺材料",
        default=list,
        blank=True,
        help_text="受理后可补交的材料（填材料的键），只影响拨付；文件本身规定可容缺的不必再填",
    )
    gap_days = models.PositiveSmallIntegerField(
        "容缺补交期限（工作日）", null=True, blank=True, help_text="补交期限最长多少个工作日；留空表示由受理人逐件确定"
    )
    correction_days = models.PositiveSmallIntegerField(
        "补正期限（工作日）",
        null=True,
        blank=True,
        help_text="企业答复补正告知的期限；留空表示由告知人逐件确定",
    )

    needs_certification = models.BooleanField("须企业负责人确认后提交", default=False)
    needs_stamped_form = models.BooleanField("须上传盖章申报书", default=False)
    second_look_pct = models.PositiveSmallIntegerField(
        "核定后抽查比例（%）", default=0, help_text="双随机抽查已核定办件的比例；0 表示不抽查"
    )
    second_look_days = models.PositiveSmallIntegerField(
        "复看期限（工作日）", null=True, blank=True, help_text="抽取后多少个工作日内复看；留空表示不计时"
    )
    site_check_pct = models.PositiveSmallIntegerField(
        "实地抽查比例（%）", null=True, blank=True, help_text="只用于文件规定抽查的现场核查；留空表示逐件核查"
    )
    scarcity_rule = models.CharField("资金不足时的分配规则", max_length=12, choices=Scarcity, blank=True)

    objects = ApplicationRoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报批次"
        ordering = ["-opens_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "name"], name="round_name_once", violation_error_message="同一政策的批次名称不得重复"
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="round_window_in_order",
                violation_error_message="截止日期不得早于开放日期",
            ),
            models.CheckConstraint(
                condition=Q(second_look_pct__lte=100),
                name="round_second_look_share",
                violation_error_message="抽查比例不得超过 100%",
            ),
            models.CheckConstraint(
                condition=Q(site_check_pct__isnull=True) | Q(site_check_pct__gt=0, site_check_pct__lte=100),
                name="round_site_check_share",
                violation_error_message="实地抽查比例须在 1% 至 100% 之间",
            ),
            models.CheckConstraint(
                condition=Q(second_look_days__isnull=True) | Q(second_look_days__gt=0),
                name="round_second_look_days",
                violation_error_message="复看期限至少一个工作日",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.name}"

    def is_open(self, today: date) -> bool:
        """Tell whether the round takes applications on `today`, both ends included."""
        return self.opens_on <= today <= self.closes_on

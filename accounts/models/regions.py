from django.db import models
from django.db.models import F, Q


class Region(models.Model):
    """A handling unit (行政区划): a GB/T 2260 region, or a development zone, which has no GB code of its own."""

    class Level(models.TextChoices):
        PROVINCE = "province", "省级"
        CITY = "city", "市级"
        COUNTY = "county", "县级"

    class Kind(models.TextChoices):
        ADMINISTRATIVE = "administrative", "行政区"
        DEVELOPMENT_ZONE = "development_zone", "开发区"

    slug = models.SlugField("代号", unique=True)
    name = models.CharField("名称", max_length=40)
    gb_code = models.CharField("国标代码", max_length=6, blank=True)
    level = models.CharField("层级", max_length=10, choices=Level)
    kind = models.CharField("类别", max_length=20, choices=Kind, default=Kind.ADMINISTRATIVE)
    parent = models.ForeignKey(
        "self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    order = models.PositiveSmallIntegerField("排序", default=0)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["order", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["gb_code"],
                condition=~Q(gb_code="") & Q(valid_to__isnull=True),
                name="region_gb_code_once",
                violation_error_message="该国标代码已有启用中的区划",
            ),
            models.CheckConstraint(
                condition=Q(level="province", parent__isnull=True) | (~Q(level="province") & Q(parent__isnull=False)),
                name="region_below_province_has_parent",
                violation_error_message="省级以下区划必须有上级",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="region_validity_in_order",
                violation_error_message="停用日期不得早于启用日期",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """Return the name with its city in front: 安阳市林州市."""
        if self.level == self.Level.COUNTY and self.parent:
            return f"{self.parent.name}{self.name}"
        return self.name

    def at_level(self, level: str) -> "Region | None":
        """Return this unit or the one above it at `level`; None where there is none (a city has no county)."""
        region: Region | None = self
        while region and region.level != level:
            region = region.parent
        return region

    def with_ancestors(self) -> list[int]:
        """Return the ids of this unit and those above it."""
        above = self.parent
        return [self.pk] if above is None else [self.pk, *above.with_ancestors()]

    def with_descendants(self) -> list[int]:
        """Return the ids of this unit and everything below it (three levels at most)."""
        below = Region.objects.filter(Q(parent=self) | Q(parent__parent=self)).values_list("id", flat=True)
        return [self.pk, *below]


class Bureau(models.Model):
    """A bureau (部门): one functional line of one handling unit."""

    class Line(models.TextChoices):
        INDUSTRY = "industry", "工信"
        SCIENCE = "science", "科技"
        FINANCE = "finance", "财政"
        MARKET = "market", "市场监管"
        DEVELOPMENT = "development", "发改"
        COMMERCE = "commerce", "商务"
        HUMAN_RESOURCES = "human_resources", "人社"
        AGRICULTURE = "agriculture", "农业农村"
        FINANCIAL_SERVICE = "financial_service", "金融"
        ECOLOGY = "ecology", "生态环境"
        HOUSING = "housing", "住建"
        NATURAL_RESOURCES = "natural_resources", "自然资源"
        TAX = "tax", "税务"
        CULTURE_TOURISM = "culture_tourism", "文旅"
        TRANSPORT = "transport", "交通运输"
        CENTRAL_BANK = "central_bank", "人民银行"
        BIG_DATA = "big_data", "政务服务和大数据"
        PROVIDENT_FUND = "provident_fund", "住房公积金"
        URBAN_MANAGEMENT = "urban_management", "城管"
        SUPERVISION = "supervision", "监督"

    line = models.CharField("条线", max_length=20, choices=Line)
    region = models.ForeignKey(Region, verbose_name="区划", on_delete=models.PROTECT, related_name="bureaus")
    name = models.CharField("名称", max_length=60)
    phone = models.CharField("联系电话", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "部门"
        ordering = ["region__order", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "line"],
                name="bureau_one_per_line_and_region",
                violation_error_message="该区划的这一条线已有部门",
            )
        ]

    def __str__(self) -> str:
        return self.name

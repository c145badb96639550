"""The draw of a sampled site check (实地抽查): which of the cases that wait for it are checked, and which are spared."""

from django.db import models
from django.db.models import Q

from accounts.append_only import APPEND_ONLY


class SiteDraw(models.Model):
    """A draw (抽取) of a bureau over the cases of a round that waited for a sampled site check. Append-only.

    `pool` holds the cases' numbers, `share_pct` the share in percent; with the seed anybody repeats the draw. A directed
    check (定向核查) is one case out of itself, with the reason.
    """

    round = models.ForeignKey(
        "policies.ApplicationRound", verbose_name="申报批次", on_delete=models.PROTECT, related_name="site_draws"
    )
    bureau = models.ForeignKey("accounts.Bureau", verbose_name="核查部门", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField("环节", max_length=40)
    seed = models.CharField("种子", max_length=64)
    pool = models.JSONField("抽取范围（申报编号）")
    share_pct = models.PositiveSmallIntegerField("抽查比例（%）")
    reason = models.TextField("定向核查理由", blank=True)
    drawn_by = models.ForeignKey("accounts.User", verbose_name="抽取人", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField("抽取时间")

    class Meta:
        verbose_name = verbose_name_plural = "实地抽查抽取"
        ordering = ["-drawn_at", "-id"]
        triggers = APPEND_ONLY
        constraints = [
            models.CheckConstraint(
                condition=Q(share_pct__gt=0, share_pct__lte=100),
                name="site_draw_share",
                violation_error_message="抽查比例须在 1% 至 100% 之间",
            ),
            models.CheckConstraint(
                condition=~Q(seed=""), name="site_draw_has_seed", violation_error_message="抽取须有种子"
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(share_pct=100),
                name="site_draw_directed_is_whole",
                violation_error_message="定向核查不按比例抽取",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} 实地抽查 {self.drawn_at:%Y-%m-%d}"

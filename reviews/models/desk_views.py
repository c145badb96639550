from django.db import models
from django.db.models import Q


class DeskView(models.Model):
    """A saved view of the work desk (常用视图): a name for a tab with its filters, the owner's or shared in a bureau."""

    owner = models.ForeignKey(
        "accounts.User", verbose_name="所有人", on_delete=models.CASCADE, related_name="desk_views"
    )
    bureau = models.ForeignKey(
        "accounts.Bureau", verbose_name="共享给部门", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField("视图名称", max_length=30)
    query = models.CharField("筛选条件", max_length=500, blank=True)
    is_default = models.BooleanField("打开待办时默认显示", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "常用视图"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="desk_view_name_once",
                violation_error_message="已有同名视图，请换一个名称",
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(is_default=True),
                name="desk_view_one_default",
                violation_error_message="默认视图只能有一个",
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="desk_view_has_name", violation_error_message="请填写视图名称"
            ),
        ]

    def __str__(self) -> str:
        return self.name

"""The officer's own arrangement of the work desk: saved views."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Bureau, User
from reviews.models import DeskView

MOST = 30


@transaction.atomic
def save_view(owner: User, name: str, query: str, bureau: Bureau | None, is_default: bool) -> DeskView:
    """Keep a tab with its filters under a name (常用视图); the same name again replaces it.

    Shared with `bureau` where one is given. Raises ValidationError for more than MOST views.
    """
    User.objects.select_for_update(of=["self"], no_key=True).get(pk=owner.pk)
    own = DeskView.objects.filter(owner=owner)
    if own.count() >= MOST and not own.filter(name=name).exists():
        raise ValidationError({"name": f"最多保存 {MOST} 个视图，请先删除不用的"})
    if is_default:
        own.update(is_default=False)
    values = {"query": query, "bureau": bureau, "is_default": is_default}
    view, _ = DeskView.objects.update_or_create(owner=owner, name=name, defaults=values)
    return view

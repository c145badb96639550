"""Who must keep away from a case (回避): its own people, whoever registered an interest in it, whoever declared recusal."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import RegisteredInterest, RoleAssignment, User
from applications.models import Application
from applications.workflow import NotAllowed
from reviews.models import Recusal

RECUSED = "您与该企业有关联或已声明回避，不能办理此件"


def conflict_of(user: User, path: str = "application") -> Q:
    """Return the condition that the outer row's case is one from which `user` must keep away.

    `path` leads from the row to the case; empty where the row is the case.
    """
    prefix = f"{path}__" if path else ""
    enterprise = OuterRef(f"{prefix}enterprise")
    case = OuterRef(path or "pk")
    return (
        Q(Exists(RoleAssignment.objects.filter(user=user, enterprise=enterprise)))
        | Q(Exists(RegisteredInterest.objects.live().filter(user=user, uscc=OuterRef(f"{prefix}enterprise__uscc"))))
        | Q(Exists(Recusal.objects.filter(user=user, application=case)))
    )


def recused(user: User, application: Application) -> bool:
    """Tell whether `user` must keep away from the case (回避)."""
    return Application.objects.filter(conflict_of(user, ""), pk=application.pk).exists()


def check_free(user: User, *cases: Application) -> None:
    """Raise NotAllowed where `user` must keep away from the case, naming it where there are several."""
    ids = [case.pk for case in cases]
    found = Application.objects.filter(conflict_of(user, ""), pk__in=ids).first()
    if found:
        raise NotAllowed(RECUSED if len(ids) == 1 else f"{RECUSED}：{found.number}，请由他人办理")

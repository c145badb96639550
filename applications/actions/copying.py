"""Copying an earlier claim into a draft (复制上次申报)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from applications.actions.drafts import save_facts
from applications.actions.filing import check_clerk, lock
from applications.copying import copyable, earlier_claims
from applications.models import Application
from applications.workflow import NotAllowed, Status


@transaction.atomic
def copy_earlier(application: Application, earlier: Application, user: User, at: datetime) -> int:
    """Copy what still holds of an earlier own claim into a draft (复制上次申报); return how many facts that were.

    Nothing that is filled in is overwritten; documents and figures of a year stay behind.
    """
    check_clerk(application, user, at)
    lock(application)
    if Application.objects.get(pk=application.pk).status != Status.DRAFT:
        raise NotAllowed("只有填写中的申报可以复制上次内容")
    if not earlier_claims(application).filter(pk=earlier.pk).exists():
        raise NotAllowed("只能复制本企业同一政策的以往申报")
    values = copyable(application, earlier)
    save_facts(application, values, user, at)
    return len(values)

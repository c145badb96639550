from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Event, Role, User
from applications.models import Application
from applications.notifications import tell_enterprise
from applications.stages import bureau_of_stage
from applications.workflow import Action, NotAllowed
from disbursements.actions.batches import lock_cases
from disbursements.queues import forfeited_cases
from reviews.models import Determination


@transaction.atomic
def cease_payment(determination: Determination, by: User, reason: str, at: datetime) -> Application:
    """Close a case whose local share was not remitted in time (不再拨付): the upper level does not pay it any more.

    Raises NotAllowed without a reason, before the deadline is over, for another bureau's maker, or once it is under way.
    Source: 豫工信联运行〔2022〕26号 第四条第（三）项.
    """
    today = timezone.localdate(at)
    if not reason.strip():
        raise NotAllowed("请写明不再拨付的理由")
    lock_cases([determination.application_id])
    found = forfeited_cases(by, today).filter(pk=determination.pk).first()
    if found is None:
        raise NotAllowed
    application = Application.objects.for_list().get(pk=found.application_id)
    bureau = bureau_of_stage(application, "disbursement")
    application.move(Action.CEASE_PAYMENT, by=by, role=Role.PAYMENT_MAKER, at=at, reason=reason.strip(), bureau=bureau)
    tell_enterprise(
        application, today, f"办件 {application.number} 不再拨付", f"理由：{reason.strip()}", event=Event.REFUSED
    )
    return application

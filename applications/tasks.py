from celery import shared_task
from django.utils import timezone

from applications import antivirus
from applications.actions import estimate_again, forget_old_uploads, imports, scan_waiting
from applications.actions.attaching import attach_all_waiting
from applications.models import Application, RegisterImport
from applications.workflow import UNDECIDED


@shared_task(queue="bulk")
def estimate_cases_again(policy_id: int) -> None:
    """Work out anew what the undetermined cases come to, after a ruling or its withdrawal; may run twice."""
    waiting = Application.objects.filter(round__policy=policy_id, status__in=UNDECIDED)
    for application in waiting.for_list().iterator(chunk_size=200):
        estimate_again(application)


@shared_task(queue="bulk")
def check_import(import_id: int) -> None:
    """Check the file of a register that was brought in (核对); may run twice."""
    imports.check_file(RegisterImport.objects.get(pk=import_id))


@shared_task(queue="bulk")
def carry_out_import(import_id: int) -> None:
    """Import the good lines of a confirmed file (导入); goes on where an earlier run stopped."""
    of = RegisterImport.objects.select_related("bureau__region").get(pk=import_id)
    imports.carry_out(of, timezone.now())


@shared_task(queue="scheduled")
def forget_uploads() -> int:
    """Forget the files whose upload nobody continued for a day; may run twice."""
    return forget_old_uploads(timezone.now())


@shared_task(queue="scheduled")
def scan_files() -> int:
    """Scan the files that were accepted while the antivirus service was silent or not configured; may run twice."""
    return scan_waiting(timezone.now()) if antivirus.is_configured() else 0


@shared_task(queue="scheduled")
def attach_lines() -> int:
    """Give enterprises what registers said of them before they were known (归入留存数据); may run twice."""
    return attach_all_waiting(timezone.now())

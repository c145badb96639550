"""What an enterprise does with an application, one function an act."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.bank_accounts import ACCOUNT_RULE, is_account_number
from accounts.models import Enterprise, Role, User
from applications import documents, facts
from applications.corrections import may_change, open_items, open_keys
from applications.models import Application, CaseFact, CorrectionItem, Document
from applications.notifications import tell_next
from applications.ports import review_desk
from applications.queues import clerk_enterprises
from applications.workflow import Action, NotAllowed, Status
from policies.engine.model import Material, Stage
from policies.models import ApplicationRound

CLERK = Role.APPLICANT_CLERK
ACCOUNT = CorrectionItem.Kind.ACCOUNT


def next_number(at: datetime) -> str:
    """Return the next case number (办件编号): HQ, year and a running number of seven digits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('application_number')")
        return f"HQ{timezone.localtime(at):%Y}{cursor.fetchone()[0]:07d}"


def start_application(enterprise: Enterprise, round: ApplicationRound, user: User, at: datetime) -> Application:
    """Return the enterprise's live application in the round, started now if there is none.

    Raises NotAllowed when the round is not open today or the enterprise lies outside the policy's region.
    """
    live = Application.objects.filter(enterprise=enterprise, round=round).exclude(
        status__in=[Status.REJECTED, Status.WITHDRAWN]
    )
    if existing := live.first():
        return existing
    if not round.is_open(timezone.localdate(at)):
        raise NotAllowed("该批次不在申报期内")
    if enterprise.region_id not in round.policy.region.with_descendants():
        raise NotAllowed(f"该政策适用于{round.policy.region}内的企业")
    if enterprise.region.level != "county" and any(is_county_bound(stage) for stage in round.version.pack.stages):
        raise NotAllowed("该政策由县（区）部门受理：请先在“企业信息”中把所属区划改为企业所在的县（区）")
    try:
        with transaction.atomic():
            return _create_draft(enterprise, round, user, at)
    except IntegrityError:  # the same person clicked twice
        return live.get()


def is_county_bound(stage: Stage) -> bool:
    """Tell whether the stage is a county's and nobody skips it: units of the city file with the county they lie in."""
    return stage.level == "county" and stage.kind != "disbursement" and not stage.skip_when


def _create_draft(enterprise: Enterprise, round: ApplicationRound, user: User, at: datetime) -> Application:
    return Application.objects.create(
        number=next_number(at),
        enterprise=enterprise,
        round=round,
        version=round.version,
        region=enterprise.region,
        status_since=at,
        created_by=user,
        created_at=at,
        account_name=enterprise.name,
        bank_name=enterprise.bank_name,
        bank_account=enterprise.bank_account,
    )


@transaction.atomic
def save_facts(application: Application, values: dict[str, Any], user: User, at: datetime) -> None:
    """Store the given facts (填报项) and the estimate that follows; None removes a fact.

    Facts that may not be changed now are left as they are. Raises NotAllowed when the case is with the officials.
    """
    locked = Application.objects.select_for_update().get(pk=application.pk)
    if not locked.is_editable:
        raise NotAllowed("此件正在审核，暂不能修改")
    stored = {row.name: row for row in application.fact_rows.all()}
    open_now = open_keys(locked)[CorrectionItem.Kind.FACT] if locked.status == Status.RETURNED else set(values)
    for name, value in values.items():
        if name not in open_now:
            continue
        row = stored.get(name)
        if value in (None, "", []):
            CaseFact.objects.filter(application=application, name=name).delete()
        elif row is None or row.value != value:
            CaseFact.objects.update_or_create(
                application=application, name=name, defaults={"value": value, "set_by": user, "set_at": at}
            )
    application.estimated_yuan = facts.decide(application).amount_yuan
    application.saved_at = at
    application.save(update_fields=["estimated_yuan", "saved_at"])


@transaction.atomic
def estimate_again(application: Application) -> None:
    """Store the estimate (测算金额) anew: a ruling has settled what was open. A determined case keeps what it had."""
    locked = Application.objects.select_for_update().get(pk=application.pk)
    if locked.status in (Status.DRAFT, Status.IN_REVIEW, Status.RETURNED):
        application.estimated_yuan = facts.decide(application).amount_yuan
        application.save(update_fields=["estimated_yuan"])


@transaction.atomic
def add_document(application: Application, material: Material, upload: Any, user: User, at: datetime) -> Document:
    """File one upload under a material (上传材料). Raises ValidationError for a refused file, NotAllowed out of turn."""
    _lock_for_material(application, material.key)
    accepted = documents.check_file(upload, material.accept)
    if application.documents.filter(material=material.key, sha256=accepted.sha256, removed_at__isnull=True).exists():
        raise ValidationError("这份文件已经上传过")
    documents.store(accepted)
    return Document.objects.create(
        application=application,
        material=material.key,
        name=upload.name[-200:],
        content_type=accepted.content_type,
        size=len(accepted.content),
        sha256=accepted.sha256,
        uploaded_by=user,
        uploaded_at=at,
    )


@transaction.atomic
def remove_document(application: Application, document: Document, at: datetime) -> None:
    """Take an uploaded file out of the case; its row and bytes stay for the record."""
    _lock_for_material(application, document.material)
    document.removed_at = at
    document.save(update_fields=["removed_at"])


def _lock_for_material(application: Application, key: str) -> None:
    locked = Application.objects.select_for_update().get(pk=application.pk)
    if not may_change(locked, CorrectionItem.Kind.MATERIAL, key):
        raise NotAllowed("此件当前不能更换这份材料")


@transaction.atomic
def save_account(application: Application, account: dict[str, str], user: User, at: datetime) -> None:
    """Store the account that is to be paid (收款账户) in a draft, or where the correction notice names it."""
    locked = Application.objects.select_for_update().get(pk=application.pk)
    if not may_change(locked, ACCOUNT, ACCOUNT):
        raise NotAllowed("此件当前不能更改收款账户")
    if any(getattr(locked, name) != value for name, value in account.items()):
        named = [item for item in open_items(locked) if item.kind == ACCOUNT]
        CorrectionItem.objects.filter(pk__in=[item.pk for item in named]).update(answer="已更正收款账户")
    for name, value in account.items():
        setattr(application, name, value)
    application.saved_at = at
    application.save(update_fields=["saved_at", *account])


def lock(application: Application) -> None:
    """Make everybody else wait who would change the case, so that what is checked now is what is filed."""
    Application.objects.select_for_update().get(pk=application.pk)


def check_clerk(application: Application, user: User, at: datetime) -> None:
    """Raise NotAllowed unless the person is a clerk (经办人) of the enterprise that the application belongs to."""
    own = {enterprise.pk for enterprise in clerk_enterprises(user, timezone.localdate(at))}
    if application.enterprise_id not in own:
        raise NotAllowed("您的角色不能办理这一步")


@transaction.atomic
def submit(application: Application, user: User, at: datetime, *, not_eligible_accepted: bool = False) -> None:
    """Submit the application (提交申报) with the commitment given by `user`, and hand it to the review desk.

    Raises ValidationError with everything that is missing, NotAllowed when the round has closed or it was submitted.
    """
    check_clerk(application, user, at)
    lock(application)
    if not application.round.is_open(timezone.localdate(at)):
        raise NotAllowed("该批次已截止申报")
    gaps = gaps_before_filing(application)
    decision = facts.decide(application)
    if decision.outcome == "not_eligible" and not not_eligible_accepted:
        gaps.append("系统测算不符合条件，如仍要提交请勾选“已知悉”")
    if gaps:
        raise ValidationError(gaps)
    application.move(
        Action.SUBMIT,
        by=user,
        role=CLERK,
        at=at,
        submitted_at=at,
        committed_by=user,
        estimated_yuan=decision.amount_yuan,
    )
    review_desk().receive(application, at)


def gaps_before_filing(application: Application) -> list[str]:
    """Return one sentence for each thing that is still missing before the application can be submitted."""
    pack, values = application.version.pack, facts.fact_values(application)
    gaps = [f"未填写：{fact.label}" for fact in facts.missing_facts(application, pack, values)]
    gaps += [f"未上传：{material.title}" for material in facts.missing_materials(application, pack, values)]
    if not (application.account_name and application.bank_name and application.bank_account):
        gaps.append("未填写收款账户（户名、开户银行、账号）")
    elif not is_account_number(application.bank_account):
        gaps.append(f"收款账号不正确：{ACCOUNT_RULE}")
    return gaps


def is_answered(item: CorrectionItem) -> bool:
    """Tell whether a correction item was acted on since the notice: changed, replaced, or explained."""
    application, since = item.notice.application, item.notice.issued_at
    if item.answer:
        return True
    if item.kind == ACCOUNT:
        return False
    if item.kind == CorrectionItem.Kind.FACT:
        return application.fact_rows.filter(name=item.key, set_at__gte=since).exists()
    return application.documents.filter(material=item.key, uploaded_at__gte=since, removed_at__isnull=True).exists()


@transaction.atomic
def answer_item(application: Application, item: CorrectionItem, answer: str) -> None:
    """Store the enterprise's explanation of one correction item (补正说明)."""
    lock(application)
    if not may_change(Application.objects.get(pk=application.pk), item.kind, item.key):
        raise NotAllowed("此件当前不能补正")
    item.answer = answer.strip()
    item.save(update_fields=["answer"])


@transaction.atomic
def resubmit(application: Application, user: User, at: datetime) -> None:
    """Submit the correction (提交补正): every item answered, nothing required missing; the review goes on.

    Raises ValidationError with what is still open, NotAllowed when the case is not waiting for a correction.
    """
    check_clerk(application, user, at)
    lock(application)
    items = open_items(application)
    gaps = [f"尚未补正：{item.label}（请修改、重新上传，或填写说明）" for item in items if not is_answered(item)]
    if gaps := gaps + gaps_before_filing(application):
        raise ValidationError(gaps)
    application.move(Action.RESUBMIT, by=user, role=CLERK, at=at, estimated_yuan=facts.decide(application).amount_yuan)
    application.corrections.filter(answered_at__isnull=True).update(answered_at=at)
    review_desk().resume(application, at)


@transaction.atomic
def withdraw(application: Application, user: User, at: datetime, reason: str) -> None:
    """Withdraw the application (撤回) before it is decided; its open review tasks are cancelled."""
    check_clerk(application, user, at)
    application.move(Action.WITHDRAW, by=user, role=CLERK, at=at, reason=reason)
    review_desk().close(application, at)


@transaction.atomic
def correct_account(application: Application, account: dict[str, str], user: User, at: datetime) -> None:
    """Correct the account after a failed transfer (更正收款账户); the claim becomes payable again."""
    check_clerk(application, user, at)
    before = application.bank_account
    application.move(
        Action.CORRECT_ACCOUNT,
        by=user,
        role=CLERK,
        at=at,
        reason=f"尾号 {before[-4:]} 更正为尾号 {account['bank_account'][-4:]}",
        **account,
    )
    tell_next(application, "disbursement", timezone.localdate(at), "账户已更正，可重新拨付")

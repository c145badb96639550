"""What an enterprise says about itself (企业档案填报): values by period, titles, bank accounts."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Enterprise, User
from applications.models import BankAccount, ProfileEntry, ProfileFact, ProfileSource
from applications.profile.standing import Place, standing
from applications.workflow import NotAllowed


@transaction.atomic
def declare(enterprise: Enterprise, values: dict[Place, Any], user: User, at: datetime, evidence: str = "") -> int:
    """Add the values that are new to the profile and return how many; None takes a value back, nothing is overwritten."""
    lock(enterprise)
    own = standing(enterprise, {name for name, _ in values}).own
    rows = [
        ProfileFact(
            enterprise=enterprise, name=name, period=period, value=value, source=ProfileSource.DECLARED,
            evidence=evidence, entered_by=user, entered_at=at,
        )
        for (name, period), value in values.items()
        if value != (own[name, period].value if (name, period) in own else None)
    ]  # fmt: skip
    ProfileFact.objects.bulk_create(rows)
    return len(rows)


def lock(enterprise: Enterprise) -> None:
    """Make everybody else wait who would change the enterprise's profile."""
    Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)


def add_title(enterprise: Enterprise, title: dict[str, Any], user: User, at: datetime) -> ProfileEntry:
    """Add a title that the enterprise declares (登记资质). Raises ValidationError for one that it has declared already."""
    try:
        with transaction.atomic():
            return ProfileEntry.objects.create(
                enterprise=enterprise, kind=ProfileEntry.Kind.TITLE, source=ProfileSource.DECLARED, entered_by=user,
                entered_at=at, **title,
            )  # fmt: skip
    except IntegrityError:
        raise ValidationError("同名同号的资质已经登记") from None


@transaction.atomic
def remove_title(entry: ProfileEntry, user: User, at: datetime) -> None:
    """Take a declared title out of the profile; its row stays. Raises NotAllowed for one that is gone or a register's."""
    stored = ProfileEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if stored.removed_at or stored.source != ProfileSource.DECLARED:
        raise NotAllowed("这项资质已经移除，或者是部门登记的")
    stored.removed_at, stored.removed_by = at, user
    stored.save(update_fields=["removed_at", "removed_by"])


@transaction.atomic
def add_account(enterprise: Enterprise, account: dict[str, str], user: User, at: datetime) -> BankAccount:
    """Add a bank account (登记收款账户); the first one becomes the default. Raises ValidationError for a known number."""
    lock(enterprise)
    kept = BankAccount.objects.filter(enterprise=enterprise, removed_at__isnull=True)
    if kept.filter(number=account["number"]).exists():
        raise ValidationError("这个账号已经登记")
    made = BankAccount.objects.create(
        enterprise=enterprise, origin="企业填报", entered_by=user, entered_at=at, **account
    )
    if not kept.filter(is_default=True).exists():
        make_default(made)
    return made


@transaction.atomic
def make_default(account: BankAccount) -> None:
    """Make the account the one that new claims are paid to (设为默认). Raises NotAllowed for a removed one."""
    lock(account.enterprise)
    stored = BankAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    if stored.removed_at:
        raise NotAllowed("这个账户已经移除")
    BankAccount.objects.filter(enterprise=stored.enterprise_id, is_default=True).update(is_default=False)
    BankAccount.objects.filter(pk=stored.pk).update(is_default=True)
    Enterprise.objects.filter(pk=stored.enterprise_id).update(bank_name=stored.bank_name, bank_account=stored.number)


@transaction.atomic
def remove_account(account: BankAccount, at: datetime) -> None:
    """Take an account out of the list; cases keep theirs. Raises NotAllowed for the default one or one that is gone."""
    stored = BankAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    if stored.removed_at or stored.is_default:
        raise NotAllowed("默认账户不能移除，请先另设默认账户" if stored.is_default else "这个账户已经移除")
    stored.removed_at = at
    stored.save(update_fields=["removed_at"])

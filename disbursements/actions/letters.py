"""The letter (文书) that tells of a payment."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Bureau, User
from disbursements.models import Payment
from reviews.letters.issuing import day_words, issue, money_words
from reviews.models import Letter


def issue_paid(payment: Payment, bureau: Bureau, by: User, at: datetime) -> Letter:
    """Issue the letter of a payment (拨付告知书): how much, when, to which account."""
    words: dict[str, Any] = {
        "paid_on": day_words(timezone.localtime(at)),
        "tail": payment.bank_account[-4:],
        **money_words(payment.amount_yuan),
    }
    return issue(Letter.Kind.PAID, payment.application, bureau, by, at, **words)

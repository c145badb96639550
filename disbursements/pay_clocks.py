"""The time limits of payments (拨付时限): which cases that wait for one must be paid by when."""

from datetime import date
from typing import NamedTuple

from accounts.models import User
from applications.models import Application
from disbursements.queues import maker_roles, waiting_at
from reviews.agreements import pay_by_of, payment_clock
from reviews.clocks import Clock
from reviews.models import Agreement


class DuePayment(NamedTuple):
    """A case that must be paid by a day, inclusive, with the clock."""

    application: Application
    pay_by: date
    clock: Clock | None


def due_payments(user: User, today: date) -> list[DuePayment]:
    """Return the cases of the maker's bureaus whose document sets a last day for the payment, the nearest first."""
    waiting = waiting_at(maker_roles(user, today))
    signed = Agreement.objects.filter(application__in=waiting, signed_on__isnull=False)
    rows = signed.select_related("application__enterprise", "application__round__policy", "application__version")
    found = [
        DuePayment(row.application, due, payment_clock(row.application, row.signed_on, today))
        for row in rows
        if (due := pay_by_of(row.application, row.signed_on))
    ]
    return sorted(found, key=lambda each: (each.pay_by, each.application.number))

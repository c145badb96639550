"""Who takes part: the officials of each policy's bureaus, and a round that is open today."""

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from accounts.models import Role, User
from accounts.tests.factories import SINCE, official
from policies.models import ApplicationRound
from policies.tests.factories import application_round


class Payers(NamedTuple):
    """The two people through whose hands a payment goes."""

    maker: User
    checker: User


class Deciders(NamedTuple):
    """The two people who settle an amount."""

    reviewer: User
    chief: User


def open_round(code: str, **fields) -> ApplicationRound:
    """A round that opened before the factories' cases were filed and closes two months from today."""
    fields = {"opens_on": SINCE, "closes_on": timezone.localdate() + timedelta(days=60), **fields}
    return application_round(code, **fields)


def reviewer(line: str, region: str, **fields) -> User:
    return official(Role.PRELIMINARY_REVIEWER, line, region, **{"name": "初审员李", **fields})


def deciders(line: str, region: str) -> Deciders:
    return Deciders(
        official(Role.FINAL_REVIEWER, line, region, name="审定员周"),
        official(Role.CHIEF, line, region, name="负责人吴"),
    )


def payers(region: str) -> Payers:
    return Payers(
        official(Role.PAYMENT_MAKER, "finance", region, name="拨付员郑"),
        official(Role.PAYMENT_CHECKER, "finance", region, name="复核员孙"),
    )

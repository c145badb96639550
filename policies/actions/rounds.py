"""What a round asks of a filing (批次申报要求): set by the bureau that releases the policy, each change on record."""

from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from policies.actions.drafting import RELEASER, check_role
from policies.models import ApplicationRound, RoundTerms


class Terms(NamedTuple):
    """Certified by the principal (企业负责人确认), with a stamped form (盖章申报书), the second looks, the sample.

    Of the cases determined `second_look_pct` percent are looked at again, each within `second_look_days` working days;
    of the cases that wait for a sampled site check `site_check_pct` percent are checked, all where it is None.
    `scarcity_rule` shares out money that does not suffice for all; the reason names the clause, or is the ruling.
    """

    needs_certification: bool = False
    needs_stamped_form: bool = False
    second_look_pct: int = 0
    second_look_days: int | None = None
    site_check_pct: int | None = None
    scarcity_rule: str = ""


@transaction.atomic
def set_round_terms(round: ApplicationRound, user: User, at: datetime, reason: str, terms: Terms) -> RoundTerms:
    """Set what a round asks of a filing, for every claim not submitted yet, and its shares of checks.

    Raises ValidationError without a reason, where nothing changes, or for somebody whose bureau does not answer for the
    policy.
    """
    check_role(round.policy, user, RELEASER, at)
    stored = ApplicationRound.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由"})
    asked = terms._asdict()
    if all(getattr(stored, name) == value for name, value in asked.items()):
        raise ValidationError("申报要求没有变化")
    for name, value in asked.items():
        setattr(stored, name, value)
    stored.save(update_fields=list(asked))
    return RoundTerms.objects.create(round=stored, set_by=user, set_at=at, reason=reason.strip(), **asked)

"""What a round asks of a filing (批次申报要求): set by the bureau that releases the policy, each change on record."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from policies.actions.drafting import RELEASER, check_role
from policies.models import ApplicationRound, RoundTerms


@transaction.atomic
def set_round_terms(
    round: ApplicationRound, user: User, at: datetime, reason: str, *, certification: bool, stamped_form: bool
) -> RoundTerms:
    """Set whether a round's claims are certified by the principal (企业负责人确认) and need a stamped form (盖章申报书).

    Counts for every claim that is not submitted yet. Raises ValidationError without a reason, where nothing changes,
    or for somebody whose bureau does not answer for the policy.
    """
    check_role(round.policy, user, RELEASER, at)
    stored = ApplicationRound.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由"})
    if (stored.needs_certification, stored.needs_stamped_form) == (certification, stamped_form):
        raise ValidationError("申报要求没有变化")
    stored.needs_certification, stored.needs_stamped_form = certification, stamped_form
    stored.save(update_fields=["needs_certification", "needs_stamped_form"])
    return RoundTerms.objects.create(
        round=stored,
        needs_certification=certification,
        needs_stamped_form=stamped_form,
        set_by=user,
        set_at=at,
        reason=reason.strip(),
    )

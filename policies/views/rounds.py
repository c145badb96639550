"""The rounds of a policy for the bureau that releases it: what each asks of a filing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import RoleRequest, requires_role
from accounts.models import Role
from policies.actions.rounds import Terms, set_round_terms
from policies.draft_queues import editable_policies
from policies.forms import RoundTermsForm
from policies.models import ApplicationRound

TERMS = ("needs_certification", "needs_stamped_form", "second_look_pct", "second_look_days", "site_check_pct",
         "scarcity_rule")  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires_role(Role.POLICY_RELEASER)
def round_terms(request: RoleRequest, code: str, pk: int) -> HttpResponse:
    """What the round asks of a filing (批次申报要求) and how many cases are looked at twice, with its earlier settings."""
    own = editable_policies(request.user, request.today, (Role.POLICY_RELEASER,))
    rounds = ApplicationRound.objects.select_related("policy__region", "version").filter(
        policy__in=own, policy__code=code
    )
    round = get_object_or_404(rounds, pk=pk)
    initial = {name: getattr(round, name) for name in TERMS}
    sampled = next((stage for stage in round.version.pack.stages if stage.sampled), None)
    form = RoundTermsForm(request.POST if request.method == "POST" else None, initial=initial, sampled=sampled)
    if form.is_bound and form.is_valid() and is_set(request, round, form):
        messages.success(request, f"“{round.name}”的申报要求已更新，尚未提交的申报按新要求办理。")
        return redirect("round_terms", code, pk)
    context = {"policy": round.policy, "round": round, "form": form, "terms": round.terms.select_related("set_by")}
    return render(request, "policies/packs/round.html", context, status=422 if form.errors else 200)


def is_set(request: RoleRequest, round: ApplicationRound, form: RoundTermsForm) -> bool:
    """Set the terms; where the rules refuse, put their words on the form and say no."""
    asked = form.cleaned_data
    terms = Terms._make(asked.get(name) for name in TERMS)
    try:
        set_round_terms(round, request.user, request.now, asked["reason"], terms)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True

"""The questions of the finance bureau: what may be paid, what waits for whom."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, Func, IntegerField, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import Bureau, Region, Role, RoleAssignment, User
from accounts.roles import assignments, bureaus_of
from applications.models import Application, MaterialGap
from applications.stages import COUNTY_LEVELS, cases_of_stage, share_region, within
from applications.workflow import Status
from disbursements.models import Account, AllocationLine, CaseBalance, Payment, PaymentBatch, ShareRemittance
from disbursements.models.batches import PaymentBatchQuerySet
from disbursements.shares import Share, remit_first_shares
from policies.models import Scarcity
from publicity.models import NoticeLine
from publicity.queues import by_bureau, latest_determinations
from reviews.models import Determination
from reviews.recusals import conflict_of

PAYMENT_ROLES = (Role.PAYMENT_MAKER, Role.PAYMENT_CHECKER)
READERS = (*PAYMENT_ROLES, Role.SUPERVISOR)
ALLOCATED = (Scarcity.PRO_RATA, Scarcity.RANKING)
LIVE = ("pending", "released", "paid")
BEFORE_PAYMENT = (
    Status.AWAITING_PUBLICITY,
    Status.IN_PUBLICITY,
    Status.AWAITING_DISBURSEMENT,
    Status.PAYMENT_FAILED,
)
HEAVY = ("facts", "documents", "decision", "reviews", "application__version__pack_yaml")
DUE_SHARES = Func(
    F("shares"),
    template="jsonb_array_length(jsonb_path_query_array(%(expressions)s, '$[*] ? (@.remit_first == true)'))",
    output_field=IntegerField(),
)


class PayableRound(NamedTuple):
    """What may be paid in one round by one bureau: how many cases, how much, since when, and whether money is reserved."""

    bureau: Bureau
    round_id: int
    round_name: str
    policy: str
    case_count: int
    total_yuan: Decimal
    since: datetime
    is_funded: bool


def with_remittances(determinations: QuerySet[Determination]) -> QuerySet[Determination]:
    """Annotate how many shares have to be remitted first, how many were in time, and whether one was late."""
    live = ShareRemittance.objects.filter(determination=OuterRef("pk"), voided_at__isnull=True)
    in_time = live.filter(is_late=False).order_by().values("determination").annotate(n=Count("pk")).values("n")
    return determinations.annotate(
        due_shares=DUE_SHARES,
        remitted_shares=Coalesce(Subquery(in_time), 0),
        is_remitted_late=Exists(live.filter(is_late=True)),
    )


def fit_determinations(applications: Iterable[int] | QuerySet) -> QuerySet[Determination]:
    """Return the determinations in force whose case awaits disbursement, every local share remitted, no material owed.

    `payable_yuan` is what an allocation in force gives (`line_id`), else all that is approved; in a round that shares its
    money by proportion or by score, only an allocation makes a case payable.
    """
    line = AllocationLine.objects.filter(determination=OuterRef("pk"), allocation__state="effective")
    line = line.order_by("-allocation__effective_at", "-pk")
    found = with_remittances(latest_determinations(applications)).annotate(
        line_id=Subquery(line.values("pk")[:1]),
        payable_yuan=Coalesce(Subquery(line.values("allocated_yuan")[:1]), F("approved_yuan")),
    )
    whole = Q(remitted_shares__gte=F("due_shares")) & ~MaterialGap.objects.of_outer()
    shared = Q(line_id__isnull=False) | ~Q(application__round__scarcity_rule__in=ALLOCATED)
    return found.filter(whole, shared, application__status=Status.AWAITING_DISBURSEMENT, payable_yuan__gt=0)


def amount_of(determination: Any) -> Decimal:
    """Return what is to be paid of a determination that `fit_determinations` gave, in 元."""
    amount: Decimal = determination.payable_yuan
    return amount


def funded(determinations: QuerySet[Determination]) -> QuerySet[Determination]:
    """Keep the determinations for which one fund has reserved the whole amount (已预留资金)."""
    return determinations.filter(Exists(_reserved()))


def _reserved() -> QuerySet[CaseBalance]:
    held = CaseBalance.objects.filter(application=OuterRef("application"), account=Account.RESERVED)
    return held.filter(balance_yuan__gte=OuterRef("payable_yuan"))


def owing_cases(waiting: QuerySet) -> QuerySet[Determination]:
    """Return which of the waiting cases still owe a material that was left out at acceptance (容缺), with `owed` gaps."""
    found = latest_determinations(waiting).filter(MaterialGap.objects.of_outer()).defer(*HEAVY)
    owed = MaterialGap.objects.filter(state__in=MaterialGap.OWED)
    return found.prefetch_related(Prefetch("application__gaps", owed, to_attr="owed"))


def maker_roles(user: User, today: date) -> list[RoleAssignment]:
    """Return the user's assignments as payment maker; a page asks once and hands them on."""
    return assignments(user, [Role.PAYMENT_MAKER], today)


def waiting_at(held: Iterable[RoleAssignment]) -> QuerySet:
    """Return the ids of the cases awaiting disbursement at the makers' bureaus that no live payment covers."""
    covered = Payment.objects.filter(application=OuterRef("pk"), state__in=LIVE)
    waiting = Application.objects.filter(~Exists(covered), status=Status.AWAITING_DISBURSEMENT)
    return cases_of_stage(waiting, "disbursement", held).order_by().values("pk")


def payable_cases(user: User, today: date, bureau: Bureau | None = None) -> QuerySet[Determination]:
    """Return the determinations (核定) that the maker may put into a batch now, at all own bureaus or one."""
    held = [each for each in maker_roles(user, today) if bureau is None or each.bureau_id == bureau.pk]
    found = funded(fit_determinations(waiting_at(held))).exclude(conflict_of(user)).defer(*HEAVY)
    return found.order_by("application__region__order", "application__enterprise__name", "application_id")


def blocked_cases(waiting: QuerySet) -> QuerySet[Determination]:
    """Return which of the waiting cases cannot be paid yet, or at all, for want of a local share remitted in time."""
    found = with_remittances(latest_determinations(waiting)).defer(*HEAVY)
    return found.filter(Q(remitted_shares__lt=F("due_shares"))).order_by("application__region__order", "application_id")


def forfeited_cases(user: User, today: date) -> QuerySet[Determination]:
    """Return the blocked cases of the maker's bureaus whose local share is late: remitted so, or the deadline is over."""
    over = Q(application__round__remit_by__lt=today) | Q(is_remitted_late=True)
    return blocked_cases(waiting_at(maker_roles(user, today))).filter(over)


def payable_rounds(bureau: Bureau, waiting: QuerySet) -> list[PayableRound]:
    """Return the rounds in which the waiting cases of a bureau are payable, the longest wait first.

    Those that wait for money (待资金) stand apart from those whose money is reserved.
    """
    names = ("application__round", "application__round__name", "application__round__policy__title")
    found = fit_determinations(waiting).annotate(is_funded=Exists(_reserved())).order_by().values(*names, "is_funded")
    counted = found.annotate(Count("pk"), Sum("payable_yuan"), Min("application__status_since"))
    columns = (*names, "pk__count", "payable_yuan__sum", "application__status_since__min", "is_funded")
    rows = [PayableRound(bureau, *row) for row in counted.values_list(*columns)]
    return sorted(rows, key=lambda row: (not row.is_funded, row.since))


class MakerDesk(NamedTuple):
    """What waits for a payment maker: rounds to pay, cases that cannot be paid, own batches."""

    payable: list[PayableRound]
    blocked: list[Determination]
    making: list[PaymentBatch]
    owing: list[Determination]


def maker_desk(user: User, today: date) -> MakerDesk:
    """Return all of the maker's desk, the assignments and packs asked for once."""
    held = maker_roles(user, today)
    payable: list[PayableRound] = []
    blocked: list[Determination] = []
    owing: list[Determination] = []
    for bureau, own in by_bureau(held):
        waiting = waiting_at(own)
        payable += payable_rounds(bureau, waiting)
        blocked += blocked_cases(waiting)[:20]
        owing += owing_cases(waiting)[:20]
    making = batches_at(held).filter(state__in=[PaymentBatch.State.DRAFT, PaymentBatch.State.RELEASED])
    return MakerDesk(payable, blocked, list(making[:20]), owing)


def remittances_due(user: User, today: date) -> QuerySet[Determination]:
    """Return the determinations with a share that the maker's finance bureau remits first and has not recorded."""
    wanted = Q(pk__in=[])
    for each in maker_roles(user, today):
        if each.bureau and each.bureau.line == Bureau.Line.FINANCE:
            wanted |= _due_at(each, each.bureau.region)
    waiting = Application.objects.filter(status__in=BEFORE_PAYMENT).values("pk")
    found = with_remittances(latest_determinations(waiting)).filter(wanted).defer(*HEAVY)
    return found.order_by("application__round__remit_by", "application_id")


def _due_at(held: RoleAssignment, region: Region) -> Q:
    due = Q(pk__in=[])
    places = {"local": Q(application__region=region)}
    for level in COUNTY_LEVELS if region.level == "county" else (region.level,):
        places[level] = within(region, "application__region")
    for level, place in places.items():
        recorded = ShareRemittance.objects.filter(
            application=OuterRef("application"), level=level, voided_at__isnull=True
        )
        due |= Q(shares__contains=[{"level": level, "remit_first": True}]) & place & ~Q(Exists(recorded))
    return due & Q(application__round__policy__code=held.policy_code) if held.policy_code else due


def own_due_shares(
    determinations: Iterable[Determination], user: User, today: date
) -> list[tuple[Determination, Share]]:
    """Return each determination with the shares of it that the maker's own regions remit."""
    regions = {bureau.region_id for bureau in bureaus_of(user, [Role.PAYMENT_MAKER], today)}
    found = []
    for item in determinations:
        for share in remit_first_shares(item):
            region = share_region(item.application, share.level)
            if region and region.pk in regions:
                found.append((item, share))
    return found


def own_remittances(user: User, today: date) -> QuerySet[ShareRemittance]:
    """Return the remittances of the maker's bureaus, newest first."""
    found = ShareRemittance.objects.filter(bureau__in=bureaus_of(user, [Role.PAYMENT_MAKER], today))
    return found.select_related("application__enterprise", "application__round__policy", "bureau", "recorded_by")


def batches_of(user: User, today: date, roles: Iterable[str] = READERS) -> PaymentBatchQuerySet:
    """Return the batches of the bureaus in which the user holds any of `roles`; a supervisor's whole jurisdiction."""
    return batches_at(assignments(user, roles, today))


def batches_at(held: Iterable[RoleAssignment]) -> PaymentBatchQuerySet:
    """Return the batches that the assignments open: of the bureau, for a supervisor of the whole region."""
    mine = Q(pk__in=[])
    for each in held:
        if each.bureau is None:
            continue
        policy = Q(round__policy__code=each.policy_code) if each.policy_code else Q()
        place = within(each.bureau.region, "bureau__region") if each.role == Role.SUPERVISOR else Q(bureau=each.bureau)
        mine |= place & policy
    return PaymentBatch.objects.filter(mine).for_list()


def batches_to_check(user: User, today: date) -> PaymentBatchQuerySet:
    """Return the submitted batches that the checker may release: of own bureaus, made by another person."""
    submitted = batches_of(user, today, [Role.PAYMENT_CHECKER]).filter(state=PaymentBatch.State.SUBMITTED)
    return submitted.exclude(made_by=user).order_by("submitted_at")


def lines_of(batch: PaymentBatch) -> QuerySet[Payment]:
    """Return the lines of a batch, removed ones left out, with all that its page shows (`shown_on`: the notices)."""
    published = NoticeLine.objects.filter(state=NoticeLine.State.CLEARED).select_related("notice")
    found = batch.payments.exclude(state=Payment.State.REMOVED)
    return found.select_related("application__enterprise", "application__region__parent").prefetch_related(
        Prefetch("application__notice_lines", queryset=published, to_attr="shown_on")
    )

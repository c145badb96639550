"""One world for the access matrix: an enterprise's cases at every step, the people who may act on them, and strangers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from allauth.account.utils import user_pk_to_url_str

from accounts import actions as account_actions
from accounts.models import Enterprise, JoinRequest, Notification, Role, User
from accounts.tests.factories import bureau, enterprise, grant, official, person, uscc
from applications import actions
from applications.models import Application, BankAccount, MaterialGap, ProfileEntry
from applications.tests.factories import FILED_AT, SHANGHAI, complete, draft, filed
from disbursements import actions as payment_actions
from disbursements.models import PaymentBatch
from disbursements.tests.factories import MADE_AT, batch, payable, remit
from policies import actions as policy_actions
from policies.models import ApplicationRound
from policies.tests.factories import (
    FULL_PRODUCTION,
    PATENT_GRANT,
    RD_EXPENSE,
    application_round,
    policy_version,
    ruling,
)
from portal.tests.world_clocks import calendar_objects, look_objects, supervision_objects
from portal.tests.world_materials import material_objects
from portal.tests.world_money import money_objects
from portal.tests.world_objections import objection_objects
from portal.tests.world_registers import register_objects
from portal.tests.world_stages import stage_objects
from publicity.actions.witnessing import keep_page
from publicity.models import NoticePdf
from publicity.tests.factories import awaiting, draft_notice, published_notice
from reviews import actions as review_actions
from reviews.actions import Item
from reviews.actions.bulk import prepare_batch
from reviews.actions.rating import rate
from reviews.models.ratings import ITEMS
from reviews.tests.factories import advance_to, approved, flag

NOW = datetime(2026, 10, 8, 10, 0, tzinfo=SHANGHAI)  # inside the window of the notice; the first day after the holiday
SECRET_NAME = "保密精工有限公司"

# Who holds which role; the first block is never concerned with the world's cases, the second one is.
STRANGERS: dict[str, Callable[[], User]] = {
    "nobody": person,
    "other_clerk": lambda: member(enterprise("linzhou"), Role.APPLICANT_CLERK),
    "other_enterprise_admin": lambda: member(enterprise("linzhou"), Role.ENTERPRISE_ADMIN),
    "other_principal": lambda: member(enterprise("linzhou"), Role.PRINCIPAL),
    "reviewer_of_other_county": lambda: official(Role.PRELIMINARY_REVIEWER, "industry", "tangyin"),
    "reviewer_of_other_line": lambda: official(Role.PRELIMINARY_REVIEWER, "market", "linzhou"),
    "reviewer_of_other_policy": lambda: official(
        Role.PRELIMINARY_REVIEWER, "industry", "linzhou", policy_code=PATENT_GRANT
    ),
    "former_reviewer": lambda: former(official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou")),
    "final_reviewer_of_other_city": lambda: official(Role.FINAL_REVIEWER, "industry", "pingdingshan"),
    "chief_of_other_city": lambda: official(Role.CHIEF, "industry", "pingdingshan"),
    "publicity_officer_of_other_bureau": lambda: official(Role.PUBLICITY_OFFICER, "science", "pingdingshan"),
    "maker_of_other_bureau": lambda: official(Role.PAYMENT_MAKER, "finance", "pingdingshan"),
    "checker_of_other_bureau": lambda: official(Role.PAYMENT_CHECKER, "finance", "pingdingshan"),
    "admin_of_other_bureau": lambda: official(Role.BUREAU_ADMIN, "industry", "tangyin"),
    "supervisor_of_other_city": lambda: official(Role.SUPERVISOR, "supervision", "pingdingshan"),
    "data_officer_of_other_bureau": lambda: official(Role.DATA_OFFICER, "industry", "tangyin"),
    "editor_of_other_bureau": lambda: official(Role.POLICY_EDITOR, "science", "pingdingshan"),
    "releaser_of_other_bureau": lambda: official(Role.POLICY_RELEASER, "finance", "anyang"),
}
CONCERNED: dict[str, Callable[[], User]] = {
    "clerk": lambda: person(name="周经办", username="secret-clerk"),
    "enterprise_admin": lambda: person(name="吴管理", username="secret-admin"),
    "principal": lambda: person(name="孙负责", username="secret-principal"),
    "reviewer": lambda: official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou", username="secret-reviewer"),
    "bureau_admin": lambda: official(Role.BUREAU_ADMIN, "industry", "linzhou"),
    "supervisor": lambda: official(Role.SUPERVISOR, "supervision", "anyang"),
    "publicity_officer": lambda: official(Role.PUBLICITY_OFFICER, "science", "anyang"),
    "maker": lambda: official(Role.PAYMENT_MAKER, "finance", "zhumadian"),
    "checker": lambda: official(Role.PAYMENT_CHECKER, "finance", "zhumadian"),
    "county_maker": lambda: official(Role.PAYMENT_MAKER, "finance", "linzhou"),
    "data_officer": lambda: official(Role.DATA_OFFICER, "industry", "linzhou"),
    "editor": lambda: official(Role.POLICY_EDITOR, "science", "anyang"),
    "releaser": lambda: official(Role.POLICY_RELEASER, "science", "anyang"),
    "ruling_chief": lambda: official(Role.CHIEF, "science", "anyang"),
    "keeper": lambda: official(Role.BUREAU_ADMIN, "big_data", "anyang"),
    "county_chief": lambda: official(Role.CHIEF, "industry", "linzhou"),
}
PEOPLE = ("visitor", *STRANGERS, *CONCERNED)


def member(of: Enterprise, *roles: str) -> User:
    user = person()
    for role in roles:
        grant(user, role, enterprise=of)
    return user


def former(user: User) -> User:
    account_actions.end_role(user.roles.get(), user, FILED_AT)
    return user


@dataclass
class World:
    """People by their part, and one object per kind of page."""

    people: dict[str, User] = field(default_factory=dict)
    kwargs: dict[str, dict[str, Any]] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)


def build() -> World:
    """Build people, cases at every step, notices, batches and memberships."""
    world = World({key: make() for key, make in CONCERNED.items()})
    own, far = enterprise("linzhou", name=SECRET_NAME), enterprise("yicheng", name=f"驻马店{SECRET_NAME}")
    for of in (own, far):
        grant(world.people["clerk"], Role.APPLICANT_CLERK, enterprise=of)
        grant(world.people["enterprise_admin"], Role.ENTERPRISE_ADMIN, enterprise=of)
        grant(world.people["principal"], Role.PRINCIPAL, enterprise=of)
    add_claims(world, own)
    add_certification(world, own)
    add_ratings(world, own)
    add_publicity(world, own)
    add_payments(world, far)
    add_remittances(world, own)
    add_packs(world, own)
    add_enterprise_people(world, own)
    add_officials(world)
    world.kwargs |= stage_objects(own, world.people["clerk"])
    add_registers(world, own)
    world.kwargs |= calendar_objects()
    world.kwargs |= supervision_objects(world.people["supervisor"], world.kwargs["case_detail"]["number"], NOW)
    world.kwargs |= look_objects(own, world.people["clerk"], world.people["ruling_chief"])
    world.people |= {key: make() for key, make in STRANGERS.items()}
    world.secrets |= {SECRET_NAME, "secret-clerk", "secret-admin", "secret-principal", "secret-reviewer"}
    world.secrets |= set(Application.objects.values_list("number", flat=True))
    return world


def add_claims(world: World, own: Enterprise) -> None:
    """A draft, a case in review and one returned for correction, under the policy that two county bureaus review."""
    clerk = world.people["clerk"]
    started = draft(enterprise=own, user=clerk, round=round_named("起草"))
    complete(started, clerk)
    reviewed = filed(enterprise=own, user=clerk, round=round_named("在审"))
    returned = filed(enterprise=own, user=clerk, round=round_named("补正"))
    task = returned.tasks.get(bureau=bureau("industry", "linzhou"))
    item = Item("fact", returned.fact_rows.first().name, "填报项", "请核对")
    review_actions.return_for_correction(
        task, world.people["reviewer"], FILED_AT + timedelta(hours=1), "请补正", [item]
    )
    add_desk(world, reviewed)
    number = {"number": started.number}
    in_review = {"number": reviewed.number}
    add_owing(world, reviewed)
    [asked] = returned.corrections.get().items.all()
    world.kwargs |= {
        **{key: {"code": FULL_PRODUCTION} for key in ("policy_detail", "policy_effectiveness")},
        "application_start": {"round_id": started.round_id},
        "application_detail": number,
        "application_form": number,
        "application_materials": number,
        "application_submit": number,
        "application_withdraw": number,
        **dict.fromkeys(("application_messages", "messages_read"), number),
        **dict.fromkeys(("application_paper", "application_copy", "paper_make", "scan_upload"), number),
        "paper_file": {**number, "version": actions.make_paper(started, clerk, FILED_AT).number},
        **dict.fromkeys(("case_papers", "case_messages", "case_messages_read"), in_review),
        "case_paper": {**in_review, "version": actions.make_paper(reviewed, clerk, FILED_AT).number},
        **material_objects(started),
        "application_correct": {"number": returned.number},
        "correction_answer": {"number": returned.number, "pk": asked.pk},
        "application_gaps": number,
        "case_detail": in_review,
        "case_replay": {"number": returned.number, "pk": task.pk},
        **{key: {"code": returned.letters.get().code} for key in ("letter_check", "letter_file")},
        "case_side": in_review,
        "case_flow": in_review,
        **dict.fromkeys(("case_flag", "case_flag_settle"), in_review | {"pk": flag(reviewed).pk}),
        "case_act": {**in_review, "name": "pass"},
        "case_here": in_review,
        "case_document": {**in_review, "pk": reviewed.documents.first().pk},
        "annex_export": {"round_id": reviewed.round_id, "key": reviewed.version.pack.exports[0].key},
    }


def add_certification(world: World, own: Enterprise) -> None:
    """A claim that waits for the principal."""
    clerk, round = world.people["clerk"], round_named("待确认")
    ApplicationRound.objects.filter(pk=round.pk).update(needs_certification=True)
    waiting = draft(enterprise=own, user=clerk, round=round_named("待确认"))
    complete(waiting, clerk)
    actions.hand_in(waiting, clerk, FILED_AT, not_eligible_accepted=True)
    numbered = {"number": waiting.number}
    world.kwargs |= dict.fromkeys(("application_certify", "application_decline", "application_take_back"), numbered)


def add_desk(world: World, reviewed: Application) -> None:
    """The officer's task, a view of the desk, and an absence."""
    officer, industry = world.people["reviewer"], bureau("industry", "linzhou")
    open_task = {"pk": reviewed.tasks.get(bureau=industry).pk}
    colleague = official(Role.PRELIMINARY_REVIEWER, "industry", "linzhou")
    leave = review_actions.Leave(officer.roles.get(), colleague, NOW.date(), NOW.date())
    batch = prepare_batch("claim", [reviewed.tasks.get(**open_task)], officer, FILED_AT)
    world.kwargs |= {
        "bulk_start": {"act": "claim"},
        **{key: {"pk": batch.pk} for key in ("bulk", "bulk_confirm", "bulk_progress")},
        **dict.fromkeys(("task_claim", "task_release", "task_assign"), open_task),
        "desk_view_delete": {"pk": review_actions.save_view(officer, "今天到期", "due=today", None, False).pk},
        "absence_cancel": {"pk": review_actions.record_absence(leave, officer, FILED_AT).pk},
    }


def add_owing(world: World, reviewed: Application) -> None:
    """A material that the case in review owes, and what its reviewer registered and wrote for himself."""
    owed = MaterialGap.objects.create(
        application=reviewed, material=reviewed.version.pack.materials[0].key, label="容缺材料", commitment="承诺补交",
        promised_by=world.people["clerk"], promised_at=FILED_AT, promised_on=NOW.date(), state="filed",
        due_on=NOW.date(), bureau=bureau("industry", "linzhou"),
    )  # fmt: skip
    interest = account_actions.register_interest(world.people["reviewer"], uscc(), "shares", "", FILED_AT)
    wording = review_actions.add_opinion(world.people["reviewer"], FILED_AT, "pass", "情况属实")
    world.kwargs |= {
        "gap_file": {"number": reviewed.number, "pk": owed.pk},
        "gap_act": {"pk": owed.pk, "name": "confirm"},
        "interest_end": {"pk": interest.pk},
        "opinion_delete": {"pk": wording.pk},
        "case_tick": {"number": reviewed.number},
    }


def round_named(name: str, code: str = FULL_PRODUCTION):
    return application_round(code, name=name)


def add_ratings(world: World, own: Enterprise) -> None:
    """A refused case that may be rated, and one whose bad rating waits to be called back."""
    clerk, reviewer, later = world.people["clerk"], world.people["reviewer"], FILED_AT + timedelta(hours=1)
    cases = [filed(enterprise=own, user=clerk, round=round_named(name)) for name in ("待评", "已评")]
    for case in cases:
        task = case.tasks.get(bureau=bureau("industry", "linzhou"))
        review_actions.reject(task, reviewer, later, "不属于支持范围")
    rated = rate(cases[1], clerk, later, dict.fromkeys(ITEMS, 1), "没有人接电话")
    world.kwargs |= {"application_rate": {"number": cases[0].number}, "call_back": {"pk": rated.call_back.pk}}


def add_publicity(world: World, own: Enterprise) -> None:
    """A case that waits for a notice, a draft notice, and a published one with an objection."""
    officer, clerk = world.people["publicity_officer"], world.people["clerk"]
    first, second, third = (
        awaiting(enterprise=own, user=clerk, round=round_named(name, RD_EXPENSE)) for name in ("待示", "拟稿", "已示")
    )
    drafted, published = draft_notice(second, by=officer), published_notice(third, by=officer)
    kept, number = keep_page(published, "published", NOW), {"number": published.number}
    assert published.ends_on
    NoticePdf.objects.create(notice=published, ends_on=published.ends_on, asked_at=NOW)
    world.kwargs |= {
        "notice_new": {"round_id": first.round_id, "bureau_id": bureau("science", "anyang").pk},
        **{
            key: {"pk": drafted.pk}
            for key in ("notice_draft", "notice_publish", "notice_discard", "notice_schedule", "notice_unschedule")
        },
        **dict.fromkeys(("notice_detail", "notice_verify", "notice_json", "notice_excel", "notice_pdf"), number),
        **dict.fromkeys(("notice_pdf_progress", "notice_manage", "notice_extend", "notice_correct"), number),
        "notice_snapshot": {**number, "pk": kept.pk},
        "case_recuse": {"number": third.number},
        **objection_objects(published, NOW - timedelta(hours=1)),
    }


def add_payments(world: World, far: Enterprise) -> None:
    """A payable case, a batch at each of its steps, and a failed transfer, under the policy without publicity."""
    clerk, maker, checker = (world.people[key] for key in ("clerk", "maker", "checker"))
    cases = [
        payable(enterprise=far, user=clerk, round=round_named(name, PATENT_GRANT), facts=another_patent(place))
        for place, name in enumerate(("待付", "编制", "复核", "放行", "失败"))
    ]
    made, waiting, out, broken = (batch(case, by=maker) for case in cases[1:])
    for each in (waiting, out, broken):
        payment_actions.submit_batch(each, maker, MADE_AT)
    for each in (out, broken):
        payment_actions.release_batch(each, checker, MADE_AT)
    payment_actions.fail_payment(broken.payments.get(), maker, "户名不符", MADE_AT)
    line = numbered(made) | {"pk": made.payments.get().pk}
    released = numbered(out)
    world.kwargs |= money_objects(out, cases[0], maker)
    world.kwargs |= {
        "batch_new": {"round_id": cases[0].round_id, "bureau_id": bureau("finance", "zhumadian").pk},
        **dict.fromkeys(("batch_detail", "batch_submit", "batch_cancel"), numbered(made)),
        **dict.fromkeys(("batch_return", "batch_release"), numbered(waiting)),
        **dict.fromkeys(("bank_file", "receipt_import"), released),
        **dict.fromkeys(("payment_detail", "line_remove"), line),
        **{key: {**released, "pk": out.payments.get().pk} for key in ("line_result", "line_return")},
        "application_account": {"number": cases[4].number},
    }


def another_patent(place: int) -> dict[str, Any]:
    """One patent is granted once: each of the enterprise's claims is for another."""
    return {"patent_count": 1, "patent_numbers": [f"ZL20201000{place:04d}.1"]}


def numbered(of: PaymentBatch) -> dict[str, Any]:
    return {"number": of.number}


def add_remittances(world: World, own: Enterprise) -> None:
    """A share that the county still has to remit, and one recorded."""
    clerk, maker = world.people["clerk"], world.people["county_maker"]
    due, recorded = (
        approved(FULL_PRODUCTION, enterprise=own, user=clerk, round=round_named(name)).determinations.get()
        for name in ("未缴", "已缴")
    )
    level = next(share["level"] for share in due.shares if share.get("remit_first"))
    world.kwargs |= {
        "payment_cease": {"number": due.application.number},
        "remittance_new": {"number": due.application.number, "level": level},
        "remittance_void": {"pk": remit(recorded, by=maker).pk},
    }


def add_packs(world: World, own: Enterprise) -> None:
    """A draft of the next version, a ruling, and a case that raises another open point."""
    version = policy_version(RD_EXPENSE)
    draft = policy_actions.start_draft(version, world.people["editor"], MADE_AT)
    point = {"first_time_recipient": False, "in_rd_statistics_scope": True, "rd_expense_wan": 1500}
    known = {"max_subsidised_rd_last3y_wan": 1000, "max_rd_all_prior_years_wan": 1000}
    case = filed(RD_EXPENSE, enterprise=own, user=world.people["clerk"], round=round_named("裁定", RD_EXPENSE),
                 facts=point | known)  # fmt: skip
    advance_to(case, "final_review")
    made = ruling(by=world.people["ruling_chief"])
    numbered = {"code": RD_EXPENSE, "number": version.number}
    world.kwargs |= {
        **{key: {"code": RD_EXPENSE} for key in ("policy_rulings", "policy_wordings")},
        "policy_wording": {"code": RD_EXPENSE, "event": "correction"},
        "ruling_withdraw": {"number": made.number},
        "case_ruling": {"number": case.number, "point": "track-overlap"},
        "pack_versions": {"code": RD_EXPENSE},
        **dict.fromkeys(("pack_version", "draft_start", "round_move"), numbered),
        **{key: {"pk": draft.pk} for key in ("draft", "draft_difference", "draft_replay", "replay_progress")},
        "round_terms": {"code": RD_EXPENSE, "pk": case.round_id},
        "draft_part": {"pk": draft.pk, "part": "figures"},
        "draft_act": {"pk": draft.pk, "name": "submit"},
    }


def add_enterprise_people(world: World, own: Enterprise) -> None:
    """An invitation, a join request, a colleague and a message."""
    admin, clerk = world.people["enterprise_admin"], world.people["clerk"]
    invited = account_actions.invite(own, admin, "郑经办", "zheng@example.com", NOW - timedelta(hours=1))
    asked = JoinRequest.objects.create(user=person(), enterprise=own)
    message = Notification.objects.create(user=clerk, title=f"{SECRET_NAME} 待办")
    world.kwargs |= {
        "invitation": {"token": invited.token},
        "invitation_withdraw": {"pk": invited.pk},
        "join_decide": {"pk": asked.pk},
        "colleague_grant": {"pk": clerk.pk},
        "colleague_end": {"pk": clerk.roles.get(enterprise=own).pk},
        "notification_open": {"pk": message.pk},
        "account_reset_password_from_key": {"uidb36": user_pk_to_url_str(clerk), "key": "wrong-key"},
    }


def add_officials(world: World) -> None:
    """The person whom the bureau's administrator manages."""
    reviewer = world.people["reviewer"]
    world.kwargs |= {
        **{key: {"pk": reviewer.pk} for key in ("person", "person_activity")},
        "role_end": {"pk": reviewer.roles.get().pk},
    }


def add_registers(world: World, own: Enterprise) -> None:
    """A register's file that was checked and waits to be imported, and the profile of an enterprise."""
    of = {"uscc": own.uscc}
    title = ProfileEntry.objects.create(
        enterprise=own, kind="title", name=f"{SECRET_NAME}资质", number="1", source="declared",
        entered_by=world.people["clerk"], entered_at=NOW,
    )  # fmt: skip
    account = BankAccount.objects.create(
        enterprise=own, account_name=SECRET_NAME, bank_name="工行", number="170602010901", entered_at=NOW
    )
    world.kwargs |= {
        **dict.fromkeys(("profile", "profile_figures", "profile_titles", "profile_accounts"), of),
        "profile_history": {**of, "name": "industry"},
        "profile_period_history": {**of, "name": "revenue_wan", "period": "2025"},
        "profile_title_remove": {**of, "pk": title.pk},
        "profile_account_act": {**of, "pk": account.pk, "name": "remove"},
    }
    world.kwargs |= register_objects(own, world.people["data_officer"])

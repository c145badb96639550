"""Every URL × every kind of person, generated from the resolver: who gets in, who gets nothing, and that looking changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import BUREAU_ROLES, Role
from portal.tests import world as worlds
from portal.tests.world import NOW, PEOPLE, STRANGERS, World

REVIEWERS = (Role.PRELIMINARY_REVIEWER, Role.FINAL_REVIEWER, Role.CHIEF)
MEMBERS = (Role.APPLICANT_CLERK, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL)
EDITORS = (Role.POLICY_EDITOR, Role.POLICY_RELEASER)
PAYERS = (Role.PAYMENT_MAKER, Role.PAYMENT_CHECKER)
ROLE_OF = {
    "other_clerk": Role.APPLICANT_CLERK,
    "other_enterprise_admin": Role.ENTERPRISE_ADMIN,
    "other_principal": Role.PRINCIPAL,
    "reviewer_of_other_county": Role.PRELIMINARY_REVIEWER,
    "reviewer_of_other_line": Role.PRELIMINARY_REVIEWER,
    "reviewer_of_other_policy": Role.PRELIMINARY_REVIEWER,
    "final_reviewer_of_other_city": Role.FINAL_REVIEWER,
    "chief_of_other_city": Role.CHIEF,
    "publicity_officer_of_other_bureau": Role.PUBLICITY_OFFICER,
    "maker_of_other_bureau": Role.PAYMENT_MAKER,
    "checker_of_other_bureau": Role.PAYMENT_CHECKER,
    "admin_of_other_bureau": Role.BUREAU_ADMIN,
    "supervisor_of_other_city": Role.SUPERVISOR,
    "editor_of_other_bureau": Role.POLICY_EDITOR,
    "releaser_of_other_bureau": Role.POLICY_RELEASER,
    "clerk": Role.APPLICANT_CLERK,
    "enterprise_admin": Role.ENTERPRISE_ADMIN,
    "principal": Role.PRINCIPAL,
    "reviewer": Role.PRELIMINARY_REVIEWER,
    "bureau_admin": Role.BUREAU_ADMIN,
    "supervisor": Role.SUPERVISOR,
    "publicity_officer": Role.PUBLICITY_OFFICER,
    "maker": Role.PAYMENT_MAKER,
    "checker": Role.PAYMENT_CHECKER,
    "county_maker": Role.PAYMENT_MAKER,
    "editor": Role.POLICY_EDITOR,
    "releaser": Role.POLICY_RELEASER,
    "ruling_chief": Role.CHIEF,
    "data_officer": Role.DATA_OFFICER,
    "data_officer_of_other_bureau": Role.DATA_OFFICER,
    "keeper": Role.BUREAU_ADMIN,
    "county_chief": Role.CHIEF,
}


@dataclass(frozen=True)
class Access:
    """Who gets in: the holders of `roles` (each sees only their own), or exactly the named `people` of an object."""

    roles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

    def admits(self, who: str) -> bool:
        return who in self.people or ROLE_OF.get(who) in self.roles


PUBLIC = Access(people=PEOPLE)
SIGNED_IN = Access(people=PEOPLE[1:])


def holders(*roles: str) -> Access:
    return Access(roles=roles)


def only(*people: str) -> Access:
    return Access(people=people)


# A page that is not in this table fails the test: say who may open it.
ACCESS = {
    **dict.fromkeys(
        ("home", "progress", "site_map", "healthz", "readyz", "policy_list", "policy_detail", "policy_rulings", "checkup",
         "checkup_answer", "checkup_take_back", "checkup_restart", "checkup_result", "notice_list",
         "notice_detail", "notice_verify", "verify", "chains_json", "notice_atom", "notice_feed", "open_data", "decisions_csv", "decisions_json",
         "notice_json", "notice_excel", "notice_pdf", "notice_pdf_progress", "objection_new",
         "objection_find", "objection_receipt", "objection_letter", "objection_reconsider", "objection_agree",
         "draw_list", "draw_protocol", "letter_check", "calendar", "calendar_year", "account_login",
         "account_logout", "account_inactive",
         "account_signup", "account_reset_password", "account_reset_password_done",
         "account_reset_password_from_key", "account_reset_password_from_key_done", "invitation"),
        PUBLIC,
    ),
    **dict.fromkeys(
        ("desk", "notifications", "notifications_read", "message_preferences", "large_type", "shortcuts", "joining",
         "join_again",
         "account_change_password"),
        SIGNED_IN,
    ),
    "notification_open": only("clerk"),
    **dict.fromkeys(("enterprise_profile", "colleagues", "colleague_invite"), holders(Role.ENTERPRISE_ADMIN)),
    **dict.fromkeys(
        ("invitation_withdraw", "join_decide", "colleague_grant", "colleague_end"), only("enterprise_admin")
    ),
    **dict.fromkeys(("people", "person_create"), holders(Role.BUREAU_ADMIN)),
    **dict.fromkeys(("person", "person_activity", "role_end"), only("bureau_admin")),
    # The city's and the province's administrators keep the calendar; the county's and another line's are none of these.
    **dict.fromkeys(
        ("calendar_day_new", "calendar_day", "calendar_remove", "calendar_confirm", "calendar_announce"), only("keeper")
    ),
    "pack_desk": holders(*EDITORS),
    **dict.fromkeys(("pack_versions", "pack_version"), holders(*BUREAU_ROLES)),
    **dict.fromkeys(
        ("draft", "draft_part", "draft_difference", "draft_replay", "replay_progress", "draft_act"),
        only("editor", "releaser"),
    ),
    **dict.fromkeys(("draft_start", "policy_wordings", "policy_wording"), only("editor")),
    **dict.fromkeys(("round_move", "round_terms"), only("releaser")),
    **dict.fromkeys(("case_ruling", "ruling_withdraw"), only("ruling_chief")),
    "application_list": holders(*MEMBERS),
    **dict.fromkeys(("application_start", "library"), holders(Role.APPLICANT_CLERK)),
    **dict.fromkeys(("application_detail", "document_view"), only("clerk", "enterprise_admin", "principal")),
    **dict.fromkeys(
        ("application_form", "application_materials", "material_upload", "document_remove", "upload_start",
         "upload_part", "library_use", "library_view", "library_retire", "document_keep", "application_submit",
         "application_correct", "correction_answer", "application_withdraw", "application_account"),
        only("clerk"),
    ),
    **dict.fromkeys(("application_messages", "messages_read"), only("clerk", "enterprise_admin", "principal")),
    "message_list": holders(*REVIEWERS),
    "case_recuse": only("publicity_officer"),
    **dict.fromkeys(("application_paper", "paper_file"), only("clerk", "enterprise_admin", "principal")),
    **dict.fromkeys(("paper_make", "scan_upload", "application_copy"), only("clerk")),
    **dict.fromkeys(("application_certify", "application_decline"), only("principal")),
    "application_take_back": only("clerk"),
    **dict.fromkeys(("application_gaps", "gap_file"), only("clerk")),
    "opinions": holders(*REVIEWERS),
    "opinion_delete": only("reviewer"),
    # A chief who reads the case is told that it is not his to review.
    "case_tick": only("reviewer", "county_chief"),
    "gap_list": holders(*REVIEWERS, Role.SUPERVISOR),
    "gap_act": only("reviewer", "county_chief"),
    "interests": holders(*BUREAU_ROLES),
    "interest_end": only("reviewer"),
    "profile_home": holders(Role.APPLICANT_CLERK, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL),
    **dict.fromkeys(
        ("profile", "profile_figures", "profile_history", "profile_period_history", "profile_titles", "profile_accounts"),
        only("clerk", "enterprise_admin", "principal"),
    ),
    **dict.fromkeys(("profile_title_remove", "profile_account_act"), only("clerk", "enterprise_admin")),
    **dict.fromkeys(("case_papers", "case_paper", "case_messages", "case_messages_read"), only("reviewer", "supervisor", "county_chief")),
    **dict.fromkeys(
        ("supervision_board", "supervision_officers", "supervision_tasks", "supervision_excel", "supervision_notices"),
        holders(Role.CHIEF, Role.SUPERVISOR),
    ),
    **dict.fromkeys(("supervision_new", "supervision_new_on_case"), only("supervisor")),
    "supervision_notice": only("supervisor", "ruling_chief"),
    "second_look_list": holders(*REVIEWERS, Role.SUPERVISOR),
    **dict.fromkeys(("second_look", "look_draw"), only("supervisor", "ruling_chief")),  # and whom the seed drew
    **dict.fromkeys(("look_draw_new", "look_replace"), only("ruling_chief")),
    "review_queue": holders(*REVIEWERS),
    "case_list": holders(*REVIEWERS, Role.SUPERVISOR),
    **dict.fromkeys(
        ("case_detail", "case_replay", "case_side", "case_flow", "case_flag", "case_document"), only("reviewer", "supervisor", "county_chief")
    ),
    **dict.fromkeys(("chain_board", "chain_check"), holders(Role.SUPERVISOR)),
    "application_rate": only("clerk"),
    "rating_list": holders(Role.SUPERVISOR),
    "call_back": only("supervisor"),
    "letter_file": only("clerk", "enterprise_admin", "principal", "reviewer", "supervisor", "county_chief"),
    "case_act": only("reviewer", "county_chief"),
    **dict.fromkeys(("task_claim", "task_release"), only("reviewer")),
    "case_here": only("reviewer", "county_chief"),
    "case_flag_settle": only("reviewer", "county_chief"),
    "task_assign": only("county_chief"),
    **dict.fromkeys(("desk_view_save", "bulk_start"), holders(*REVIEWERS)),
    **dict.fromkeys(("bulk", "bulk_confirm", "bulk_progress"), only("reviewer")),
    "desk_view_delete": only("reviewer"),
    "absences": holders(*REVIEWERS, Role.BUREAU_ADMIN),
    "absence_cancel": only("reviewer", "bureau_admin"),
    **dict.fromkeys(("site_check", "site_check_pdf", "site_photo"), only("ruling_chief", "supervisor")),
    "site_check_act": only("ruling_chief"),
    "panel": only("ruling_chief", "supervisor"),
    "panel_act": only("ruling_chief"),
    "panel_pdf": only(),  # not before the result is opened
    **dict.fromkeys(("expert_desk", "expert_profile"), holders(Role.EXPERT)),
    **dict.fromkeys(("expert_seat", "expert_decline", "expert_document"), only()),  # the drawn experts, none of these
    **dict.fromkeys(("own_site_check", "own_agreement", "own_agreement_file"), only("clerk", "enterprise_admin")),
    "agreement_list": holders(Role.FINAL_REVIEWER),
    **dict.fromkeys(("agreement_detail", "agreement_file", "agreement_act"), only()),  # the city's own final reviewer
    **dict.fromkeys(("publicity_desk", "officer_notice_list"), holders(Role.PUBLICITY_OFFICER)),
    "objection_list": holders(*REVIEWERS, Role.PUBLICITY_OFFICER, Role.SUPERVISOR),
    "dashboard": holders(*REVIEWERS, Role.SUPERVISOR),
    "policy_effectiveness": only("reviewer", "supervisor", "county_chief"),
    "objection_board": holders(Role.CHIEF, Role.SUPERVISOR),
    **dict.fromkeys(
        ("objection_detail", "objection_identity", "objection_file"),
        only("publicity_officer", "ruling_chief", "supervisor"),
    ),
    **dict.fromkeys(("objection_assign", "objection_act"), only("publicity_officer", "ruling_chief")),
    **dict.fromkeys(("own_statement", "own_statement_file"), only("clerk", "enterprise_admin", "principal")),
    **dict.fromkeys(
        ("notice_new", "notice_draft", "notice_publish", "notice_discard", "notice_schedule", "notice_unschedule",
         "notice_extend", "notice_correct"),
        only("publicity_officer"),
    ),
    **dict.fromkeys(("notice_manage", "notice_snapshot"), only("publicity_officer", "supervisor")),
    **dict.fromkeys(("register_desk", "register_template"), holders(Role.DATA_OFFICER)),
    **dict.fromkeys(
        ("register_import", "register_progress", "register_problems", "register_confirm", "register_discard", "register_undo"),
        only("data_officer"),
    ),
    "payment_desk": holders(*PAYERS),
    "batch_list": holders(*PAYERS, Role.SUPERVISOR),
    **dict.fromkeys(("batch_detail", "payment_detail", "bank_file"), only("maker", "checker")),
    **dict.fromkeys(
        ("batch_new", "batch_submit", "batch_cancel", "receipt_import", "line_remove", "line_result"), only("maker")
    ),
    **dict.fromkeys(("batch_return", "batch_release", "batch_close", "sheet_refuse"), only("checker")),
    **dict.fromkeys(("receipt_detail", "batch_reconcile"), only("maker", "checker")),
    **dict.fromkeys(("receipt_confirm", "receipt_discard", "line_return", "batch_send"), only("maker")),
    "fund_list": holders(*PAYERS, Role.SUPERVISOR),
    "fund_new": holders(Role.PAYMENT_MAKER),
    **dict.fromkeys(("fund_detail", "fund_settlement"), only("maker", "checker")),
    **dict.fromkeys(("appropriation_new", "allocation_new"), only("maker")),
    "allocation_list": holders(*PAYERS, Role.SUPERVISOR, Role.CHIEF),
    "allocation_detail": only("maker", "checker"),
    **dict.fromkeys(("allocation_approve", "allocation_refuse"), only("checker")),
    **dict.fromkeys(("appropriation_confirm", "appropriation_refuse"), only("checker")),
    "remittance_list": holders(Role.PAYMENT_MAKER),
    **dict.fromkeys(("remittance_new", "remittance_void"), only("county_maker")),
    "payment_cease": only(),  # the province's maker, who is none of these people
    "annex_list": holders(*REVIEWERS, *PAYERS, Role.SUPERVISOR),
    "annex_export": only("reviewer", "supervisor", "county_maker", "county_chief"),
}  # fmt: skip


def url_patterns() -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    pending = [entry for entry in get_resolver().url_patterns if str(entry.pattern) != "admin/"]
    while pending:
        entry = pending.pop()
        if isinstance(entry, URLResolver):
            pending.extend(entry.url_patterns)
        else:
            found[entry.name or str(entry.pattern)] = entry
    return found


PAGES = sorted(url_patterns())
ADMIN_PAGES = ("index", "password_change", "jsi18n", "autocomplete", "accounts_user_changelist")


@dataclass
class Visits:
    """The world, and a signed-in browser for each person."""

    world: World
    browsers: dict[str, Client]

    def get(self, who: str, name: str) -> tuple[HttpResponseBase, int]:
        return self._ask(self.browsers[who].get, name)

    def post(self, who: str, name: str) -> tuple[HttpResponseBase, int]:
        return self._ask(self.browsers[who].post, name, {"reason": "试试", "opinion": "试试", "result": "paid"})

    def _ask(self, send: Callable[..., HttpResponseBase], name: str, *posted: dict) -> tuple[HttpResponseBase, int]:
        """Return the answer and how many rows it wrote; they are taken back."""
        with transaction.atomic():
            before = rows_written()
            response = send(reverse(name, kwargs=self.world.kwargs.get(name, {})), *posted)
            written = rows_written() - before
            transaction.set_rollback(True)
        return response, written


@pytest.fixture
def visits(db: None, monkeypatch: pytest.MonkeyPatch) -> Visits:
    """The world on a day inside the window of its notice, on which the clock stands still."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    world = worlds.build()
    browsers = {who: Client(raise_request_exception=False) for who in PEOPLE}
    for who, user in world.people.items():
        browsers[who].force_login(user)
    return Visits(world, browsers)


def rows_written() -> int:
    """How many rows this transaction has written so far; PostgreSQL counts what is taken back as well.

    Left aside: sessions, and allauth's own copy of an e-mail address, which it makes when it first looks for one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables "
            "WHERE relname NOT IN ('django_session', 'account_emailaddress')"
        )
        return int(cursor.fetchone()[0])


def body(response: HttpResponseBase) -> str:
    content = b"".join(response)  # type: ignore[call-overload]
    return content.decode("utf-8", errors="ignore")


def is_login(response: HttpResponseBase) -> bool:
    return response.status_code == 302 and response.headers["Location"].startswith(reverse("account_login"))


def is_nothing(response: HttpResponseBase, who: str) -> bool:
    """A visitor is sent to the login page, anybody else is refused or finds nothing; 405 comes before both."""
    return response.status_code in (403, 404, 405) or (who == "visitor" and is_login(response))


def test_every_page_is_declared():
    assert set(url_patterns()) == set(ACCESS)


def wrong_in_looking(visits: Visits, name: str, who: str) -> str:
    """Say what is wrong when the person opens the page; empty where all is as declared."""
    response, written = visits.get(who, name)
    text = body(response) if who in STRANGERS and ACCESS[name] is not PUBLIC else ""
    if written:
        return f"wrote {written} rows"
    if any(secret in text for secret in visits.world.secrets):
        return "reads of another's case"
    if not ACCESS[name].admits(who):
        return "" if is_nothing(response, who) else f"gets {response.status_code}"
    return "" if response.status_code in (200, 302, 405) and not is_login(response) else f"gets {response.status_code}"


def wrong_in_acting(visits: Visits, name: str, who: str) -> str:
    """Say what is wrong when somebody who may not act there posts."""
    response, written = visits.post(who, name)
    if written:
        return f"wrote {written} rows"
    return "" if is_nothing(response, who) else f"gets {response.status_code}"


def test_looking_shows_a_page_to_the_right_people_only_and_changes_nothing(visits: Visits, subtests):
    for name in PAGES:
        # A page for everybody is the same for everybody.
        people = ("visitor", "nobody", "clerk", "reviewer") if ACCESS[name] is PUBLIC else PEOPLE
        with subtests.test(page=name):
            found = {who: wrong_in_looking(visits, name, who) for who in people}
            assert {who: wrong for who, wrong in found.items() if wrong} == {}


def test_acting_is_refused_to_the_wrong_people_and_changes_nothing(visits: Visits, subtests):
    assert visits.post("clerk", "notifications_read")[1] > 0, "a write is counted"
    for name in PAGES:
        wrong_people = [who for who in PEOPLE if not ACCESS[name].admits(who)]
        with subtests.test(page=name):
            found = {who: wrong_in_acting(visits, name, who) for who in wrong_people}
            assert {who: wrong for who, wrong in found.items() if wrong} == {}


def test_the_system_administrators_site_lets_nobody_of_the_portal_in(visits: Visits):
    for who in PEOPLE:
        for name in ADMIN_PAGES:
            response, written = visits.get(who, f"admin:{name}")

            assert response.status_code == 302
            assert response.headers["Location"].startswith(reverse("admin:login"))
            assert written == 0

"""The pages of case work that no story comes by read well too: the access matrix's world, page by page."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import Role, RoleAssignment, User
from accounts.tests.factories import bureau
from portal.tests import world as worlds
from portal.tests.browser.inspection import problems_of, should_read_well
from portal.tests.world import World
from reviews.models import PanelSeat

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES: dict[str, tuple[str, ...]] = {
    "reviewer": ("absences", "bulk", "gap_list", "interests", "opinions", "message_list", "message_preferences",
                 "case_papers", "case_messages", "case_replay", "case_flag", "annex_list"),
    "clerk": ("application_copy", "application_gaps", "application_messages", "application_paper", "application_rate",
              "library", "profile", "profile_figures", "profile_titles", "profile_accounts", "own_agreement",
              "own_site_check"),
    "principal": ("application_certify",),
    "county_chief": ("task_assign", "supervision_board", "supervision_officers", "supervision_tasks"),
    "ruling_chief": ("second_look_list", "look_draw", "second_look", "panel", "site_check", "supervision_notice",
                     "ruling_withdraw"),
    "supervisor": ("supervision_new", "supervision_new_on_case", "supervision_notices", "rating_list", "call_back"),
    "editor": ("policy_wordings", "policy_wording", "draft", "draft_part", "draft_difference", "draft_replay"),
    "releaser": ("round_terms",),
    "data_officer": ("register_desk", "register_import"),
    "keeper": ("calendar_year", "calendar_day", "calendar_day_new", "calendar_remove", "calendar_confirm",
               "calendar_announce"),
    "expert": ("expert_desk", "expert_profile", "expert_seat"),
    "agreement_officer": ("agreement_list", "agreement_detail"),
    "visitor": ("letter_check", "calendar", "policy_rulings"),
}  # fmt: skip


def test_every_page_of_case_work(visitor, live_server, axe_script):
    world = worlds.build()
    add_people(world)

    for who, names in PAGES.items():
        page = known(visitor(), world.people.get(who), live_server.url)
        should_read_well(page, axe_script, [reverse(name, kwargs=world.kwargs.get(name, {})) for name in names])
        page.context.close()
    look_at_the_evidence(known(visitor(), world.people["reviewer"], live_server.url), world, axe_script)


def add_people(world: World) -> None:
    """Name one expert whose score is awaited, and the officer who signs the city's agreements."""
    seat = PanelSeat.objects.filter(state="invited", panel__opened_at=None).select_related("expert").earliest("pk")
    held = RoleAssignment.objects.filter(role=Role.FINAL_REVIEWER, bureau=bureau("science", "anyang")).earliest("pk")
    world.people |= {"expert": seat.expert, "agreement_officer": held.user}
    world.kwargs["expert_seat"] = {"pk": seat.pk}


def known(page: Page, user: User | None, url: str) -> Page:
    """Let the page's browser be signed in as the user, without the form."""
    if user:
        client = Client()
        client.force_login(user)
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
    return page


def look_at_the_evidence(page: Page, world: World, axe_script: str) -> None:
    """Open a document beside the criterion that it proves."""
    page.goto(f"{reverse('case_detail', kwargs=world.kwargs['case_detail'])}?tab=evidence")
    page.get_by_role("tabpanel", name="条件与材料").get_by_role("link", name=".pdf").first.click()
    expect(page.get_by_role("region", name="材料查看")).to_be_visible()

    assert problems_of(page, axe_script) == []

"""The part of the access matrix's world that stands in the later stages: a site check, an expert review, an agreement."""

from typing import Any

from accounts.models import Enterprise, User
from applications.tests.factories import FILED_AT, filed
from policies.tests.factories import application_round
from publicity.actions import close_notice
from publicity.tests.factories import AFTER_AT, published_notice
from reviews.actions import agreements, site_checks
from reviews.models import ReviewTask
from reviews.tests.factories import (
    HOUR,
    PROJECT,
    advance_to,
    appoint_visit,
    approved,
    drawn,
    findings,
    issue,
    officer_for,
    picture,
    scan,
)


def stage_objects(own: Enterprise, clerk: User) -> dict[str, dict[str, Any]]:
    """Return what the pages of the later stages are about."""
    objects = (site_check_objects, panel_objects, agreement_objects)
    return {key: value for make in objects for key, value in make(own, clerk).items()}


def site_check_objects(own: Enterprise, clerk: User) -> dict[str, dict[str, Any]]:
    """A case whose site check was appointed, photographed and recorded."""
    round = application_round(PROJECT, name="核查")
    task = advance_to(filed(PROJECT, enterprise=own, user=clerk, round=round), ReviewTask.Kind.SITE_CHECK)[0]
    user, at = officer_for(task), FILED_AT + 2 * HOUR
    appoint_visit(task, user, at)
    photo = site_checks.add_photo(task, user, at, picture(), "大门")
    site_checks.record(task, user, at, findings(task))
    number = {"number": task.application.number}
    return {
        **dict.fromkeys(("site_check", "site_check_pdf", "own_site_check"), number),
        "site_check_act": {**number, "name": "sign"},
        "site_photo": {**number, "pk": photo.pk},
    }


def agreement_objects(own: Enterprise, clerk: User) -> dict[str, dict[str, Any]]:
    """A case whose agreement was issued and signed by the enterprise."""
    round = application_round(PROJECT, name="任务书")
    application = approved(PROJECT, enterprise=own, user=clerk, round=round)
    close_notice(published_notice(application), AFTER_AT)
    issue(application, AFTER_AT)
    agreements.upload_signed(application, clerk, AFTER_AT, scan())
    number = {"number": application.number}
    return {
        **dict.fromkeys(("agreement_detail", "own_agreement"), number),
        **{key: {**number, "kind": "signed"} for key in ("agreement_file", "own_agreement_file")},
        "agreement_act": {**number, "name": "confirm"},
    }


def panel_objects(own: Enterprise, clerk: User) -> dict[str, dict[str, Any]]:
    """A case that a panel is judging."""
    round = application_round(PROJECT, name="评审")
    case = filed(PROJECT, enterprise=own, user=clerk, round=round)
    task = advance_to(case, ReviewTask.Kind.EXPERT_REVIEW)[0]
    panel = drawn(task, officer_for(task), FILED_AT + 2 * HOUR)
    seat, number = {"pk": panel.seats.first().pk}, {"number": case.number}
    return {
        **dict.fromkeys(("panel", "panel_pdf"), number),
        "panel_act": {**number, "name": "replenish"},
        **dict.fromkeys(("expert_seat", "expert_decline"), seat),
        "expert_document": {**seat, "document": case.documents.first().pk},
    }

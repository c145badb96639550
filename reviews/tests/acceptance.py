"""Cases of a policy with an acceptance stage, and cases that owe a material."""

import re
from datetime import date, datetime, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import Role
from accounts.tests.factories import clerk, enterprise, official
from applications import actions as applicant
from applications.forms.gaps import COMMITMENT
from applications.models import Application, MaterialGap
from applications.tests.factories import FILED_AT, HOME, complete, draft
from policies.actions import release
from policies.models import ApplicationRound
from policies.packs import parse_pack
from policies.tests.factories import PATENT_GRANT, policy_version
from reviews import actions
from reviews.tests.factories import HOUR, act_once, officer_for, open_tasks

AT = FILED_AT + HOUR
DUE = date(2026, 3, 20)
STAGE = r"stages:\n\1- {key: intake, kind: acceptance, title: 受理, level: county, lines: [market], clause: 第二十九条}\n\1-"


def with_acceptance() -> ApplicationRound:
    """A round under a version of the patent grant that has an acceptance stage."""
    before = policy_version(PATENT_GRANT)
    text = re.sub(r"stages:\n( *)-", STAGE, before.pack_yaml, count=1)
    version = release(parse_pack(text, "test"), text, FILED_AT - timedelta(days=1)).version
    return ApplicationRound.objects.create(
        policy=before.policy, version=version, name="先受理", opens_on=date(2026, 1, 1), closes_on=date(2026, 12, 31)
    )


def tolerant(round: ApplicationRound) -> str:
    """Let the first material be filed later in the round; return its key."""
    key = round.version.pack.materials[0].key
    round.tolerable_materials = [key]
    round.save()
    return key


def owing(round: ApplicationRound, at: datetime = FILED_AT) -> Application:
    """A case submitted with its first material promised for later."""
    key, of = tolerant(round), enterprise(HOME[round.policy.code])
    application = draft(round.policy.code, enterprise=of, user=clerk(of), round=round)
    complete(application, application.created_by)
    application.documents.filter(material=key).delete()
    applicant.promise_materials(application, {key: DUE}, COMMITMENT, application.created_by, at)
    applicant.submit(application, application.created_by, at, not_eligible_accepted=True)
    return application


def accepted_with_gap(round: ApplicationRound) -> MaterialGap:
    """The gap of a case just accepted with it."""
    application = owing(round)
    [task] = open_tasks(application)
    [gap] = application.gaps.all()
    stage = next(each for each in round.version.pack.stages if each.key == task.stage)
    actions.accept_with_gaps(task, officer_for(task), AT, {gap.pk: DUE}, "容缺", stage.checklist)
    gap.refresh_from_db()
    return gap


def decided_to_the_end(gap):
    while tasks := open_tasks(gap.application):
        act_once(tasks[0], AT + HOUR)
    return gap.application.determinations.get()


def scan() -> SimpleUploadedFile:
    """A scan of nothing, as a picture."""
    buffer = BytesIO()
    Image.new("RGB", (600, 800), "white").save(buffer, "JPEG")
    return SimpleUploadedFile("a.jpg", buffer.getvalue(), "image/jpeg")


def file_it(gap):
    gap.application.refresh_from_db()
    applicant.file_gap(gap, scan(), gap.application.created_by, AT + HOUR)
    gap.refresh_from_db()


def reviewer(gap):
    return official(Role.PRELIMINARY_REVIEWER, gap.bureau.line, gap.bureau.region.slug)

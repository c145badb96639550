"""What waits on the enterprise's side of the demo: a correction to certify, a message to read, a stamped paper."""

from django.core.files.uploadedfile import SimpleUploadedFile

from applications import actions as applicant
from applications.models import Application
from applications.papers import paper_pdf
from applications.workflow import Status
from portal.demo.claims import FULL_PRODUCTION
from portal.demo.papers import file_paper
from portal.demo.world import World
from reviews.actions import answer_message

ASKED = "2021 年 5 月的用电发票供电公司补开中，先上传了缴费清单，是否可以？"
ANSWERED = "可以，发票开出后请在“容缺材料”中补交。另请把公司概况改为盖章的扫描件。"


def correction_to_certify(world: World, application: Application) -> None:
    """Answer the open correction of a case with a new file, and hand it in for certification."""
    material, user = application.version.pack.materials[0], application.created_by
    application.refresh_from_db()
    old = application.documents.get(material=material.key, removed_at__isnull=True)
    applicant.remove_document(application, old, world.tick())
    file_paper(application, material, user, world.tick(), of=f"{application.number} 补正")
    applicant.hand_in(application, user, world.tick())


def make_desk(world: World) -> None:
    """Let a clerk write about a case and not have read the answer yet, and stamp the claim that is being filled in."""
    claims = Application.objects.filter(round=world.rounds[FULL_PRODUCTION]).order_by("pk")
    case, draft = claims.filter(status=Status.IN_REVIEW)[0], claims.filter(status=Status.DRAFT)[0]
    world.at = max(case.status_since, draft.created_at)
    applicant.write_message(case, case.created_by, world.tick(), ASKED)
    answer_message(case, world.official(world.open_tasks(case)[0]), world.tick(), ANSWERED)
    paper = applicant.make_paper(draft, draft.created_by, world.tick())
    scan = SimpleUploadedFile(f"{draft.number} 盖章.pdf", paper_pdf(paper))
    applicant.add_scan(draft, scan, draft.created_by, world.tick())

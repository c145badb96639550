"""What waits on the enterprise's side of the demo: a corrected claim that its principal has still to certify."""

from applications import actions as applicant
from applications.models import Application
from portal.demo.papers import file_paper
from portal.demo.world import World


def correction_to_certify(world: World, application: Application) -> None:
    """Answer the open correction of a case with a new file, and hand it in for certification."""
    material, user = application.version.pack.materials[0], application.created_by
    application.refresh_from_db()
    old = application.documents.get(material=material.key, removed_at__isnull=True)
    applicant.remove_document(application, old, world.tick())
    file_paper(application, material, user, world.tick(), of=f"{application.number} 补正")
    applicant.hand_in(application, user, world.tick())

"""What the principals certified (企业负责人确认) and how that stands to what is declared now."""

from dataclasses import dataclass

from applications.contents import contents_digest
from applications.models import Application, Certification, ClaimPaper


@dataclass(frozen=True)
class Certified:
    """A certification, the printed version of exactly what it covers, and whether that is what is declared now."""

    certification: Certification
    paper: ClaimPaper | None
    is_current: bool


def certifications_of(application: Application) -> list[Certified]:
    """Return every certification of the case, the latest first."""
    made = list(application.certifications.select_related("certified_by", "handed_in_by"))
    if not made:
        return []
    papers = {paper.digest: paper for paper in application.papers.defer("content").order_by("number")}
    digest = contents_digest(application)
    return [Certified(each, papers.get(each.digest), each.digest == digest) for each in made]


def standing_certification(application: Application) -> Certification | None:
    """Return the certification that covers exactly what is declared now, None where there is none."""
    digest = contents_digest(application)
    return next((each for each in application.certifications.all() if each.digest == digest), None)


def needs_certification_again(application: Application) -> bool:
    """Tell whether a correction has to go by the principal: the round asks for it, and the contents are others now."""
    return application.round.needs_certification and standing_certification(application) is None

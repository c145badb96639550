"""The records of the review."""

from reviews.models.absences import Absence
from reviews.models.corrections import CorrectionRequest
from reviews.models.determinations import Determination
from reviews.models.handovers import Handover
from reviews.models.letters import Letter
from reviews.models.site_checks import SitePhoto, SiteRecord, SiteSignature, SiteVisit, VisitChange
from reviews.models.tasks import ReviewTask

__all__ = [
    "Absence",
    "CorrectionRequest",
    "Determination",
    "Handover",
    "Letter",
    "ReviewTask",
    "SitePhoto",
    "SiteRecord",
    "SiteSignature",
    "SiteVisit",
    "VisitChange",
]

"""The records of the review."""

from reviews.models.absences import Absence
from reviews.models.agreements import Agreement, AgreementStep
from reviews.models.bulk import BulkBatch, BulkItem
from reviews.models.clocks import ClockEvent, DeadlineChange
from reviews.models.corrections import CorrectionRequest
from reviews.models.desk_views import DeskView
from reviews.models.determinations import Determination
from reviews.models.flags import CaseMark, EnterpriseTrait, Flag, FlagDecision
from reviews.models.handovers import Handover
from reviews.models.letters import Letter
from reviews.models.look_changes import LookRedraw, LookWarning
from reviews.models.panels import Expert, Panel, PanelSeat, ScoreSheet
from reviews.models.ratings import CallBack, Rating
from reviews.models.records import DecisionRecord
from reviews.models.recusals import Recusal
from reviews.models.second_looks import SecondLook, SecondLookDraw
from reviews.models.site_checks import SitePhoto, SiteRecord, SiteSignature, SiteVisit, VisitChange
from reviews.models.site_draws import SiteDraw
from reviews.models.supervision import SupervisionNotice, SupervisionStep, SupervisionTerms
from reviews.models.tasks import LimitBasis, LimitUnit, ReviewTask
from reviews.models.titles import Title
from reviews.models.working import OpinionTemplate, SectionTick

__all__ = [
    "Absence",
    "Agreement",
    "AgreementStep",
    "BulkBatch",
    "BulkItem",
    "CallBack",
    "CaseMark",
    "ClockEvent",
    "CorrectionRequest",
    "DeadlineChange",
    "DecisionRecord",
    "DeskView",
    "Determination",
    "EnterpriseTrait",
    "Expert",
    "Flag",
    "FlagDecision",
    "Handover",
    "Letter",
    "LimitBasis",
    "LimitUnit",
    "LookRedraw",
    "LookWarning",
    "OpinionTemplate",
    "Panel",
    "PanelSeat",
    "Rating",
    "Recusal",
    "ReviewTask",
    "ScoreSheet",
    "SecondLook",
    "SecondLookDraw",
    "SectionTick",
    "SiteDraw",
    "SitePhoto",
    "SiteRecord",
    "SiteSignature",
    "SiteVisit",
    "SupervisionNotice",
    "SupervisionStep",
    "SupervisionTerms",
    "Title",
    "VisitChange",
]

from applications.models.applications import Application, ApplicationQuerySet, StatusHistory
from applications.models.certification import Certification
from applications.models.changes import CaseChange
from applications.models.corrections import CorrectionItem, CorrectionNotice
from applications.models.documents import Document, LibraryDocument, PartialUpload, Scan
from applications.models.evidence import CaseFact
from applications.models.gaps import GapEvent, MaterialGap
from applications.models.messages import CaseMessage, MessageRead
from applications.models.papers import ClaimPaper, StampedScan
from applications.models.profile import BankAccount, ProfileEntry, ProfileFact, ProfileSource
from applications.models.profile_imports import RegisterImport, WaitingLine

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "BankAccount",
    "CaseChange",
    "CaseFact",
    "CaseMessage",
    "Certification",
    "ClaimPaper",
    "CorrectionItem",
    "CorrectionNotice",
    "Document",
    "GapEvent",
    "LibraryDocument",
    "MaterialGap",
    "MessageRead",
    "PartialUpload",
    "ProfileEntry",
    "ProfileFact",
    "ProfileSource",
    "RegisterImport",
    "Scan",
    "StampedScan",
    "StatusHistory",
    "WaitingLine",
]

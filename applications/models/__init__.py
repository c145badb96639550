from applications.models.applications import Application, ApplicationQuerySet, StatusHistory
from applications.models.certification import Certification
from applications.models.changes import CaseChange
from applications.models.corrections import CorrectionItem, CorrectionNotice
from applications.models.evidence import CaseFact, Document

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "CaseChange",
    "CaseFact",
    "Certification",
    "CorrectionItem",
    "CorrectionNotice",
    "Document",
    "StatusHistory",
]

from publicity.models.anchors import Anchor, AnchorTimestamp, ChainCheck
from publicity.models.findings import ObjectionFinding, ObjectionWarning
from publicity.models.notices import Notice, NoticeLine
from publicity.models.objections import Objection, ObjectionStep
from publicity.models.objectors import IdentityReading, ObjectionFile, ObjectionStatement, Objector

__all__ = [
    "Anchor",
    "AnchorTimestamp",
    "ChainCheck",
    "IdentityReading",
    "Notice",
    "NoticeLine",
    "Objection",
    "ObjectionFile",
    "ObjectionFinding",
    "ObjectionStatement",
    "ObjectionStep",
    "ObjectionWarning",
    "Objector",
]

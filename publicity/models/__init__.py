from publicity.models.anchors import Anchor, AnchorTimestamp, ChainCheck
from publicity.models.events import NoticeEvent, NoticeExtension
from publicity.models.evidence import NoticeCheck, NoticePdf, NoticeSnapshot
from publicity.models.findings import ObjectionFinding, ObjectionWarning
from publicity.models.lines import NoticeLine
from publicity.models.notices import Notice
from publicity.models.objections import Objection, ObjectionStep
from publicity.models.objectors import IdentityReading, ObjectionFile, ObjectionStatement, Objector

__all__ = [
    "Anchor",
    "AnchorTimestamp",
    "ChainCheck",
    "IdentityReading",
    "Notice",
    "NoticeCheck",
    "NoticeEvent",
    "NoticeExtension",
    "NoticeLine",
    "NoticePdf",
    "NoticeSnapshot",
    "Objection",
    "ObjectionFile",
    "ObjectionFinding",
    "ObjectionStatement",
    "ObjectionStep",
    "ObjectionWarning",
    "Objector",
]

from publicity.models.anchors import Anchor, AnchorTimestamp, ChainCheck
from publicity.models.notices import Notice, NoticeLine
from publicity.models.objections import Objection

__all__ = ["Anchor", "AnchorTimestamp", "ChainCheck", "Notice", "NoticeLine", "Objection"]

from publicity.models.notices import Notice, NoticeLine
from publicity.models.objections import Objection

__all__ = ["Notice", "NoticeLine", "Objection"]

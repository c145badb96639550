"""The forms of the decision column, one an act."""

from reviews.forms.accepting import GapsForm, RefuseForm
from reviews.forms.correcting import ReturnForm
from reviews.forms.deciding import OpinionForm, PassForm, ReasonForm, RecommendForm

__all__ = ["GapsForm", "OpinionForm", "PassForm", "ReasonForm", "RecommendForm", "RefuseForm", "ReturnForm"]

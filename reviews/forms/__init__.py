"""The forms of the decision column, one an act."""

from reviews.forms.correcting import ReturnForm
from reviews.forms.deciding import OpinionForm, PassForm, ReasonForm, RecommendForm

__all__ = ["OpinionForm", "PassForm", "ReasonForm", "RecommendForm", "ReturnForm"]

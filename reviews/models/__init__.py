"""The records of the review."""

from reviews.models.determinations import Determination
from reviews.models.tasks import ReviewTask

__all__ = ["Determination", "ReviewTask"]

"""Ballots: the form, the roll, the two boxes, what was decided by whom, and the count.

No table here joins a voter to a paper.
"""

from ballots.models.ballot import (
    BEFORE_FREEZE,
    PUBLIC,
    RESULT_OUT,
    Ballot,
    BallotQuerySet,
    Option,
    Question,
    State,
    Unit,
)
from ballots.models.box import BoxPaper, StagedPaper
from ballots.models.counted import Bundle, Count
from ballots.models.deciding import WITH_REASON, Act, Approval, Extension
from ballots.models.figures import TurnoutFigures
from ballots.models.roll import RollEntry
from ballots.models.thresholds import Threshold

__all__ = [
    "BEFORE_FREEZE",
    "PUBLIC",
    "RESULT_OUT",
    "WITH_REASON",
    "Act",
    "Approval",
    "Ballot",
    "BallotQuerySet",
    "BoxPaper",
    "Bundle",
    "Count",
    "Extension",
    "Option",
    "Question",
    "RollEntry",
    "StagedPaper",
    "State",
    "Threshold",
    "TurnoutFigures",
    "Unit",
]

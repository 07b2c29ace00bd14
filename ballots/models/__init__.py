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
from ballots.models.deciding import Act, Approval
from ballots.models.returns import MARKED, AgreedReturn, KeyedReturn, Method
from ballots.models.roll import RollEntry
from ballots.models.thresholds import Threshold

__all__ = [
    "BEFORE_FREEZE",
    "MARKED",
    "PUBLIC",
    "RESULT_OUT",
    "Act",
    "AgreedReturn",
    "Approval",
    "Ballot",
    "BallotQuerySet",
    "BoxPaper",
    "Bundle",
    "Count",
    "KeyedReturn",
    "Method",
    "Option",
    "Question",
    "RollEntry",
    "StagedPaper",
    "State",
    "Threshold",
    "Unit",
]

"""Ballots: the form, the roll, the two boxes, what was decided by whom, and the count.

No table here joins a voter to a paper.
"""

from ballots.models.appointment import Appointment
from ballots.models.ballot import (
    BEFORE_FREEZE,
    BEFORE_RESULT,
    RESULT_OUT,
    RUNNING,
    UNTIL_CLOSE,
    Ballot,
    Option,
    Question,
    State,
    Unit,
)
from ballots.models.box import BoxPaper, StagedPaper
from ballots.models.correcting import Addendum, Correction
from ballots.models.counted import Bundle, Count, FilePiece
from ballots.models.deciding import WITH_REASON, Act, Approval, Extension
from ballots.models.door import DoorWindow
from ballots.models.figures import TurnoutFigures
from ballots.models.posted import LetterBatch, LetterFile
from ballots.models.reminder import Reminder
from ballots.models.returns import MARKED, AgreedReturn, KeyedReturn, Method
from ballots.models.roll import RollEntry
from ballots.models.split_key import SplitKey
from ballots.models.thresholds import Threshold

__all__ = [
    "BEFORE_FREEZE",
    "BEFORE_RESULT",
    "MARKED",
    "RESULT_OUT",
    "RUNNING",
    "UNTIL_CLOSE",
    "WITH_REASON",
    "Act",
    "Addendum",
    "AgreedReturn",
    "Appointment",
    "Approval",
    "Ballot",
    "BoxPaper",
    "Bundle",
    "Correction",
    "Count",
    "DoorWindow",
    "Extension",
    "FilePiece",
    "KeyedReturn",
    "LetterBatch",
    "LetterFile",
    "Method",
    "Option",
    "Question",
    "Reminder",
    "RollEntry",
    "SplitKey",
    "StagedPaper",
    "State",
    "Threshold",
    "TurnoutFigures",
    "Unit",
]

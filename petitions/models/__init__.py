"""Petitions, the signatures on them, who signed, what they agreed to, and the count."""

from petitions.models.counting import Tally, TallyDelta
from petitions.models.entries import Entry, Telling
from petitions.models.handing import KEPT, HandIn
from petitions.models.paper import (
    LINES,
    MOST_SHEETS,
    PAPER,
    TAKEN_OUT,
    TWIN,
    PaperBatch,
    PaperRow,
    PaperScan,
    Stall,
)
from petitions.models.petition import HONOURED, Limits, Petition, PetitionQuerySet, WorkplaceRange
from petitions.models.places import Constituency, DirectoryImport, Postcode
from petitions.models.ruling import UNDO_FOR, RuledSignature, Ruling
from petitions.models.signature import (
    CODE_TRIES,
    LETTERS_A_MAILBOX,
    LONGEST_REASON,
    Consent,
    RateWindow,
    Signature,
    SignatureIdentity,
)
from petitions.models.watching import Alert, CountAudit

__all__ = [
    "CODE_TRIES",
    "HONOURED",
    "KEPT",
    "LETTERS_A_MAILBOX",
    "LINES",
    "LONGEST_REASON",
    "MOST_SHEETS",
    "PAPER",
    "TAKEN_OUT",
    "TWIN",
    "UNDO_FOR",
    "Alert",
    "Consent",
    "Constituency",
    "CountAudit",
    "DirectoryImport",
    "Entry",
    "HandIn",
    "Limits",
    "PaperBatch",
    "PaperRow",
    "PaperScan",
    "Petition",
    "PetitionQuerySet",
    "Postcode",
    "RateWindow",
    "RuledSignature",
    "Ruling",
    "Signature",
    "SignatureIdentity",
    "Stall",
    "Tally",
    "TallyDelta",
    "Telling",
    "WorkplaceRange",
]

"""Petitions, the signatures on them, who signed, what they agreed to, and the count."""

from petitions.models.counting import Tally, TallyDelta
from petitions.models.paper import LINES, MOST_SHEETS, PaperBatch, PaperRow, PaperScan, Stall
from petitions.models.petition import HONOURED, Limits, Petition, PetitionQuerySet, WorkplaceRange
from petitions.models.places import Constituency, Postcode
from petitions.models.signature import (
    CODE_TRIES,
    LETTERS_A_MAILBOX,
    Consent,
    RateWindow,
    Signature,
    SignatureIdentity,
)

__all__ = [
    "CODE_TRIES",
    "HONOURED",
    "LETTERS_A_MAILBOX",
    "LINES",
    "MOST_SHEETS",
    "Consent",
    "Constituency",
    "Limits",
    "PaperBatch",
    "PaperRow",
    "PaperScan",
    "Petition",
    "PetitionQuerySet",
    "Postcode",
    "RateWindow",
    "Signature",
    "SignatureIdentity",
    "Stall",
    "Tally",
    "TallyDelta",
    "WorkplaceRange",
]

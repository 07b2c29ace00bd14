"""Petitions, the signatures on them, who signed, what they agreed to, and the count."""

from petitions.models.counting import Tally, TallyDelta
from petitions.models.entries import Entry, Telling
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
    "Consent",
    "Constituency",
    "Entry",
    "Limits",
    "Petition",
    "PetitionQuerySet",
    "Postcode",
    "RateWindow",
    "Signature",
    "SignatureIdentity",
    "Tally",
    "TallyDelta",
    "Telling",
    "WorkplaceRange",
]

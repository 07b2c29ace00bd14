"""Petitions, the signatures on them, who signed, what they agreed to, and the count."""

from petitions.models.counting import Tally, TallyDelta
from petitions.models.handing import KEPT, HandIn
from petitions.models.petition import HONOURED, Limits, Petition, PetitionQuerySet, WorkplaceRange
from petitions.models.places import Constituency, DirectoryImport, Postcode
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
    "KEPT",
    "LETTERS_A_MAILBOX",
    "Consent",
    "Constituency",
    "DirectoryImport",
    "HandIn",
    "Limits",
    "Petition",
    "PetitionQuerySet",
    "Postcode",
    "RateWindow",
    "Signature",
    "SignatureIdentity",
    "Tally",
    "TallyDelta",
    "WorkplaceRange",
]

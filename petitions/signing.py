"""Putting a name under a petition.

Whoever asks learns nothing of others: a new name, a repeated one and one already confirmed run the same
statements in the same order, and the page that answers is the same. What there is to say goes to the mailbox.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import IntegrityError, transaction

from petitions import identity, wording
from petitions.models import LETTERS_A_MAILBOX, Consent, Petition, Signature, SignatureIdentity
from union.mail.sending import enqueue


class NotTakingSignatures(Exception):
    """The petition is not open at this time."""


class Outcome(StrEnum):
    NEW = "new"
    HELD = "held"
    AGAIN = "again"


@dataclass(frozen=True)
class Entered:
    """What became of a signing; for the records, the tests and the code's handle, never for the page."""

    outcome: Outcome
    signature_id: uuid.UUID


@dataclass(frozen=True)
class Signer:
    """What somebody wrote on the form; the postcode is normalised."""

    name: str
    email: str
    postcode: str
    role: str = ""
    employer: str = ""
    union_member: str = ""
    reason: str = ""
    consents: Collection[str] = ()


@dataclass(frozen=True)
class Origin:
    """How somebody came to sign: the source that is counted, the language, the device, the stall's branch."""

    source: str = "online"
    language: str = "en"
    address_hash: str = ""
    branch: str = ""
    invited_by: uuid.UUID | None = None


ONLINE = Origin()


def sign(
    petition: Petition, *, signer: Signer, at: datetime, doubt: str = "", origin: Origin = ONLINE
) -> Entered:
    """Enter a signature that waits for its e-mail link, and put the letter in the outbox, in one transaction.

    The same person again enters nothing: the mailbox gets the link once more, or a word that it has signed;
    five letters at most for a mailbox and petition. A second person on a mailbox is taken when the name
    differs and the postcode agrees. With a `doubt` the signature is held for a moderator, its letter waits.
    Raises NotTakingSignatures.
    """
    if not petition.takes_signatures(at):
        raise NotTakingSignatures
    draft = _draft(petition, signer=signer, at=at, doubt=doubt, origin=origin)
    for _ in range(2):
        try:
            return _enter(draft, consents=signer.consents, at=at)
        except IntegrityError:  # somebody took the slot a moment ago; two slots can be lost only twice
            continue
    return _enter(draft, consents=signer.consents, at=at)


@dataclass(frozen=True)
class _Draft:
    signature: Signature
    identity: SignatureIdentity


def _draft(petition: Petition, *, signer: Signer, at: datetime, doubt: str, origin: Origin) -> _Draft:
    signature = Signature(
        petition=petition,
        state=Signature.State.HELD if doubt else Signature.State.PENDING,
        held_reason=doubt,
        signed_at=at,
        role=signer.role,
        employer=signer.employer,
        union_member=signer.union_member,
        source=origin.source,
        language=origin.language,
        branch=origin.branch,
        invited_by=origin.invited_by,
    )
    pepper, version = settings.PETITION_PEPPER, petition.identity_version
    hashed = identity.email_hash(signer.email, petition=petition.pk, pepper=pepper, version=version)
    person = identity.person_hash(signer.name, signer.postcode, petition=petition.pk, pepper=pepper)
    return _Draft(
        signature,
        SignatureIdentity(
            signature=signature,
            petition=petition,
            email_hash=hashed,
            person_hash=person,
            name=signer.name,
            email=signer.email,
            postcode=signer.postcode,
            reason=signer.reason,
            address_hash=origin.address_hash,
        ),
    )


@transaction.atomic
def _enter(draft: _Draft, *, consents: Collection[str], at: datetime) -> Entered:
    """Five statements on every path: look, then four inserts, which change nothing where a row is there."""
    known = list(
        SignatureIdentity.objects.select_for_update(of=("self",))
        .select_related("signature")
        .filter(petition=draft.identity.petition_id, email_hash=draft.identity.email_hash)
        .order_by("slot")
    )
    row = _row_for(draft.identity, known=known)
    written = sum(person.letters for person in known)
    # The letter of a held signature is never sent: it does not count until a moderator releases it.
    row.letters += written < LETTERS_A_MAILBOX and row.signature.state != Signature.State.HELD
    Signature.objects.bulk_create([row.signature], ignore_conflicts=True)
    SignatureIdentity.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["signature"], update_fields=["letters"]
    )
    Consent.objects.bulk_create(_answers(row.signature, consents=consents, at=at), ignore_conflicts=True)
    _write_to(row, first=known[0] if known else row, enough=written >= LETTERS_A_MAILBOX, at=at)
    return Entered(_outcome(row, draft=draft), row.signature_id)


def _outcome(row: SignatureIdentity, *, draft: _Draft) -> Outcome:
    if row is not draft.identity:
        return Outcome.AGAIN
    return Outcome.HELD if row.signature.held_reason else Outcome.NEW


def _row_for(draft: SignatureIdentity, *, known: list[SignatureIdentity]) -> SignatureIdentity:
    """The draft itself, in slot 1 or 2, or the row of the mailbox that it repeats."""
    for person in known:
        if identity.same_name(person.name, draft.name):
            return person
    written = sum(person.letters for person in known)
    beside = len(known) == 1 and known[0].postcode == draft.postcode and written < LETTERS_A_MAILBOX
    if known and not beside:
        return known[0]
    draft.slot, draft.letters = 2 if known and known[0].slot == 1 else 1, 0
    return draft


def _answers(signature: Signature, *, consents: Collection[str], at: datetime) -> list[Consent]:
    """What was said to each consent; a tick that was left alone is an answer too."""
    return [
        Consent(
            signature=signature,
            purpose=purpose,
            given=purpose in consents,
            wording=wording.current_version(purpose),
            at=at,
            source=signature.source,
        )
        for purpose in wording.WORDINGS
    ]


def _write_to(row: SignatureIdentity, *, first: SignatureIdentity, enough: bool, at: datetime) -> None:
    if enough:
        # The first letter of the mailbox once more: the outbox takes a message once, so nothing leaves.
        row, kind, version = first, "petition_confirm", 0 if first.signature.held_reason else 1
    else:
        confirmed = row.signature.state == Signature.State.CONFIRMED
        kind = "petition_already_signed" if confirmed else "petition_confirm"
        version = row.letters
    subject = f"signature:{row.signature_id}"
    enqueue(kind, subject=subject, to=row.email, at=at, version=version, language=row.signature.language)

"""Putting a name under a petition.

Whoever asks learns nothing of others: a new name, a repeated one and one already confirmed run the same
statements in the same order, and the page that answers is the same. What there is to say goes to the mailbox.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from petitions import identity, wording
from petitions.links import LINK_LIVES
from petitions.models import LETTERS_A_MAILBOX, Consent, Petition, Signature, SignatureIdentity
from union.mail.sending import enqueue
from union.statements import Row, id_read, insert, run, time_read


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
            return _enter(draft, at=at)
        except IntegrityError:  # somebody took the slot a moment ago; two slots can be lost only twice
            continue
    return _enter(draft, at=at)


class _Person(NamedTuple):
    """Somebody on a mailbox: as the database has them, or as they would be entered now."""

    signature_id: uuid.UUID
    slot: int
    name: str
    email: str
    postcode: str
    letters: int
    state: str
    held_reason: str
    language: str
    signed_at: datetime


@dataclass(frozen=True)
class _Draft:
    """A signing before it is known whether somebody is there already."""

    person: _Person
    petition: int
    email_hash: str
    signature: Row
    identity: Row
    consents: list[Row]


def _draft(petition: Petition, *, signer: Signer, at: datetime, doubt: str, origin: Origin) -> _Draft:
    hashed = identity.email_hash(
        signer.email,
        petition=petition.pk,
        pepper=settings.PETITION_PEPPER,
        version=petition.identity_version,
    )
    person = _Person(
        signature_id=uuid.uuid4(),
        slot=1,
        name=signer.name,
        email=signer.email,
        postcode=signer.postcode,
        letters=0,
        state=Signature.State.HELD.value if doubt else Signature.State.PENDING.value,
        held_reason=doubt,
        language=origin.language,
        signed_at=at,
    )
    return _Draft(
        person,
        petition=petition.pk,
        email_hash=hashed,
        signature=_signature(person, petition=petition.pk, signer=signer, origin=origin, at=at),
        identity=_identity(hashed, petition=petition.pk, signer=signer, origin=origin),
        consents=_answers(signer.consents, source=origin.source, at=at),
    )


def _signature(person: _Person, *, petition: int, signer: Signer, origin: Origin, at: datetime) -> Row:
    return {
        "petition_id": petition,
        "state": person.state,
        "held_reason": person.held_reason,
        "signed_at": at,
        "region": "",
        "constituency": "",
        "branch": origin.branch,
        "role": signer.role,
        "employer": signer.employer,
        "union_member": signer.union_member,
        "source": origin.source,
        "language": origin.language,
        "invited_by": origin.invited_by,
        "invited": 0,
    }


def _identity(email_hash: str, *, petition: int, signer: Signer, origin: Origin) -> Row:
    pepper = settings.PETITION_PEPPER
    return {
        "petition_id": petition,
        "email_hash": email_hash,
        "person_hash": identity.person_hash(signer.name, signer.postcode, petition=petition, pepper=pepper),
        "name": signer.name,
        "email": signer.email,
        "postcode": signer.postcode,
        "reason": signer.reason,
        "reason_chosen": False,
        "reason_judged": False,
        "address_hash": origin.address_hash,
        "reminders": 0,
        "code_tries": 0,
    }


def _answers(consents: Collection[str], *, source: str, at: datetime) -> list[Row]:
    """What was said to each consent; a tick that was left alone is an answer too."""
    return [
        {
            "purpose": purpose,
            "number": 1,
            "given": purpose in consents,
            "wording": wording.current_version(purpose),
            "at": at,
            "source": source,
        }
        for purpose in wording.WORDINGS
    ]


@transaction.atomic
def _enter(draft: _Draft, *, at: datetime) -> Entered:
    """Five statements on every path: look, then four inserts, which change nothing where a row is there."""
    known = _on_the_mailbox(draft)
    written = sum(person.letters for person in known)
    person = _person_for(draft.person, known=known)
    # The letter of a held signature is never sent: it does not count until a moderator releases it.
    if written < LETTERS_A_MAILBOX and person.state != Signature.State.HELD:
        person = person._replace(letters=person.letters + 1)
    its = {"signature_id": person.signature_id}
    # Whose link has expired begins again: the row is there until the night that would delete it.
    expired = person.state == Signature.State.PENDING and at >= person.signed_at + LINK_LIVES
    again = "(id) DO UPDATE SET signed_at = excluded.signed_at" if expired else "DO NOTHING"
    insert(Signature, [{"id": person.signature_id, **draft.signature}], on_conflict=again)
    insert(
        SignatureIdentity,
        [{**its, **draft.identity, "slot": person.slot, "letters": person.letters}],
        on_conflict="(signature_id) DO UPDATE SET letters = excluded.letters",
    )
    insert(Consent, [{**its, **answer} for answer in draft.consents], on_conflict="DO NOTHING")
    _write_to(person, first=known[0] if known else person, enough=written >= LETTERS_A_MAILBOX, at=at)
    return Entered(_outcome(person, draft=draft), person.signature_id)


# The people who signed this petition from this mailbox, two at most.
MAILBOX = (
    "SELECT person.signature_id, person.slot, person.name, person.email, person.postcode, person.letters,"
    " signature.state, signature.held_reason, signature.language, signature.signed_at"
    ' FROM "petitions_signatureidentity" person'
    ' JOIN "petitions_signature" signature ON signature.id = person.signature_id'
    " WHERE person.petition_id = %s AND person.email_hash = %s ORDER BY person.slot"
)


def _on_the_mailbox(draft: _Draft) -> list[_Person]:
    """Locked, so that two signings from one mailbox count its letters one after the other."""
    lock = " FOR UPDATE OF person" if connection.features.has_select_for_update else ""
    rows = run(MAILBOX + lock, [draft.petition, draft.email_hash])
    return [_Person._make([id_read(pk), *rest, time_read(signed_at)]) for pk, *rest, signed_at in rows]


def _outcome(person: _Person, *, draft: _Draft) -> Outcome:
    if person.signature_id != draft.person.signature_id:
        return Outcome.AGAIN
    return Outcome.HELD if person.held_reason else Outcome.NEW


def _person_for(draft: _Person, *, known: list[_Person]) -> _Person:
    """The draft itself, in slot 1 or 2, or the person of the mailbox that it repeats."""
    for person in known:
        if identity.same_name(person.name, draft.name):
            return person
    written = sum(person.letters for person in known)
    beside = len(known) == 1 and known[0].postcode == draft.postcode and written < LETTERS_A_MAILBOX
    if known and not beside:
        return known[0]
    return draft._replace(slot=2 if known and known[0].slot == 1 else 1)


def _write_to(person: _Person, *, first: _Person, enough: bool, at: datetime) -> None:
    if enough:
        # The first letter of the mailbox once more: the outbox takes a message once, so nothing leaves.
        person, kind, version = first, "petition_confirm", 0 if first.held_reason else 1
    else:
        confirmed = person.state == Signature.State.CONFIRMED
        kind = "petition_already_signed" if confirmed else "petition_confirm"
        version = person.letters
    subject = f"signature:{person.signature_id}"
    enqueue(kind, subject=subject, to=person.email, at=at, version=version, language=person.language)

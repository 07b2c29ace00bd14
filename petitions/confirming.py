"""Confirming a signature from the link in its letter."""

import hmac
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from petitions import codes, counting, hearing, postcodes
from petitions.links import LINK_LIVES
from petitions.models import CODE_TRIES, Consent, Petition, Signature, SignatureIdentity
from petitions.tasks import nudge_roll_up
from union.statements import changed, id_read, run, time_read


class Standing(StrEnum):
    """What a genuine link finds."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    CHECKING = "checking"  # a moderator has a question first
    STRUCK = "struck"  # a moderator has decided: it does not count
    EXPIRED = "expired"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class NotConfirmable(Exception):
    """The signature can no longer be confirmed, or not yet; `standing` says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing)
        self.standing = standing


def find(signature_id: uuid.UUID) -> Signature | None:
    """The signature of a genuine link with its petition and person; None when it was purged.

    `wants_campaigns` is the latest answer to hearing of other campaigns.
    """
    answers = Consent.objects.filter(signature=OuterRef("pk"), purpose=Consent.Purpose.UNION_CAMPAIGNS)
    latest = Subquery(answers.order_by("-number").values("given")[:1])
    whole = Signature.objects.select_related("petition", "identity").annotate(wants_campaigns=latest)
    found = whole.filter(pk=signature_id)
    return next(iter(found), None)


def standing(signature: Signature | None, *, at: datetime) -> Standing:
    """What becomes of a link to this signature at this time; EXPIRED where its signature was let go of."""
    if signature is None:
        return Standing.EXPIRED
    if signature.state != Signature.State.PENDING:
        return {
            "confirmed": Standing.CONFIRMED,
            "withdrawn": Standing.WITHDRAWN,
            "invalid": Standing.STRUCK,
        }.get(signature.state, Standing.CHECKING)
    if not signature.petition.honours_confirmations(at):
        return Standing.CLOSED
    return Standing.EXPIRED if at >= signature.signed_at + LINK_LIVES else Standing.WAITING


class WrongCode(Exception):
    """These are not the six digits of the letter; `left` more tries."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


@transaction.atomic
def confirm(signature_id: uuid.UUID, *, at: datetime) -> None:
    """Confirm a pending signature and count it, once, however often and from wherever it is asked.

    Where the signer lives and works is looked up now, in the union's own tables. Confirming again is no
    error. Raises NotConfirmable.
    """
    waiting = next(iter(with_places([signature_id])), None)
    found = standing(waiting.signature if waiting else None, at=at)
    if found == Standing.CONFIRMED:
        return
    if found != Standing.WAITING or waiting is None:
        raise NotConfirmable(found)
    inviter = settle(waiting, at=at)
    if changed(CONFIRM, [*(getattr(waiting.signature, field) for field in SETTLED), signature_id]):
        counting.append(waiting.signature, 1)
        if waiting.tries:
            SignatureIdentity.objects.filter(pk=signature_id).update(code_tries=0)
        if waiting.hears:
            hearing.follow(signature_id, at=at)
        if inviter:
            Signature.objects.filter(pk=inviter, petition=waiting.signature.petition_id).update(
                invited=F("invited") + 1
            )
        transaction.on_commit(nudge_roll_up, robust=True)


def confirm_by_code(signature_id: uuid.UUID, *, code: str, at: datetime) -> None:
    """Confirm with the digits from the letter. A try is spent before it is judged, and five are all.

    The right code gives the tries back: whoever signs in the name of somebody else and types a wrong one
    reads the same number as of a name that was never there. Raises WrongCode with the tries that are left,
    also when the five were spent before; NotConfirmable.
    """
    person = SignatureIdentity.objects.filter(pk=signature_id)
    if not person.filter(code_tries__lt=CODE_TRIES).update(code_tries=F("code_tries") + 1):
        raise WrongCode(0)
    if not hmac.compare_digest(codes.digits(code).encode(), codes.code_for(signature_id).encode()):
        raise WrongCode(CODE_TRIES - (person.values_list("code_tries", flat=True).first() or CODE_TRIES))
    person.update(code_tries=0)
    confirm(signature_id, at=at)


SETTLED = ("state", "confirmed_at", "region", "constituency", "branch", "employer", "invited_by")
CONFIRM = (
    f'UPDATE "petitions_signature" SET {", ".join(f"{field} = %s" for field in SETTLED)}'
    " WHERE id = %s AND state = 'pending'"
)

# Signatures with what our own tables know of their places: the directory of postcodes, the roll (the branch
# of the active members at this address, if they are all in one), the list of employers.
PLACES = (
    "SELECT signature.id, signature.petition_id, signature.state, signature.signed_at, signature.branch,"
    " signature.role, signature.employer, signature.union_member, signature.source, signature.invited_by,"
    " petition.state, petition.opens_at, petition.closes_at, petition.closing_at,"
    " person.postcode, directory.region, directory.constituency,"
    " (SELECT CASE WHEN min(branch.code) = max(branch.code) THEN min(branch.code) END"
    "  FROM members_member member JOIN members_branch branch ON branch.id = member.branch_id"
    "  WHERE member.email = lower(person.email) AND member.email <> '' AND member.status = 'active'),"
    " (SELECT employer.name FROM members_employer employer"
    "  WHERE signature.employer <> '' AND upper(employer.name) = upper(signature.employer)"
    "  ORDER BY employer.id LIMIT 1),"
    " (SELECT consent.given FROM petitions_consent consent"
    "  WHERE consent.signature_id = signature.id AND consent.purpose = 'union_campaigns'"
    "  ORDER BY consent.number DESC LIMIT 1),"
    " person.code_tries"
    ' FROM "petitions_signature" signature'
    " JOIN petitions_petition petition ON petition.id = signature.petition_id"
    " LEFT JOIN petitions_signatureidentity person ON person.signature_id = signature.id"
    " LEFT JOIN petitions_postcode directory ON directory.postcode = person.postcode"
)


@dataclass(frozen=True)
class Placed:
    """A signature with its petition's state, and where our own tables say that its signer lives and works."""

    signature: Signature
    postcode: str | None
    region: str | None
    constituency: str | None
    branch: str | None
    employer: str | None
    hears: bool | None  # whether its signer wants to hear of other campaigns
    tries: int | None  # how often a code was typed for it


def with_places(signatures: Collection[uuid.UUID]) -> list[Placed]:
    """The signatures of these ids, read with their places in one statement."""
    places = ", ".join(["%s"] * len(signatures))
    rows = run(f"{PLACES} WHERE signature.id IN ({places})", list(signatures)) if signatures else []
    return [_placed(row) for row in rows]


def _placed(row: tuple[Any, ...]) -> Placed:
    pk, petition, state, signed_at, branch, role, employer, member, source, inviter = row[:10]
    stage, opens_at, closes_at, closing_at = row[10:14]
    signature = Signature(
        pk=id_read(pk),
        petition=Petition(
            pk=petition,
            state=stage,
            opens_at=time_read(opens_at),
            closes_at=time_read(closes_at),
            closing_at=time_read(closing_at),
        ),
        state=state,
        signed_at=time_read(signed_at),
        branch=branch,
        role=role,
        employer=employer,
        union_member=member,
        source=source,
        invited_by=inviter and id_read(inviter),
    )
    return Placed(signature, *row[14:])


def settle(placed: Placed, *, at: datetime) -> uuid.UUID | None:
    """Write on the signature what its confirmation fixes; who invited the signer, whose name then goes."""
    signature = placed.signature
    signature.state, signature.confirmed_at = Signature.State.CONFIRMED.value, at
    signature.constituency = placed.constituency or ""
    signature.region = placed.region or postcodes.region_of(placed.postcode or "")
    if not signature.branch and signature.union_member == Signature.Member.YES:
        signature.branch = placed.branch or ""
    signature.employer = placed.employer or signature.employer
    inviter: uuid.UUID | None = signature.invited_by
    signature.invited_by = None
    return inviter

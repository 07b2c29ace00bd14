"""Confirming a signature from the link in its letter."""

import hmac
import uuid
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower

from petitions import codes, counting, postcodes
from petitions.models import CODE_TRIES, Postcode, Signature, SignatureIdentity
from petitions.tasks import nudge_roll_up
from union.members.models import Employer, Member

LINK_LIVES = timedelta(days=30)


class Standing(StrEnum):
    """What a genuine link finds."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    CHECKING = "checking"  # a moderator has a question first
    EXPIRED = "expired"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class NotConfirmable(Exception):
    """The signature can no longer be confirmed, or not yet; `standing` says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing)
        self.standing = standing


def find(signature_id: uuid.UUID) -> Signature | None:
    """The signature of a genuine link with its petition and person; None when it was purged."""
    return Signature.objects.select_related("petition", "identity").filter(pk=signature_id).first()


def standing(signature: Signature | None, *, at: datetime) -> Standing:
    if signature is None:
        return Standing.EXPIRED
    if signature.state != Signature.State.PENDING:
        return {
            "confirmed": Standing.CONFIRMED,
            "withdrawn": Standing.WITHDRAWN,
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
    signature = with_places().filter(pk=signature_id).first()
    found = standing(signature, at=at)
    if found == Standing.CONFIRMED:
        return
    if found != Standing.WAITING or signature is None:
        raise NotConfirmable(found)
    inviter = settle(signature, at=at)
    pending = Signature.objects.filter(pk=signature_id, state=Signature.State.PENDING)
    if pending.update(**{field: getattr(signature, field) for field in SETTLED}):
        counting.delta(signature, 1).save(force_insert=True)
        if inviter:
            Signature.objects.filter(pk=inviter, petition=signature.petition_id).update(
                invited=F("invited") + 1
            )
        transaction.on_commit(nudge_roll_up, robust=True)


def confirm_by_code(signature_id: uuid.UUID, *, code: str, at: datetime) -> None:
    """Confirm with the digits from the letter. A try is spent before it is judged, and five are all.

    Raises WrongCode with the tries that are left, also when the five were spent before; NotConfirmable.
    """
    person = SignatureIdentity.objects.filter(pk=signature_id)
    if not person.filter(code_tries__lt=CODE_TRIES).update(code_tries=F("code_tries") + 1):
        raise WrongCode(0)
    if not hmac.compare_digest(codes.digits(code).encode(), codes.code_for(signature_id).encode()):
        raise WrongCode(CODE_TRIES - (person.values_list("code_tries", flat=True).first() or CODE_TRIES))
    confirm(signature_id, at=at)


SETTLED = ("state", "confirmed_at", "region", "constituency", "branch", "employer", "invited_by")


def with_places() -> QuerySet[Any]:
    """Signatures with what our own tables know of their places, in the one statement that reads them."""
    directory = Postcode.objects.filter(pk=OuterRef("identity__postcode"))
    roll = Member.objects.active().filter(email=Lower(OuterRef("identity__email"))).exclude(email="")
    branches = roll.order_by().values("email")
    employer = Employer.objects.filter(name__iexact=OuterRef("employer")).order_by("pk")
    return Signature.objects.select_related("petition", "identity").annotate(
        known_constituency=Subquery(directory.values("constituency")),
        known_region=Subquery(directory.values("region")),
        first_branch=Subquery(branches.annotate(code=Min("branch__code")).values("code")),
        last_branch=Subquery(branches.annotate(code=Max("branch__code")).values("code")),
        known_employer=Subquery(employer.values("name")[:1]),
    )


def settle(signature: Any, *, at: datetime) -> uuid.UUID | None:
    """Write on the signature what its confirmation fixes; who invited the signer, whose name then goes."""
    signature.state, signature.confirmed_at = Signature.State.CONFIRMED, at
    signature.constituency = signature.known_constituency or ""
    signature.region = signature.known_region or postcodes.region_of(signature.identity.postcode)
    if not signature.branch and signature.union_member == Signature.Member.YES:
        same = signature.first_branch == signature.last_branch
        signature.branch = (same and signature.first_branch) or ""
    signature.employer = signature.known_employer or signature.employer
    inviter: uuid.UUID | None = signature.invited_by
    signature.invited_by = None
    return inviter

"""Stalls: a rep signs people up on one phone for a few hours, under a code that nobody can guess.

The code is computed from the stall's salt, so that the desk can show it again, and only its hash is looked
up: whoever reads the database cannot open a stall. docs/decisions/0047-a-stall-needs-no-login.md
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from petitions import limiting
from petitions.keys import key_for, keyed
from petitions.limiting import Guard
from petitions.models import Petition, Stall
from petitions.signing import Entered, Origin, Signer, sign
from union.accounts.models import User
from union.accounts.roles import branches_of
from union.asking import PRESSED_TWICE
from union.audit.recording import record
from union.members.models import Branch

LASTS = timedelta(hours=8)
CODE_LENGTH = 10
UNAMBIGUOUS = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 and o, no 1, i and l
SOURCE = "stall"


class StallError(Exception):
    """A stall cannot be started; the message says why."""


class StallOver(Exception):
    """The stall has ended: nobody signs there any more."""


def may_start(petition: Petition, *, at: datetime) -> bool:
    return petition.takes_signatures(at)


@transaction.atomic
def start_stall(petition: Petition, *, branch: Branch, place: str, by: User, at: datetime) -> Stall:
    """Open a stall for eight hours, or until the petition closes; pressed twice, it opens one.

    Raises StallError.
    """
    if not may_start(petition, at=at):
        raise StallError("This petition takes no signatures at the moment, so there can be no stall for it.")
    if not branches_of(by).filter(pk=branch.pk).exists():
        raise StallError("You can start a stall for your own branch only.")
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    just_opened = Stall.objects.filter(started_by=by, started_at__gt=at - PRESSED_TWICE, ends_at__gt=at)
    if same := just_opened.filter(petition=petition, branch=branch, place=place, forms_sent=0).first():
        return same
    salt = secrets.token_hex(16)
    stall = Stall.objects.create(
        petition=petition,
        branch=branch,
        place=place,
        salt=salt,
        code_hash=_hash(_code(salt)),
        started_by=by,
        started_at=at,
        ends_at=min(at + LASTS, petition.closes_at or at + LASTS),
    )
    _note("petitions.stall_started", stall, by=by, at=at)
    return stall


@transaction.atomic
def end_stall(stall: Stall, *, by: User, at: datetime) -> None:
    """End it now; a stall that is over stays as it is."""
    if Stall.objects.filter(pk=stall.pk, ends_at__gt=at).update(ends_at=at):
        _note("petitions.stall_ended", stall, by=by, at=at)


def find(code: str) -> Stall | None:
    """The stall under this code, running or not, with its petition and branch."""
    found = Stall.objects.select_related("petition", "branch")
    return found.filter(code_hash=_hash(code.lower())).first()


def code_of(stall: Stall) -> str:
    """Ten letters and digits that cannot be mistaken for each other."""
    return _code(stall.salt)


def address_of(stall: Stall) -> str:
    """Where the phone of the rep goes; it needs no login."""
    return f"{settings.BASE_URL}{reverse('petition_stall', args=[code_of(stall)])}"


def doubt_at(stall: Stall, *, guard: Guard, address: str, email: str, at: datetime) -> str:
    """The reason to hold a signing at a stall, or "": counted for the stall, not for its one address."""
    return limiting.doubt(stall.petition, guard=guard, address=address, email=email, stall=stall, at=at)


def sign_at(stall: Stall, *, signer: Signer, doubt: str, language: str, at: datetime) -> Entered:
    """Enter a signature at a stall; its letter goes as always. Raises StallOver, NotTakingSignatures."""
    if not stall.is_running(at):
        raise StallOver
    origin = Origin(source=SOURCE, language=language, branch=stall.branch.code)
    with transaction.atomic():
        entered = sign(stall.petition, signer=signer, doubt=doubt, origin=origin, at=at)
        # Each form that is sent, also a repeated one: the number tells nobody who has signed before.
        Stall.objects.filter(pk=stall.pk).update(forms_sent=F("forms_sent") + 1)
    return entered


def _code(salt: str) -> str:
    number = int.from_bytes(keyed(key_for("stall.1"), salt).digest(), "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(UNAMBIGUOUS))
        letters.append(UNAMBIGUOUS[place])
    return "".join(letters)


def _hash(code: str) -> str:
    return keyed(key_for("stall-code.1"), code).hexdigest()


def _note(action: str, stall: Stall, *, by: User, at: datetime) -> None:
    detail = {"petition": stall.petition_id, "branch": stall.branch_id}
    record(action, subject=f"stall:{stall.pk}", by=by, at=at, detail=detail)

"""Asking for a return that is missing: the officers of its branch, or the regional office."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from ballots.errors import BallotError, NotYours
from ballots.keyers import asked_for
from ballots.models import Ballot, Unit
from ballots.returning import keyed_in, returns_due
from union.accounts.models import Role, User
from union.audit.recording import record
from union.mail.models import Message
from union.mail.rendering import Letter, render_letter
from union.mail.sending import Envelope, enqueue_many

CHASE = "ballot_return_missing"


class NothingMissing(BallotError):
    sentence = "No return is missing, or this is not the time for returns: nobody was written to."


def may_chase(user: User, ballot: Ballot) -> bool:
    """The offices: of the region of a branch ballot, or of the nation."""
    kinds = user.roles.filter(kind__in=[Role.Kind.NATIONAL_OFFICE, Role.Kind.REGIONAL_OFFICE])
    return kinds.exists() and Ballot.objects.visible_to(user).filter(pk=ballot.pk).exists()


def chase_returns(ballot: Ballot, *, by: User, at: datetime) -> int:
    """Write to whoever can key a return that is missing, once a day at most; how many they are.

    Raises NotYours and NothingMissing.
    """
    if not may_chase(by, ballot):
        raise NotYours("Returns are chased by the ballot office.")
    missing = [due.unit for due in returns_due(ballot) if due.agreed is None]
    if not missing or ballot.state not in keyed_in(ballot):
        raise NothingMissing
    with transaction.atomic():
        asked = [one for one in asked_for(missing) if one[0] != by]
        letters = [
            Envelope(f"return:{unit.pk}:{officer.pk}", officer.email, ballot.language_of_letters)
            for officer, unit in asked
        ]
        enqueue_many(CHASE, letters, at=at, version=timezone.localdate(at).toordinal())
        record("ballot.returns_chased", subject=ballot.subject, by=by, at=at, detail={"units": len(missing)})
    return len(asked)


def render_chase(message: Message) -> Letter | None:
    """The letter with the way to the form; None once the return is in or the time for it is over."""
    unit_key, _, user_key = message.subject.removeprefix("return:").partition(":")
    unit = Unit.objects.select_related("ballot").filter(pk=unit_key).first()
    officer = User.objects.filter(pk=user_key).first()
    if unit is None or officer is None or unit.ballot.state not in keyed_in(unit.ballot):
        return None
    due = returns_due(unit.ballot, units=unit.ballot.units.filter(pk=unit.pk))
    if all(line.agreed for line in due):
        return None
    path = reverse("desk_ballots:returns", args=[unit.ballot.slug])
    context = {"ballot": unit.ballot, "unit": unit, "name": officer.get_full_name(), "path": path}
    return render_letter("ballots/return_missing", context)

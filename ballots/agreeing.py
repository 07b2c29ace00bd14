"""The second person's yes, and what follows at once; everything else the worker carries out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from ballots.approving import approve
from ballots.extending import extend_ballot
from ballots.locking import hold_for_closing
from ballots.models import Act, Approval, Ballot
from ballots.pausing import pause_ballot, resume_ballot
from union.accounts.models import User

# These need no key and move no paper, and half a minute could be too late for them.
AT_ONCE: Mapping[str, Callable[..., bool]] = {
    Act.EXTENSION: extend_ballot,
    Act.PAUSE: pause_ballot,
    Act.RESUME: resume_ballot,
}


def agree(approval: Approval, *, by: User, at: datetime) -> Approval:
    """Approve; an extension, a pause and going on take effect in the same transaction.

    Raises what `approve` raises, and then nothing has changed.
    """
    with transaction.atomic():
        if approval.act in AT_ONCE:
            hold_for_closing(approval.ballot_id)  # first of all locks, as the close takes them
        agreed = approve(approval, by=by, at=at)
        if approval.act in AT_ONCE:
            AT_ONCE[approval.act](Ballot.objects.get(pk=approval.ballot_id), at=at)
    return agreed

"""What scrutineers certify, and certificates.json of the evidence bundle: who they were and have signed."""

from __future__ import annotations

from base64 import b64encode

from ballots.models import Ballot
from ballots.returning import digest_of_returns
from ballots.scrutiny.statement import Box


def box_of(ballot: Ballot, *, board_root: str) -> Box:
    """What a count of this ballot has to be a count of; `board_root` is that of its board."""
    return Box(
        ballot_id=ballot.pk,
        form_hash=ballot.form_hash,
        roll_root=ballot.roll_root,
        returns=digest_of_returns(ballot),
        board_root=board_root,
        public_key=b64encode(bytes(ballot.public_key or b"")).decode(),
    )


def certificates_of(ballot: Ballot) -> list[dict[str, str]]:
    """The scrutineers, each with their key and signature; nobody where the platform held the key."""
    appointments = ballot.appointments.filter(accepted_at__isnull=False).select_related("user")
    return [
        {"name": one.user.name, "signing_key": one.signing_key, "signature": one.signature}
        for one in appointments
    ]

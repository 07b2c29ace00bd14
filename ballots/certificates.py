"""certificates.json of the evidence bundle: who the scrutineers were, and what they have signed."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from ballots.models import Ballot, Count
from ballots.packing import as_json
from ballots.scrutiny.statement import Box, statement_of


def box_of(ballot: Ballot, *, board_root: str) -> Box:
    """What a count of this ballot has to be a count of; `board_root` is that of its board."""
    return Box(
        ballot_id=ballot.pk,
        form_hash=ballot.form_hash,
        roll_root=ballot.roll_root,
        board_root=board_root,
        public_key=b64encode(bytes(ballot.public_key or b"")).decode(),
    )


def certificates_of(ballot: Ballot, box: Box, count: Count) -> dict[str, Any]:
    """The statement over this count, and the scrutineers with their signatures; or whose custody it was."""
    if ballot.custody != Ballot.Custody.SCRUTINEERS:
        return {"custody": ballot.custody}
    files = {
        "rejected.csv": bytes(count.rejected_csv),
        "results.json": as_json(count.results),
        "votes.csv": bytes(count.votes_csv),
    }
    appointments = ballot.appointments.filter(accepted_at__isnull=False).select_related("user")
    return {
        "custody": ballot.custody,
        "statement": statement_of(box, files),
        "scrutineers": [
            {"name": one.user.name, "signing_key": one.signing_key, "signature": one.signature}
            for one in appointments
        ],
    }

"""The trial paper: sealed before a ballot is fixed, opened with the sheets, to find a bad key in time.

A trial names a form that no ballot has. Whoever asks the sheets' holders to open a real paper as if it were a
trial learns nothing: what is inside is shown only where that form is named.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ballots.errors import PaperMalformed, ScrutinyRefused
from ballots.scrutiny.public import PublicKey, as_data, json_object, public_from
from ballots.sealing import Paper, open_paper, seal

FORMAT = "tenpoint trial paper 1"
NO_FORM = "00" * 32


@dataclass(frozen=True)
class Trial:
    """A sealed trial paper and the key it was sealed to."""

    ballot_id: int
    public: PublicKey
    sealed: bytes


def make_trial(public: PublicKey, *, ballot_id: int) -> tuple[Trial, str]:
    """A trial paper and the ten characters hidden in it. Raises ScrutinyRefused for a bad key."""
    secret = secrets.token_hex(5).upper()
    paper = Paper(form_hash=NO_FORM, unit=1, tracker=secret, answers={1: (1,)})
    try:
        sealed = seal(paper, ballot_id=ballot_id, public_key=public.key)
    except ValueError:
        raise ScrutinyRefused("Nothing can be sealed with this key: make a new one with keygen.") from None
    return Trial(ballot_id, public, sealed), secret


def open_trial(trial: Trial, private: X25519PrivateKey) -> str:
    """The ten characters. Raises ScrutinyRefused where the key does not fit, or where this is no trial."""
    try:
        paper = open_paper(trial.sealed, ballot_id=trial.ballot_id, private_key=private)
    except PaperMalformed:
        raise ScrutinyRefused(
            "The trial paper does not open with this key: fetch the trial again, or make a new key."
        ) from None
    if paper.form_hash != NO_FORM:
        raise ScrutinyRefused(
            "This is no trial paper but may be somebody's vote. Nothing of it is shown: "
            "stop, and tell the other scrutineers what you were asked to open."
        )
    return paper.tracker


def write_trial(trial: Trial) -> bytes:
    data = {
        "format": FORMAT,
        "ballot": trial.ballot_id,
        "key": as_data(trial.public),
        "sealed": b64encode(trial.sealed).decode(),
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def read_trial(content: bytes) -> Trial:
    """The trial in a trial.json. Raises ScrutinyRefused for anything else."""
    data = json_object(content, "trial.json")
    try:
        known = data["format"] == FORMAT
        trial = Trial(
            int(data["ballot"]), public_from(data["key"]), b64decode(str(data["sealed"]), validate=True)
        )
    except (KeyError, TypeError, ValueError):
        known = False
    if not known:
        raise ScrutinyRefused("This is not the trial.json of the desk: fetch it there again.")
    return trial


def hash_of(secret: str) -> str:
    """What the server remembers of the ten characters, however they were typed."""
    return sha256("".join(secret.upper().split()).encode()).hexdigest()

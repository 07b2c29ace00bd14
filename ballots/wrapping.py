"""The key pair of a ballot in the platform's custody: made, wrapped with the worker's key, and unwrapped."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from ballots.errors import BoxLocked
from ballots.keys import wrapping_key
from ballots.sealing import Paper, open_paper, seal


@dataclass(frozen=True)
class Keys:
    """A new key pair, the private half wrapped."""

    public: bytes
    wrapped: bytes


def make_keys(ballot_id: int) -> Keys:
    """A key pair for a ballot, tried out before it is used: seal, wrap, unwrap, open.

    Raises UnwrapKeyMissing where BALLOT_UNWRAP_KEY is not set.
    """
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    nonce = os.urandom(12)
    sealer = ChaCha20Poly1305(wrapping_key(ballot_id))
    wrapped = nonce + sealer.encrypt(nonce, private.private_bytes_raw(), public)
    trial = Paper(form_hash="00" * 32, unit=1, tracker="0" * 10, answers={1: (1,)})
    sealed = seal(trial, ballot_id=ballot_id, public_key=public)
    opened = open_paper(
        sealed, ballot_id=ballot_id, private_key=unwrap(wrapped, ballot_id=ballot_id, public_key=public)
    )
    if opened != trial:
        raise BoxLocked("The trial paper did not open as it was sealed: this ballot cannot be fixed.")
    return Keys(public, wrapped)


def unwrap(wrapped: bytes, *, ballot_id: int, public_key: bytes) -> X25519PrivateKey:
    """The private key. Raises UnwrapKeyMissing without the worker's key, BoxLocked with a wrong one."""
    opener = ChaCha20Poly1305(wrapping_key(ballot_id))
    try:
        private = opener.decrypt(wrapped[:12], wrapped[12:], public_key)
    except InvalidTag:
        raise BoxLocked from None
    return X25519PrivateKey.from_private_bytes(private)

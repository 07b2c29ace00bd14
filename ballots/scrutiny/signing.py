"""A scrutineer's own signing key, and signatures over a count. Ed25519; the private half stays with them."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from ballots.errors import ScrutinyRefused
from ballots.fingerprints import fingerprint_of
from ballots.scrutiny.files import new_folder, read_file, write_new
from ballots.scrutiny.public import json_object

KEY_FORMAT = "tenpoint scrutineer 1"
SIGNATURE_FORMAT = "tenpoint count signature 1"
PRIVATE, PUBLIC = "scrutineer.key", "scrutineer.json"


@dataclass(frozen=True)
class Signature:
    """Who says of which count (by the digest of its statement) that it is right."""

    count: str
    signing_key: str
    signature: str


def signed_text(count: str) -> bytes:
    """What a scrutineer's signature says; `count` is the digest of the statement, in hex."""
    return f"tenpoint count: {count}".encode()


def make_signing_key(folder: Path) -> str:
    """A key pair as scrutineer.key and scrutineer.json in a new folder; the public half in base64."""
    new_folder(folder)
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = _public_of(private)
    write_new(folder / PRIVATE, pem, secret=True)
    data = {"format": KEY_FORMAT, "signing_key": public, "fingerprint": fingerprint_of(b64decode(public))}
    write_new(folder / PUBLIC, (json.dumps(data, indent=1) + "\n").encode())
    return public


def read_signing_key(content: bytes) -> str:
    """The public key of a scrutineer.json, in base64. Raises ScrutinyRefused for anything else."""
    if b"PRIVATE KEY" in content:
        raise ScrutinyRefused(
            f"This is {PRIVATE}, the secret half of your key, and it has left your laptop now. "
            f"Make a new one with sign-keygen in a new folder, and bring the {PUBLIC} of that."
        )
    data = json_object(content, PUBLIC)
    try:
        key = b64decode(str(data["signing_key"]), validate=True)
        Ed25519PublicKey.from_public_bytes(key)
        fits = data["format"] == KEY_FORMAT and data["fingerprint"] == fingerprint_of(key)
    except (KeyError, ValueError):
        fits = False
    if not fits:
        raise ScrutinyRefused(f"This is not the {PUBLIC} that sign-keygen wrote: choose that file.")
    return b64encode(key).decode()


def sign_count(count: str, *, key: Path) -> Signature:
    """The signature of the key in this file. Raises ScrutinyRefused where the file holds none."""
    try:
        private = load_pem_private_key(read_file(key), password=None)
    except (ValueError, TypeError):
        private = None
    if not isinstance(private, Ed25519PrivateKey):
        raise ScrutinyRefused(f"{key} is not the {PRIVATE} that sign-keygen wrote.")
    return Signature(count, _public_of(private), b64encode(private.sign(signed_text(count))).decode())


def write_signature(signature: Signature) -> bytes:
    data = {
        "format": SIGNATURE_FORMAT,
        "count": signature.count,
        "signing_key": signature.signing_key,
        "signature": signature.signature,
    }
    return (json.dumps(data, indent=1) + "\n").encode()


def read_signature(content: bytes) -> Signature:
    """What a signature file says, unchecked. Raises ScrutinyRefused for anything else."""
    data = json_object(content, "signature file")
    if data.get("format") != SIGNATURE_FORMAT:
        raise ScrutinyRefused("This is not a signature that sign wrote: choose the files signature-….json.")
    return Signature(*(str(data.get(name, "")) for name in ("count", "signing_key", "signature")))


def is_valid(signature: Signature) -> bool:
    """Whether the named key has signed the named count; False for anything malformed."""
    try:
        public = Ed25519PublicKey.from_public_bytes(b64decode(signature.signing_key, validate=True))
        public.verify(b64decode(signature.signature, validate=True), signed_text(signature.count))
    except (InvalidSignature, ValueError):
        return False
    return True


def _public_of(private: Ed25519PrivateKey) -> str:
    return b64encode(private.public_key().public_bytes_raw()).decode()

"""A scrutineers' count that is brought to its ballot, as it is or told differently."""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import errors
from ballots.certifying import certify_count
from ballots.models import Appointment, Ballot, Count, State
from ballots.packing import Content, as_json
from ballots.scrutiny.statement import CountFile
from tests.ballots.scrutineers import Scrutiny, bo, signature_by


def bring(scrutiny: Scrutiny, counted: CountFile, *signers: Ed25519PrivateKey, by: Any = None) -> Count:
    signatures = [signature_by(key, counted.digest) for key in signers]
    at = scrutiny.ballot.closes_at
    return certify_count(scrutiny.ballot, counted, signatures, by=by or bo(), at=at)


def refused(scrutiny: Scrutiny, counted: CountFile, *signers: Ed25519PrivateKey, **more: Any) -> str:
    with pytest.raises(errors.BallotError) as refusal:
        bring(scrutiny, counted, *signers, **more)
    ballot = Ballot.objects.get(pk=scrutiny.ballot.pk)
    assert (ballot.state, Count.objects.filter(ballot=ballot).count()) == (State.CLOSED, 0)
    assert not Appointment.objects.exclude(signature="").exists()
    return str(refusal.value)


def told_differently(counted: CountFile, **changes: Any) -> CountFile:
    """The same statement with other claims, as a program that lies would write it."""
    return replace(counted, statement={**counted.statement, **changes})


def with_files(counted: CountFile, **changes: bytes) -> CountFile:
    """Other files, and a statement that fits them."""
    files = {**counted.files, **{name: Content.of(content) for name, content in changes.items()}}
    digests = {name: sha256(content).hexdigest() for name, content in changes.items()}
    results = json.loads(bytes(files["results.json"]))
    return replace(told_differently(counted, **digests), files=files, results=results)


def with_results(counted: CountFile, change: Callable[[dict[str, Any]], object]) -> CountFile:
    results = json.loads(json.dumps(counted.results))
    change(results)
    return with_files(counted, **{"results.json": as_json(results)})


def one_vote_more(results: dict[str, Any]) -> None:
    results["questions"][0]["options"][0]["votes"] += 1

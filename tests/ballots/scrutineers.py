"""Three scrutineers, their sheets, and their program run as they run it: no Django, no network."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ballots.appointing import accept_appointment, appoint_scrutineer
from ballots.approving import approve, propose
from ballots.certifying import certify_count
from ballots.closing import close_ballot
from ballots.drafting import draw_up_ballot, set_question
from ballots.exporting import export_box
from ballots.freezing import freeze_ballot
from ballots.keyholding import answer_rehearsal, place_key, trial_of
from ballots.models import Act, Ballot, SplitKey
from ballots.opening import open_ballot, schedule_ballot
from ballots.publishing import publish_ballot
from ballots.scrutiny.ceremony import answer_trial
from ballots.scrutiny.export import read_export
from ballots.scrutiny.public import PublicKey
from ballots.scrutiny.signing import Signature, signed_text
from ballots.scrutiny.statement import CountFile, read_count, write_count
from ballots.scrutiny.tally import count_box
from ballots.scrutiny.words import Sheet, read_sheet, split
from tests.ballots.factories import CLAIMS, a_branch, cast_by_many, reason_of
from union.accounts.models import Role, User

ROOT = Path(__file__).parents[2]
OFFLINE = """
import socket, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {refused!r}:
            raise ModuleNotFoundError("No module named " + name, name=name)

def no_network(*args, **kwargs):
    raise OSError("this laptop has no network")

sys.meta_path.insert(0, Refuse())
socket.socket.connect = socket.create_connection = socket.getaddrinfo = no_network
"""


@dataclass(frozen=True)
class Ceremony:
    """A key that was made, and its sheets; sheet 1 is `sheets[0]`."""

    public: PublicKey
    sheets: list[Sheet]


def a_key(ballot: str = "NJC pay claim 2022", *, k: int = 2, n: int = 3) -> Ceremony:
    private = X25519PrivateKey.generate()
    words = split(private, k=k, n=n)
    return Ceremony(
        PublicKey(ballot, private.public_key().public_bytes_raw(), k, n),
        [read_sheet(" ".join(own), name=f"sheet-{number}.txt") for number, own in enumerate(words, start=1)],
    )


def tool(
    *arguments: object, home: Path, typed: str = "", missing: str = ""
) -> subprocess.CompletedProcess[str]:
    """The program on a scrutineer's laptop: no settings, Django and WeasyPrint not installed, no network."""
    refused = ("django", "wagtail", "weasyprint", missing)
    laptop = home / "laptop"
    laptop.mkdir(exist_ok=True)
    (laptop / "sitecustomize.py").write_text(OFFLINE.format(refused=refused))
    return subprocess.run(
        [sys.executable, "-m", "ballots.scrutiny", *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(laptop), "PYTHONDONTWRITEBYTECODE": "1"},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # no terminal: what is typed comes from `typed`
    )


# --- a national ballot: Nell Pryce of the office, and Amal, Bo and Cleo who watch over it


def somebody(name: str, kind: Role.Kind) -> User:
    email = f"{name.partition(' ')[0].lower()}@example.org"
    user, _ = User.objects.get_or_create(email=email, defaults={"name": name})
    Role.objects.get_or_create(user=user, kind=kind)
    return user


def nell() -> User:
    return somebody("Nell Pryce", Role.Kind.NATIONAL_OFFICE)


def amal() -> User:
    return somebody("Amal Haddad", Role.Kind.SCRUTINEER)


def bo() -> User:
    return somebody("Bo Lindqvist", Role.Kind.SCRUTINEER)


def cleo() -> User:
    return somebody("Cleo Marsh", Role.Kind.SCRUTINEER)


@dataclass
class Scrutiny:
    """A national ballot, the key of its box, and the signing keys of Amal, Bo and Cleo in that order."""

    ballot: Ballot
    key: Ceremony
    signing: Sequence[Ed25519PrivateKey]
    noon: datetime


def a_national_draft(noon: datetime, *, slug: str = "national") -> Ballot:
    ballot = draw_up_ballot(
        title="NJC pay claim 2022",
        slug=slug,
        branch=None,
        opens_at=noon + timedelta(hours=1),
        closes_at=noon + timedelta(days=7),
        by=nell(),
        at=noon,
    )
    set_question(ballot, number=1, text="Which claim?", options=CLAIMS, by=nell(), at=noon)
    return ballot


def public_half(key: Ed25519PrivateKey) -> str:
    return b64encode(key.public_key().public_bytes_raw()).decode()


def appointed(ballot: Ballot, *, noon: datetime) -> list[Ed25519PrivateKey]:
    """Amal, Bo and Cleo, each accepted; their private signing keys."""
    keys = [Ed25519PrivateKey.generate() for _ in range(3)]
    for user, key in zip((amal(), bo(), cleo()), keys, strict=True):
        appoint_scrutineer(ballot, user, by=nell(), at=noon)
        accept_appointment(ballot, signing_key=public_half(key), by=user, at=noon)
    return keys


def rehearsed(ballot: Ballot, key: Ceremony, *, noon: datetime, by: User | None = None) -> SplitKey:
    """The key is placed, two sheets open its trial paper, and Amal says what stood in it."""
    placed = place_key(ballot, key.public, by=nell(), at=noon)
    answer = answer_trial(trial_of(placed), key.sheets[:2])
    return answer_rehearsal(ballot, answer=answer, fingerprint=placed.fingerprint, by=by or amal(), at=noon)


def as_it_is(draft: Ballot) -> None:
    """Nothing more is asked than the one question."""


def ready(
    noon: datetime, *, slug: str = "national", draw_up: Callable[[Ballot], object] = as_it_is
) -> Scrutiny:
    """A draft with scrutineers and a rehearsed key."""
    ballot = a_national_draft(noon, slug=slug)
    draw_up(ballot)
    signing, key = appointed(ballot, noon=noon), a_key()
    rehearsed(ballot, key, noon=noon)
    return Scrutiny(ballot, key, signing, noon)


def agreed(scrutiny: Scrutiny, act: Act, *, at: datetime) -> None:
    """Nell proposes, Bo approves."""
    approve(propose(scrutiny.ballot, act, by=nell(), at=at, reason=reason_of(act)), by=bo(), at=at)


def frozen(
    noon: datetime, *, slug: str = "national", draw_up: Callable[[Ballot], object] = as_it_is
) -> Scrutiny:
    scrutiny = ready(noon, slug=slug, draw_up=draw_up)
    agreed(scrutiny, Act.FREEZE, at=noon)
    assert freeze_ballot(scrutiny.ballot, at=noon)
    scrutiny.ballot.refresh_from_db()
    return scrutiny


def opened(
    noon: datetime, *, slug: str = "national", draw_up: Callable[[Ballot], object] = as_it_is
) -> Scrutiny:
    scrutiny = frozen(noon, slug=slug, draw_up=draw_up)
    ballot = scrutiny.ballot
    assert schedule_ballot(ballot, at=noon)
    assert open_ballot(ballot, at=ballot.opens_at)
    ballot.refresh_from_db()
    return scrutiny


def closed(noon: datetime, *, members: int = 40, votes: int = 25, slug: str = "national") -> Scrutiny:
    """Harbour branch votes A, B, A, B... in the national ballot, which then closes at its time."""
    a_branch(members=members)
    scrutiny = opened(noon, slug=slug)
    cast_by_many(scrutiny.ballot, votes)
    assert close_ballot(scrutiny.ballot, at=scrutiny.ballot.closes_at)
    return scrutiny


def exported(scrutiny: Scrutiny, home: Path) -> Path:
    path = home / "EXPORT.zip"
    path.write_bytes(b"".join(export_box(scrutiny.ballot)))
    return path


def count_of(scrutiny: Scrutiny, home: Path, *, sheets: Sequence[Sheet] = ()) -> bytes:
    """COUNT.zip as the program writes it from the export and sheets 1 and 2."""
    export = read_export(exported(scrutiny, home))
    return bytes(write_count(export.box, count_box(export, sheets or scrutiny.key.sheets[:2])))


def counted_in(content: bytes) -> CountFile:
    """A COUNT.zip, read from memory."""
    return read_count(io.BytesIO(content))


def signature_by(key: Ed25519PrivateKey, count: str) -> Signature:
    return Signature(count, public_half(key), b64encode(key.sign(signed_text(count))).decode())


def certified(scrutiny: Scrutiny, home: Path) -> CountFile:
    """Amal and Bo sign the count and Bo brings it."""
    counted = counted_in(count_of(scrutiny, home))
    signatures = [signature_by(key, counted.digest) for key in scrutiny.signing[:2]]
    certify_count(scrutiny.ballot, counted, signatures, by=bo(), at=scrutiny.ballot.closes_at)
    return counted


def published(scrutiny: Scrutiny) -> bytes:
    """Nell proposes, Bo approves, the worker publishes; the bundle."""
    agreed(scrutiny, Act.PUBLICATION, at=scrutiny.ballot.closes_at)
    assert publish_ballot(scrutiny.ballot, at=scrutiny.ballot.closes_at, with_certificate=False)
    return bytes(scrutiny.ballot.bundle.content)

"""Anybody checks the evidence bundle with one file, and any altered byte is found."""

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command

from ballots import verify as checker
from ballots.asking import canonical
from ballots.fixing import form_hash_of
from ballots.merkle import board_text, root
from ballots.models import Ballot
from ballots.packing import as_json
from ballots.receipts import public_signing_key, sign
from ballots.verify import NAMES, Refused, verify
from tests.ballots.evidence import signed_again
from tests.ballots.factories import a_branch, cast_by_many, opened, published
from tests.ballots.zips import unzipped, zip_of

pytestmark = pytest.mark.django_db


MADE: list[bytes] = []


@pytest.fixture
def bundle(noon: datetime) -> bytes:
    """One bundle for all tests of this module: nothing alters it."""
    if not MADE:
        ballot = opened(a_branch(members=40), noon=noon)
        cast_by_many(ballot, 25)
        MADE.append(bytes(published(ballot).bundle.content))
    return MADE[0]


def test_bundle_holds_what_a_stranger_needs(bundle: bytes) -> None:
    assert sorted(unzipped(bundle)) == NAMES
    assert verify(bundle, signing_key=public_signing_key()) == checker.Report(
        title="NJC pay claim 2022",
        papers=25,
        counted=25,
        rejected=0,
        turnout_only=False,
        key_fingerprint=verify(bundle).key_fingerprint,
        certified_by=(),
    )
    manifest = json.loads(unzipped(bundle)["manifest.json"])
    assert manifest["closed_at"] == manifest["form"]["closes_at"] == "2022-03-22T12:00:00+00:00"


def test_bundle_of_a_small_or_empty_ballot_holds(noon: datetime) -> None:
    for votes in (0, 9):
        ballot = opened(a_branch(f"NW-{votes:03}", members=12), noon=noon, slug=f"small-{votes}")
        cast_by_many(ballot, votes)
        report = verify(bytes(published(ballot).bundle.content))
        assert (report.papers, report.turnout_only) == (votes, True)


def test_bundle_with_inclusion_receipts_holds(noon: datetime) -> None:
    ballot = opened(a_branch(members=12), noon=noon)
    Ballot.objects.update(receipt=Ballot.Receipt.INCLUSION)
    ballot.refresh_from_db()
    Ballot.objects.update(form_hash=form_hash_of(ballot))
    cast_by_many(ballot, 12)
    assert verify(bytes(published(ballot).bundle.content)).counted == 12


@pytest.mark.parametrize("name", NAMES)
def test_flipped_byte_in_any_file_is_refused(bundle: bytes, name: str) -> None:
    files = unzipped(bundle)
    step = max(len(files[name]) // 40, 1)
    for place in range(0, len(files[name]), step):
        content = bytearray(files[name])
        content[place] ^= 1
        with pytest.raises(Refused):
            verify(zip_of({**files, name: bytes(content)}))


def test_flipped_byte_anywhere_in_the_zip_is_refused(bundle: bytes) -> None:
    for place in [*range(0, len(bundle), 211), *range(len(bundle) - 800, len(bundle))]:
        altered = bytearray(bundle)
        altered[place] ^= 1
        with pytest.raises(Refused):
            verify(bytes(altered))


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_cut_bundle_is_refused(bundle: bytes, cut: int) -> None:
    with pytest.raises(Refused):
        verify(bundle[:cut])


@pytest.mark.parametrize("more", [b"\0", b"PK"])
def test_longer_bundle_is_refused(bundle: bytes, more: bytes) -> None:
    with pytest.raises(Refused):
        verify(bundle + more)


def in_json(path: str, change: Callable[[object], object]) -> Callable[[bytes], bytes]:
    """Change one value of a JSON file, found by its path."""

    def alter(content: bytes) -> bytes:
        whole = json.loads(content)
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        place = whole
        for step in way:
            place = place[step]
        place[last] = change(place[last])
        return (json.dumps(whole, sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode()

    return alter


def one_more(value: object) -> object:
    return value + 1 if isinstance(value, int) else [*value, 1] if isinstance(value, list) else f"{value}1"


def swap_votes(content: bytes) -> bytes:
    return content.replace(b'"1: A, RPI plus 2%"', b'"2: B, a flat \xc2\xa32,000"', 1)


@pytest.mark.parametrize(
    ("name", "alter"),
    [
        *(
            ("results.json", in_json(path, one_more))
            for path in (
                "papers",
                "counted",
                "rejected",
                "marked",
                "eligible",
                "reachable",
                "turnout",
                "merges",
                "questions.0.leading",
                "questions.0.options.0.votes",
                "questions.0.options.0.share",
                "questions.0.options.0.units",
                "questions.0.options.0.regions",
                "units.0.papers",
                "units.0.electorate",
                "units.0.name",
                "units.0.votes.0.0",
            )
        ),
        *(
            ("manifest.json", in_json(path, one_more))
            for path in (
                "format",
                "ballot",
                "form.title",
                "form_hash",
                "eligible",
                "units.0.electorate",
                "units.0.name",
            )
        ),
        *(("board.json", in_json(path, one_more)) for path in ("papers", "root", "digests", "signature")),
        ("results.json", in_json("turnout_only", lambda value: not value)),
        ("votes.csv", swap_votes),
        ("votes.csv", lambda content: content[: content.rindex(b"\n", 0, -1) + 1]),
        ("votes.csv", lambda content: content + content.splitlines(keepends=True)[-1]),
        ("sealed.jsonl", lambda content: content[: content.rindex(b"\n", 0, -1) + 1]),
        ("rejected.csv", lambda content: content + b"00,invented\n"),
        ("turnout.csv", lambda content: content.replace(b"25", b"26")),
    ],
)
def test_lie_that_is_signed_again_is_refused(
    bundle: bytes, name: str, alter: Callable[[bytes], bytes]
) -> None:
    """Even the holder of the signing key cannot publish figures that do not follow from the votes."""
    files = unzipped(bundle)
    lie = {**files, name: alter(files[name])}
    assert lie != files
    with pytest.raises(Refused):
        verify(signed_again(lie))
    assert verify(signed_again(files)).papers == 25


def with_box(files: Mapping[str, bytes], papers: list[bytes]) -> dict[str, bytes]:
    """The bundle with other sealed papers, and a board that lists them and is signed."""
    digests = [sha256(paper).digest() for paper in papers]
    top, ballot = root(digests).hex(), json.loads(files["board.json"])["ballot"]
    board = {
        "ballot": ballot,
        "papers": len(papers),
        "digests": [digest.hex() for digest in digests],
        "root": top,
        "signature": sign(board_text(ballot, len(papers), top)),
    }
    lines = [
        canonical({"digest": digest.hex(), "sealed": b64encode(paper).decode()}) + b"\n"
        for digest, paper in zip(digests, papers, strict=True)
    ]
    return {**files, "board.json": as_json(board), "sealed.jsonl": b"".join(lines)}


def test_box_whose_papers_are_not_as_they_should_is_refused_however_it_is_signed(bundle: bytes) -> None:
    files = unzipped(bundle)
    papers = [b64decode(json.loads(line)["sealed"]) for line in files["sealed.jsonl"].splitlines()]
    longer = sorted([*papers[1:], b"x" * 400], key=lambda paper: sha256(paper).digest())
    assert with_box(files, papers) == files
    for box, said in (
        (papers[::-1], "not in the order of digests"),
        ([*papers, papers[-1]], "each once"),
        (longer, "differ in length"),
    ):
        with pytest.raises(Refused, match=said):
            verify(signed_again(with_box(files, box)))


def test_rejected_paper_that_is_on_no_board_is_refused(bundle: bytes) -> None:
    files = unzipped(bundle)
    lie = {**files, "rejected.csv": files["rejected.csv"] + b"00" * 32 + b",made for another form\n"}
    with pytest.raises(Refused, match="not on the board"):
        verify(signed_again(lie))


def test_votes_in_an_order_that_could_tell_are_refused(bundle: bytes) -> None:
    files = unzipped(bundle)
    head, *lines = files["votes.csv"].splitlines(keepends=True)
    with pytest.raises(Refused, match="not sorted"):
        verify(signed_again({**files, "votes.csv": b"".join([head, *lines[::-1]])}))


def test_bundle_signed_by_somebody_else_is_refused(bundle: bytes) -> None:
    stranger = b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    with pytest.raises(Refused, match="another key"):
        verify(bundle, signing_key=stranger)


def test_checker_runs_alone_without_the_platform(bundle: bytes, tmp_path: Path) -> None:
    script = tmp_path / "verify.py"
    script.write_bytes(Path(checker.__file__).read_bytes())
    assert len(script.read_text().splitlines()) <= 500
    (tmp_path / "bundle.zip").write_bytes(bundle)
    (tmp_path / "altered.zip").write_bytes(bundle[:-1] + b"x")

    def run(name: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", str(script), str(tmp_path / name)],
            capture_output=True,
            text=True,
            check=False,
        )

    good, bad, missing = run("bundle.zip"), run("altered.zip"), run("nothing.zip")
    assert (good.returncode, good.stdout.splitlines()[0]) == (0, "In order: NJC pay claim 2022")
    assert (bad.returncode, bad.stderr[:8], missing.returncode) == (1, "REFUSED:", 1)


def test_command_checks_a_bundle(bundle: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(bundle)
    call_command("verify_ballot", str(path), key=public_signing_key())
    assert capsys.readouterr().out.splitlines()[0] == "In order: NJC pay claim 2022"
    path.write_bytes(bundle[:-1] + b"x")
    with pytest.raises(CommandError, match="Refused"):
        call_command("verify_ballot", str(path))
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("verify_ballot", str(tmp_path / "nothing.zip"))

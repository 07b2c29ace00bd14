"""The count on a laptop: every hash checked first, the server's own bytes, whichever two sheets open."""

import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import permutations
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ballots import errors
from ballots.asking import canonical
from ballots.errors import ScrutinyRefused
from ballots.exporting import export_box
from ballots.models import Ballot, BoxPaper
from ballots.packing import as_json
from ballots.reading import read_box
from ballots.receipts import public_signing_key, sign
from ballots.reporting import tally_up
from ballots.scrutiny.export import read_export
from ballots.scrutiny.signing import (
    Signature,
    is_valid,
    make_signing_key,
    read_signature,
    read_signing_key,
    sign_count,
    write_signature,
)
from ballots.scrutiny.statement import digest_of, files_of, write_count
from ballots.scrutiny.tally import count_box
from ballots.scrutiny.words import join
from ballots.tallying import form_for_count, roll_for_count
from tests.ballots import factories
from tests.ballots.factories import a_branch
from tests.ballots.scrutineers import Ceremony, a_key, closed, count_of, counted_in, opened, tool
from tests.ballots.zips import unzipped, zip_of

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Made:
    """A box of 25 papers as it was handed out, the sheets to it, and what the server's code makes of it."""

    export: bytes
    key: Ceremony
    by_the_server: Mapping[str, bytes]

    def at(self, home: Path) -> Path:
        path = home / "EXPORT.zip"
        path.write_bytes(self.export)
        return path


KEPT: list[Made] = []


@pytest.fixture
def made(noon: datetime) -> Made:
    """One box for all tests of this module: nothing alters it."""
    if not KEPT:
        scrutiny = closed(noon)
        ballot, key = scrutiny.ballot, scrutiny.key
        rows = BoxPaper.objects.filter(ballot=ballot).order_by("-digest").values_list("digest", "sealed")
        form, roll = form_for_count(ballot), roll_for_count(ballot)
        papers = read_box(
            ((bytes(digest), bytes(sealed)) for digest, sealed in rows),
            form,
            units=roll.numbers,
            ballot_id=ballot.pk,
            private_key=join(key.sheets[1:], key.public),
            progress=lambda read: None,
        )
        here = {name: bytes(content) for name, content in files_of(tally_up(form, roll, papers)).items()}
        KEPT.append(Made(b"".join(export_box(ballot)), key, here))
    return KEPT[0]


# --- the count


def test_every_two_sheets_come_to_the_servers_own_bytes(made: Made, tmp_path: Path) -> None:
    export = read_export(made.at(tmp_path), signing_key=public_signing_key())
    counts = {
        bytes(write_count(export.box, count_box(export, pair))) for pair in permutations(made.key.sheets, 2)
    }
    assert len(counts) == 1
    files = unzipped(counts.pop())
    assert {name: files[name] for name in made.by_the_server} == made.by_the_server
    results = json.loads(files["results.json"])
    assert (results["papers"], results["counted"], results["marked"]) == (25, 25, 25)
    assert [option["votes"] for option in results["questions"][0]["options"]] == [13, 12, 0]


def test_program_counts_and_two_scrutineers_sign(made: Made, tmp_path: Path) -> None:
    """With Django unimportable and every connection refused."""
    export = made.at(tmp_path)
    sheets = []
    for sheet in made.key.sheets:
        sheets.append(tmp_path / sheet.name)
        sheets[-1].write_text(sheet.words)
    out = tmp_path / "COUNT.zip"
    alone = tool("count", export, sheets[0], "--out", out, home=tmp_path)
    assert (alone.returncode, out.exists()) == (1, False)
    assert "2 sheets are needed to open this box, and 1 was given" in alone.stderr

    done = tool("count", export, *sheets[1:], "--out", out, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    files = unzipped(out.read_bytes())
    assert {name: files[name] for name in made.by_the_server} == made.by_the_server
    counted = counted_in(out.read_bytes())
    assert "25 sealed papers; every hash and signature is in order." in done.stdout
    assert "   A, RPI plus 2%: 13 (52.0%)" in done.stdout
    assert f"Fingerprint of this count: {counted.fingerprint}" in done.stdout

    again = tool("count", export, *sheets[1:], "--out", out, home=tmp_path)
    assert (again.returncode, "is there already" in again.stderr) == (1, True)

    for name in ("amal", "bo"):
        keyed = tool("sign-keygen", "--out", tmp_path / name, home=tmp_path)
        assert (keyed.returncode, keyed.stderr) == (0, "")
        signed = tool("sign", out, "--key", tmp_path / name / "scrutineer.key", home=tmp_path)
        assert (signed.returncode, signed.stderr) == (0, "")
    twice = tool("sign", out, "--key", tmp_path / "amal" / "scrutineer.key", home=tmp_path)
    assert (twice.returncode, "nothing is written over it" in twice.stderr) == (1, True)
    signatures = [read_signature(path.read_bytes()) for path in tmp_path.glob("signature-*.json")]
    assert [is_valid(one) and one.count == counted.digest for one in signatures] == [True, True]
    assert {one.signing_key for one in signatures} == {
        read_signing_key((tmp_path / name / "scrutineer.json").read_bytes()) for name in ("amal", "bo")
    }
    assert (tmp_path / "amal" / "scrutineer.key").stat().st_mode & 0o077 == 0


def test_sheets_of_another_key_open_nothing(made: Made, tmp_path: Path) -> None:
    export = read_export(made.at(tmp_path))
    with pytest.raises(ScrutinyRefused, match="do not make the key of this ballot"):
        count_box(export, a_key().sheets[:2])
    with pytest.raises(ScrutinyRefused, match="of different keys"):
        count_box(export, [made.key.sheets[0], a_key().sheets[1]])


def test_small_ballot_gives_its_turnout_alone(noon: datetime, tmp_path: Path) -> None:
    counted = counted_in(count_of(closed(noon, members=12, votes=9), tmp_path))
    assert (counted.results["turnout_only"], counted.results["questions"]) == (True, [])
    assert bytes(counted.files["votes.csv"]) == b"unit,tracker,question 1\n"


# --- exports that are not what they say


def zipped(files: Mapping[str, bytes], *, compression: int = zipfile.ZIP_STORED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def summed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    evidence = {name: files[name] for name in sorted(files) if name not in ("SHA256SUMS", "signature")}
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in evidence.items())
    return {**evidence, "SHA256SUMS": sums.encode(), "signature": files["signature"]}


def signed_again(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """As the holder of the site's signing key could forge it."""
    fitting = summed(files)
    return {**fitting, "signature": sign(fitting["SHA256SUMS"]).encode()}


def refusal(content: bytes, home: Path, *, signing_key: str = "") -> str:
    path = home / "forged.zip"
    path.write_bytes(content)
    with pytest.raises(ScrutinyRefused) as refused:
        read_export(path, signing_key=signing_key)
    return str(refused.value)


def test_flipped_byte_in_any_file_of_the_export_is_refused(made: Made, tmp_path: Path) -> None:
    files = unzipped(made.export)
    for name, content in files.items():
        for place in range(0, len(content) - 1, max(len(content) // 25, 1)):
            altered = bytearray(content)
            altered[place] ^= 1
            assert refusal(zipped({**files, name: bytes(altered)}), tmp_path)


def test_flipped_byte_of_a_paper_in_the_zip_is_refused(made: Made, tmp_path: Path) -> None:
    place = made.export.index(b'"sealed"') + 40
    altered = made.export[:place] + bytes([made.export[place] ^ 1]) + made.export[place + 1 :]
    assert refusal(altered, tmp_path)


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_cut_export_is_refused(made: Made, tmp_path: Path, cut: int) -> None:
    assert refusal(made.export[:cut], tmp_path)


def test_missing_export_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ScrutinyRefused, match="cannot be read: No such file"):
        read_export(tmp_path / "nothing.zip")


def in_json(**changes: object) -> Callable[[bytes], bytes]:
    return lambda content: as_json(json.loads(content) | changes)


def swap_labels(content: bytes) -> bytes:
    """So that votes for A would be read as votes for B."""
    manifest = json.loads(content)
    one, two, _ = manifest["form"]["questions"][0]["options"]
    one["label"], two["label"] = two["label"], one["label"]
    return as_json(manifest)


@pytest.mark.parametrize(
    ("name", "alter", "said"),
    [
        ("manifest.json", swap_labels, "The form does not fit its hash"),
        ("manifest.json", in_json(format="tenpoint export 3"), "no export of a kind this program knows"),
        ("manifest.json", in_json(eligible=41), "The units do not add up to the roll"),
        ("manifest.json", in_json(marked=24), "another number of votes marked than there are papers"),
        ("manifest.json", in_json(ballot=999), "The board lists other papers"),
        ("manifest.json", in_json(units=None), "The export cannot be read"),
        ("board.json", in_json(papers=24), "The board lists other papers"),
        ("board.json", in_json(root="00"), "The board lists other papers"),
        ("board.json", in_json(signature="AA=="), "The signature on the board is wrong"),
        ("sealed.jsonl", lambda content: content[content.index(b"\n") + 1 :], "The board lists other papers"),
        (
            "sealed.jsonl",
            lambda content: b"".join(reversed(content.splitlines(keepends=True))),
            "not in the order of digests",
        ),
        ("sealed.jsonl", lambda content: content + content.splitlines(keepends=True)[-1], "not in the order"),
        ("sealed.jsonl", lambda content: content.replace(b'"digest":"', b'"digest":"0', 1), "fit its digest"),
        (
            "returns.sealed",
            lambda content: content + b"Harbour,paper,3,3\n",
            "The returns are not those that the site names",
        ),
    ],
)
def test_lie_in_an_export_that_is_signed_again_is_refused(
    made: Made, tmp_path: Path, name: str, alter: Callable[[bytes], bytes], said: str
) -> None:
    files = unzipped(made.export)
    lie = {**files, name: alter(files[name])}
    assert said in refusal(zipped(signed_again(lie)), tmp_path)
    assert "do not fit their hashes" in refusal(zipped(lie), tmp_path) or name == "sealed.jsonl"
    read_export(at(tmp_path, zipped(signed_again(files))))


def at(home: Path, content: bytes) -> Path:
    path = home / "again.zip"
    path.write_bytes(content)
    return path


def test_paper_of_another_length_is_refused(made: Made, tmp_path: Path) -> None:
    files = unzipped(made.export)
    short = b"x" * 20
    line = canonical({"digest": sha256(short).hexdigest(), "sealed": b64encode(short).decode()}) + b"\n"
    lines = sorted([*files["sealed.jsonl"].splitlines(keepends=True)[1:], line])
    lie = signed_again({**files, "sealed.jsonl": b"".join(lines)})
    assert "another length" in refusal(zipped(lie), tmp_path)


def test_sums_that_were_made_to_fit_are_not_signed(made: Made, tmp_path: Path) -> None:
    files = unzipped(made.export)
    lie = {**files, "manifest.json": as_json(json.loads(files["manifest.json"]) | {"reachable": 1})}
    assert "The signature on the export is wrong" in refusal(zipped(summed(lie)), tmp_path)


def test_export_of_a_stranger_does_not_have_the_unions_key(made: Made, tmp_path: Path) -> None:
    stranger = b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    assert "signed with another key than the one given" in refusal(
        made.export, tmp_path, signing_key=stranger
    )


def test_export_packed_anew_or_with_other_files_is_refused(made: Made, tmp_path: Path) -> None:
    files = unzipped(made.export)
    assert "packed anew" in refusal(zipped(files, compression=zipfile.ZIP_DEFLATED), tmp_path)
    assert "does not hold the files" in refusal(zipped({**files, "more": b""}), tmp_path)


# --- handing it out


def test_box_is_handed_out_only_when_closed_and_with_scrutineers(noon: datetime) -> None:
    a_branch(members=12)
    scrutiny = opened(noon)
    with pytest.raises(errors.WrongMoment):
        export_box(scrutiny.ballot)
    branch = a_branch("NW-009", members=12)
    with pytest.raises(errors.WrongMoment):
        export_box(factories.closed(factories.opened(branch, noon=noon)))


def test_export_tells_of_the_roll_its_numbers_only(made: Made) -> None:
    manifest = json.loads(unzipped(made.export)["manifest.json"])
    assert {name: manifest[name] for name in ("eligible", "reachable", "marked", "k", "n")} == {
        "eligible": 40, "reachable": 40, "marked": 25, "k": 2, "n": 3,
    }  # fmt: skip
    assert b"example.org" not in made.export
    assert b"NW-001-0" not in made.export


def test_export_is_the_same_each_time(noon: datetime) -> None:
    ballot = closed(noon).ballot
    assert b"".join(export_box(ballot)) == b"".join(export_box(Ballot.objects.get()))


# --- COUNT.zip and signatures


@pytest.fixture
def count(made: Made, tmp_path: Path) -> bytes:
    export = read_export(made.at(tmp_path))
    return bytes(write_count(export.box, count_box(export, made.key.sheets[:2])))


def test_flipped_byte_anywhere_in_a_count_is_refused(count: bytes) -> None:
    assert digest_of(counted_in(count).statement) == counted_in(count).digest
    for place in [*range(0, len(count), 37), *range(len(count) - 300, len(count))]:
        altered = bytearray(count)
        altered[place] ^= 1
        with pytest.raises(ScrutinyRefused):
            counted_in(bytes(altered))


@given(st.binary(max_size=80))
def test_garbage_is_no_count_and_no_signature(garbage: bytes) -> None:
    for read in (counted_in, read_signature, read_signing_key):
        with pytest.raises(ScrutinyRefused):
            read(garbage)


def test_count_packed_anew_or_with_other_files_is_refused(count: bytes) -> None:
    files = unzipped(count)
    assert zip_of(files) == count
    for other in (
        zipped(files, compression=zipfile.ZIP_DEFLATED),
        zip_of({**files, "more": b""}),
        zip_of({**files, "votes.csv": files["votes.csv"] + b"\n"}),
        zip_of({**files, "statement.json": files["statement.json"] + b"\n"}),
        zip_of({**files, "results.json": b"[]"}),
    ):
        with pytest.raises(ScrutinyRefused):
            counted_in(other)


def test_signature_is_of_one_key_over_one_count(tmp_path: Path) -> None:
    public = make_signing_key(tmp_path / "amal")
    signature = sign_count("ab" * 32, key=tmp_path / "amal" / "scrutineer.key")
    assert (signature.count, signature.signing_key, is_valid(signature)) == ("ab" * 32, public, True)
    assert read_signature(write_signature(signature)) == signature
    other = make_signing_key(tmp_path / "bo")
    for wrong in (
        Signature("cd" * 32, public, signature.signature),
        Signature(signature.count, other, signature.signature),
        Signature(signature.count, public, "AAAA"),
        Signature(signature.count, "no key", signature.signature),
    ):
        assert not is_valid(wrong)


def test_signing_key_is_not_written_over_and_not_taken_from_another_file(tmp_path: Path) -> None:
    make_signing_key(tmp_path / "amal")
    with pytest.raises(ScrutinyRefused, match="holds files already"):
        make_signing_key(tmp_path / "amal")
    with pytest.raises(ScrutinyRefused, match=r"is not the scrutineer\.key"):
        sign_count("ab" * 32, key=tmp_path / "amal" / "scrutineer.json")


def test_public_half_that_does_not_fit_its_fingerprint_is_refused(tmp_path: Path) -> None:
    make_signing_key(tmp_path / "amal")
    content = (tmp_path / "amal" / "scrutineer.json").read_bytes()
    for lie in (in_json(fingerprint="0000"), in_json(format="other"), in_json(signing_key="AAAA")):
        with pytest.raises(ScrutinyRefused, match=r"not the scrutineer\.json"):
            read_signing_key(lie(content))

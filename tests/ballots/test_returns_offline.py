"""Papers in a national ballot: Harbour and Moor key their returns, and the scrutineers count them offline."""

import csv
import json
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from ballots import due, errors, returning
from ballots.certifying import bring_count, certify_count
from ballots.closing import close_ballot
from ballots.correcting import strike_member
from ballots.exporting import export_box
from ballots.hand_counts import write_hand_counts
from ballots.keys import wrapping_key
from ballots.models import AgreedReturn, Ballot, Count, FilePiece, KeyedReturn, Method, State
from ballots.packing import as_json
from ballots.piles import Pile, write_piles
from ballots.scrutiny.words import join
from ballots.verify import verify
from tests.ballots.factories import a_branch, cast_by_many, while_open
from tests.ballots.returns_scenes import B, closed_with_papers, key, key_all, mark, officers
from tests.ballots.scrutineers import (
    Scrutiny,
    amal,
    bo,
    certified,
    count_of,
    counted_in,
    exported,
    nell,
    opened,
    published,
    signature_by,
    tool,
)
from tests.ballots.zips import unzipped
from tests.conftest import SignIn
from tests.once import told_once
from union.jobs import working
from union.jobs.models import Job

pytestmark = pytest.mark.django_db
PAGE = "/desk/ballots/national/scrutiny/"


@told_once
def scrutiny(noon: datetime) -> Scrutiny:
    return closed_with_papers(noon)


@told_once
def keyed(scrutiny: Scrutiny) -> Scrutiny:
    key_all(scrutiny)
    return scrutiny


# --- the whole way


@pytest.mark.any_database
def test_papers_are_counted_on_the_laptop_certified_published_and_checked(
    keyed: Scrutiny, tmp_path: Path
) -> None:
    sheets = []
    for sheet in keyed.key.sheets[:2]:
        sheets.append(tmp_path / sheet.name)
        sheets[-1].write_text(sheet.words)
    out = tmp_path / "COUNT.zip"
    done = tool("count", exported(keyed, tmp_path), *sheets, "--out", out, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "39 counted, 0 rejected, turnout 48.8%." in done.stdout
    assert "15 of these on paper or at meetings." in done.stdout

    counted = counted_in(out.read_bytes())
    assert out.read_bytes() == count_of(keyed, tmp_path, sheets=keyed.key.sheets[1:])
    signatures = [signature_by(one, counted.digest) for one in keyed.signing[:2]]
    certify_count(keyed.ballot, counted, signatures, by=bo(), at=keyed.ballot.closes_at)
    bundle = published(keyed)
    report = verify(bundle)
    assert (report.papers, report.counted, len(report.certified_by)) == (24, 39, 2)
    assert unzipped(bundle)["returns.csv"].decode() == (
        "unit,method,marked,counted,spoilt\n"
        "Branch NW-001,paper,3,2,1\n"
        "Branch NW-002,meeting,11,11,0\n"
        "Branch NW-002,paper,2,2,0\n"
    )
    results = json.loads(unzipped(bundle)["results.json"])
    assert {name: results[name] for name in ("marked", "papers", "counted", "turnout")} == {
        "marked": 40, "papers": 24, "counted": 39, "turnout": "48.8",
    }  # fmt: skip
    assert [option["votes"] for option in results["questions"][0]["options"]] == [17, 22, 0]
    _, *lines = csv.reader(StringIO(unzipped(bundle)["votes.csv"].decode()))
    assert (len(lines), {len(tracker) for _, tracker, _ in lines}) == (39, {10})


@pytest.mark.any_database
def test_the_worker_comes_to_the_same_bytes_as_the_laptop(keyed: Scrutiny, tmp_path: Path) -> None:
    """The same box, roll, returns and key, for once in the custody of the platform."""
    by_the_laptop = unzipped(count_of(keyed, tmp_path))
    private, ballot = join(keyed.key.sheets[1:], keyed.key.public), keyed.ballot
    nonce, sealer = bytes(12), ChaCha20Poly1305(wrapping_key(ballot.pk))
    wrapped = nonce + sealer.encrypt(nonce, private.private_bytes_raw(), keyed.key.public.key)
    Ballot.objects.update(custody=Ballot.Custody.PLATFORM, wrapped_private_key=wrapped)
    agreed_on = returning.digest_of_returns(ballot)
    assert due.count_due(at=ballot.closes_at) == 1
    count = Count.objects.get()
    assert count.returns_digest == agreed_on != ""
    assert {name: by_the_laptop[name] for name in ("results.json", "rejected.csv", "votes.csv")} == {
        "results.json": as_json(count.results),
        "rejected.csv": bytes(count.rejected_csv),
        "votes.csv": bytes(count.votes_csv),
    }


def test_what_papers_said_goes_once_the_scrutineers_count_is_in_and_its_digest_stays(
    keyed: Scrutiny, tmp_path: Path
) -> None:
    agreed_on = returning.digest_of_returns(keyed.ballot)
    certified(keyed, tmp_path)
    assert Count.objects.get().returns_digest == agreed_on != ""
    assert list(AgreedReturn.objects.values_list("piles", flat=True)) == [[], [], []]
    assert list(KeyedReturn.objects.values_list("piles", flat=True)) == [[]] * 6


# --- handing it out


def test_the_box_waits_for_every_return(scrutiny: Scrutiny) -> None:
    def waits() -> str:
        with pytest.raises(errors.WrongMoment) as refusal:
            export_box(scrutiny.ballot)
        return str(refusal.value)

    three = (
        "3 returns of votes on paper or at meetings are missing: the votes can be counted once two officers"
    )
    assert waits() == f"{three} have keyed each alike."
    key(scrutiny, "NW-001", Method.PAPER, a=1, b=1, spoilt=1)
    key(scrutiny, "NW-002", Method.PAPER, a=0, b=2)
    key(scrutiny, "NW-002", Method.MEETING, a=4, b=7, by=officers("NW-002")[:1])
    one = "1 return of votes on paper or at meetings is missing: the votes can be counted once two officers"
    assert waits() == f"{one} have keyed it alike."
    key(scrutiny, "NW-002", Method.MEETING, a=4, b=7, by=officers("NW-002")[1:])
    assert b"".join(export_box(scrutiny.ballot))


def test_the_desk_says_what_is_missing_in_place_of_the_box(sign_in: SignIn, scrutiny: Scrutiny) -> None:
    office, scrutineer = sign_in(nell()), sign_in(amal())
    page = office.get(PAGE).content.decode()
    assert "3 returns of votes on paper or at meetings are missing." in page
    assert ("EXPORT.zip</a>" in page, "/desk/ballots/national/returns/" in page) == (False, True)
    assert "/desk/ballots/national/returns/" not in scrutineer.get(PAGE).content.decode()
    early = scrutineer.get(f"{PAGE}export.zip")
    assert early.status_code == 409
    assert "3 returns of votes on paper or at meetings are missing:" in early.content.decode()
    key_all(scrutiny)
    page = scrutineer.get(PAGE).content.decode()
    assert ("EXPORT.zip</a>" in page, "missing" in page) == (True, False)


def test_who_carries_the_export_cannot_read_the_papers_in_it(keyed: Scrutiny) -> None:
    """A unit may have a single paper. Nor does a digest tell that can be tried with every answer."""
    files = unzipped(b"".join(export_box(keyed.ballot)))
    assert b"answers" not in b"".join(files.values())
    found = returning.hand_counts_of(keyed.ballot)
    said = json.loads(files["manifest.json"])["returns"]
    assert said == sha256(returning.written_returns(keyed.ballot)).hexdigest()
    assert said != sha256(write_hand_counts(found, salt=b"")).hexdigest()
    other = [replace(found[0], piles=write_piles([Pile({1: B}, 2)])), *found[1:]]
    lengths = {len(write_hand_counts(counts, salt=bytes(32))) for counts in (found, other, found[:1])}
    assert lengths == {4096}


def test_a_marked_member_whose_strike_is_asked_for_is_counted(noon: datetime, tmp_path: Path) -> None:
    a_branch("NW-001", members=40)
    scrutiny = opened(noon)
    ballot = scrutiny.ballot
    cast_by_many(ballot, 20)
    mark(ballot, "NW-001", Method.PAPER, 40)
    strike_member(ballot, number="NW-001-00040", reason="twice", by=nell(), at=while_open(ballot))
    with pytest.raises(errors.AlreadyVoted):
        mark(ballot, "NW-001", Method.PAPER, 40)
    assert close_ballot(ballot, at=ballot.closes_at)
    key(scrutiny, "NW-001", Method.PAPER, a=1, b=0)
    counted = certified(scrutiny, tmp_path)
    assert (counted.results["marked"], counted.results["counted"]) == (21, 21)


# --- returns that change between the export and the count


def bring(scrutiny: Scrutiny, content: bytes) -> None:
    counted = counted_in(content)
    signatures = [signature_by(one, counted.digest) for one in scrutiny.signing]
    certify_count(scrutiny.ballot, counted, signatures, by=bo(), at=scrutiny.ballot.closes_at)


def test_a_count_of_returns_that_were_corrected_since_is_refused(keyed: Scrutiny, tmp_path: Path) -> None:
    before = count_of(keyed, tmp_path)
    key(keyed, "NW-001", Method.PAPER, a=2, b=0, spoilt=1, by=officers("NW-001")[:1])
    with pytest.raises(errors.WrongMoment, match="1 return of votes on paper or at meetings is missing"):
        bring(keyed, before)
    key(keyed, "NW-001", Method.PAPER, a=2, b=0, spoilt=1, by=officers("NW-001")[1:])
    with pytest.raises(errors.ScrutinyRefused, match="of other returns than the officers agreed on"):
        bring(keyed, before)
    assert Ballot.objects.get().state == State.CLOSED
    bring(keyed, count_of(keyed, tmp_path))
    with pytest.raises(errors.WrongMoment):
        key(keyed, "NW-001", Method.PAPER, a=1, b=1, spoilt=1)


def brought(scrutiny: Scrutiny, content: bytes) -> Job:
    counted, at = counted_in(content), scrutiny.ballot.closes_at
    signatures = [signature_by(one, counted.digest) for one in scrutiny.signing]
    return bring_count(scrutiny.ballot, counted, signatures, by=bo(), at=at)


def why_not(job: Job) -> str:
    """The worker checks what was brought, takes nothing in and keeps nothing; its reason."""
    assert working.run_waiting(at=job.asked_at) == 1
    job.refresh_from_db()
    assert (job.state, Count.objects.count(), FilePiece.objects.count()) == ("failed", 0, 0)
    return job.reason


def test_returns_that_are_corrected_while_a_count_waits_are_seen_by_the_worker(
    keyed: Scrutiny, tmp_path: Path
) -> None:
    before = count_of(keyed, tmp_path)
    job = brought(keyed, before)
    key(keyed, "NW-001", Method.PAPER, a=2, b=0, spoilt=1, by=officers("NW-001")[:1])
    assert why_not(job).startswith("1 return of votes on paper or at meetings is missing")
    with pytest.raises(errors.WrongMoment, match="1 return of votes on paper or at meetings is missing"):
        brought(keyed, before)
    key(keyed, "NW-001", Method.PAPER, a=1, b=1, spoilt=1, by=officers("NW-001"))
    job = brought(keyed, before)
    key(keyed, "NW-001", Method.PAPER, a=2, b=0, spoilt=1)
    assert why_not(job).startswith("This count is of other returns than the officers agreed on")
    with pytest.raises(errors.ScrutinyRefused, match="of other returns than the officers agreed on"):
        brought(keyed, before)
    assert (FilePiece.objects.count(), Ballot.objects.get().state) == (0, State.CLOSED)

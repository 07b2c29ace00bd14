"""A ballot of any size is counted, bundled, checked and looked up in the memory of a small one."""

import csv
import gc
import io
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from ballots import packing, publishing, reporting, runs
from ballots.bundling import board_of, make_bundle
from ballots.casting import make_tracker
from ballots.keeping import File, keep, opened, size_of
from ballots.models import Ballot, BoxPaper, Count, FilePiece, State, box
from ballots.packing import Content, Zip, spooled
from ballots.reporting import Results
from ballots.runs import Runs
from ballots.sealing import Paper, digest_of, seal
from ballots.tallying import count_ballot
from ballots.verify import verify
from tests.ballots import factories, zips
from tests.ballots.factories import a_branch, cast_by_many, published
from tests.ballots.results import ACCEPT, REJECT, a_form, count_up
from union import pieces

# --- sorting outside memory


@given(st.lists(st.binary(min_size=3, max_size=3)))
def test_runs_give_what_sorting_gives(records: list[bytes]) -> None:
    with pytest.MonkeyPatch.context() as small:
        small.setattr(runs, "AT_ONCE", 4)
        small.setattr(runs, "BLOCK", 2)
        kept = Runs(3)
        for record in records:
            kept.add(record)
        for _ in range(2):
            assert list(kept.sorted_as(lambda record: record[::-1])) == sorted(r[::-1] for r in records)


def list_of(found: Results) -> list[list[str]]:
    return list(csv.reader(io.StringIO(bytes(found.votes_csv).decode())))[1:]


@pytest.mark.parametrize("with_trackers", [True, False])
def test_votes_are_sorted_by_the_unit_they_are_published_in(
    with_trackers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elm and Ash are counted together, which is known only once every paper has been read."""
    monkeypatch.setattr(runs, "AT_ONCE", 7)
    places = {"Elm": ("North", 50), "Oak": ("North", 50), "Ash": ("North", 50)}
    cast = [
        (name, {1: ACCEPT if place % 3 else REJECT})
        for name, many in (("Elm", 5), ("Oak", 25), ("Ash", 12))
        for place in range(many)
    ]
    found = count_up(a_form(with_trackers=with_trackers), places, cast)
    lines = list_of(found)
    assert {unit["name"] for unit in found.results["units"]} == {"Branches counted together, North", "Oak"}
    assert lines == sorted(lines)
    assert [line[0] for line in lines] == ["Branches counted together, North"] * 17 + ["Oak"] * 25
    if with_trackers:
        expected = {f"{place:010}": "1: Accept" if answers[1] == ACCEPT else "2: Reject"
                    for place, (_, answers) in enumerate(cast)}  # fmt: skip
        assert {tracker: answer for _, tracker, answer in lines} == expected


def test_papers_with_one_tracker_are_sorted_by_their_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A forger may give two papers the same tracker; the list still comes out in one way only."""
    monkeypatch.setattr("tests.ballots.results.tracker", lambda number: "7K2M9QX4TD")
    cast = [("Oak", {1: ACCEPT if place % 2 else REJECT}) for place in range(20)]
    places = {"Oak": ("North", 50)}
    assert list_of(count_up(a_form(), places, cast)) == list_of(count_up(a_form(), places, cast[::-1]))
    assert [line[2] for line in list_of(count_up(a_form(), places, cast))] == (
        ["1: Accept"] * 10 + ["2: Reject"] * 10
    )


# --- files in pieces


@given(st.dictionaries(st.sampled_from(["a.csv", "SHA256SUMS", "z.json"]), st.binary(max_size=40)))
def test_zip_is_the_one_that_python_writes(files: dict[str, bytes]) -> None:
    whole = Zip({name: Content.of(content) for name, content in files.items()})
    assert bytes(whole) == zips.zip_of(files)
    assert whole.size == len(bytes(whole))


def test_zip_beyond_two_gigabytes_is_refused_and_not_written_wrongly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "LARGEST", 100)
    assert len(bytes(Zip({"a": Content.of(b"x" * 100)}))) == 200
    with pytest.raises(OverflowError, match=r"votes\.csv is too large"):
        bytes(Zip({"a": Content.of(b"x" * 60), "votes.csv": Content.of(b"x" * 60)}))


def test_what_was_spooled_is_read_as_often_as_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "IN_MEMORY", 10)
    monkeypatch.setattr(packing, "SIZE", 8)
    kept = spooled([b"Rowan ", b"Ashby ", b"of Northside"])
    first, again = iter(kept), iter(kept)
    assert (next(first), next(again), next(first)) == (b"Rowan As", b"Rowan As", b"hby of N")
    assert bytes(kept) == b"Rowan Ashby of Northside"


@pytest.mark.django_db
@pytest.mark.any_database
def test_evidence_in_many_pieces_is_found_downloaded_and_checked(
    noon: datetime, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "SIZE", 300)
    ballot = factories.opened(a_branch(members=40), noon=noon)
    digests = cast_by_many(ballot, 25)
    published(ballot)
    assert FilePiece.objects.filter(file=File.BUNDLE).count() > 40
    whole = b"".join(client.get("/ballots/pay-claim/bundle.zip").streaming_content)
    assert (len(whole), whole) == (size_of(ballot, File.BUNDLE), bytes(ballot.bundle.content))
    with opened(ballot, File.BUNDLE) as file:
        assert verify(file) == verify(whole)
    assert list(publishing.digests_in_evidence(ballot)) == sorted(digests.values())
    for unit, tracker, answer in list(csv.reader(io.StringIO(bytes(ballot.count.votes_csv).decode())))[1:]:
        vote = publishing.find_vote(ballot, tracker=tracker)
        assert vote
        assert (vote.unit, vote.tracker, vote.answers[1][0] in answer) == (unit, tracker, True)
    assert publishing.find_vote(ballot, tracker="ZZZZZZZZZZ") is None


# --- memory


@contextmanager
def small_pieces() -> Iterator[None]:
    """Everything that waits in memory waits in small amounts, so that little of it shows."""
    with pytest.MonkeyPatch.context() as small:
        small.setattr(pieces, "SIZE", 20_000)
        small.setattr(packing, "SIZE", 20_000)
        small.setattr(packing, "IN_MEMORY", 20_000)
        small.setattr(runs, "AT_ONCE", 500)
        small.setattr(runs, "BLOCK", 20)
        small.setattr(reporting, "LINES", 200)
        small.setattr(box, "ROWS", 100)
        yield


def fill(ballot: Ballot, papers: int) -> None:
    """Closed with so many papers of one unit, all of whose members voted."""
    sealed = [
        seal(
            Paper(ballot.form_hash, 1, make_tracker(), {1: (1 + number % 3,)}),
            ballot_id=ballot.pk,
            public_key=bytes(ballot.public_key or b""),
        )
        for number in range(papers)
    ]
    BoxPaper.objects.bulk_create(
        BoxPaper(digest=digest_of(paper), ballot=ballot, sealed=paper, kept_until="2023-03-22")
        for paper in sealed
    )
    ballot.units.update(electorate=papers)
    Ballot.objects.filter(pk=ballot.pk).update(
        state=State.CLOSED, closed_at=ballot.closes_at, eligible=papers
    )
    ballot.refresh_from_db()


def evidence_of(ballot: Ballot, papers: int) -> None:
    """Counted, bundled, checked and looked up in."""
    count = count_ballot(ballot, at=ballot.closes_at)
    Count.objects.update(results=count.results | {"marked": papers})
    ballot = Ballot.objects.get(pk=ballot.pk)
    keep(ballot, File.BUNDLE, make_bundle(ballot, board=board_of(ballot), certificate=None))
    with opened(ballot, File.BUNDLE) as file:
        assert verify(file).counted == papers
    ballot.state = State.PUBLISHED
    assert publishing.find_vote(ballot, tracker="ZZZZZZZZZZ") is None


def peak(ballot: Ballot, papers: int) -> int:
    """With garbage looked for as often as where the product runs; tests do it less often."""
    seldom = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    tracemalloc.start()
    evidence_of(ballot, papers)
    top = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    gc.set_threshold(*seldom)
    return top


@pytest.mark.django_db
@pytest.mark.any_database
def test_many_papers_need_hardly_more_memory_than_few(noon: datetime) -> None:
    """Of each paper the checker remembers 32 bytes; nothing else remembers any."""
    sizes = (50, 500, 2_000)
    ballots = [
        factories.opened(a_branch(f"NW-00{papers}", members=12), noon=noon, slug=f"ballot-{papers}")
        for papers in sizes
    ]
    for ballot, papers in zip(ballots, sizes, strict=True):
        fill(ballot, papers)
    with small_pieces():
        _made_once, few, many = map(peak, ballots, sizes)
    assert many < few + 1_500 * 32 + 100_000

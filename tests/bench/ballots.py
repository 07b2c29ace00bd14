"""Ballots: counting 100,000 papers beside a bare loop of HPKE opens, their evidence, and the result page.

Another number of papers, with this table alone: python -m tests.servers python -m tests.bench.ballots 1300000
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

import django
from django.utils import timezone

from tests.bench.measuring import Peak, Server, backend_cpu, backend_pid, cost_of
from tests.bench.rows import Row

if TYPE_CHECKING:
    from ballots.models import Ballot

SOME, SAMPLE, PARTS, PAGES, BATCH = 100_000, 200, 100, 1_000, 5_000


def rows(papers: int = SOME) -> Iterator[Row]:
    from tests.ballots.factories import a_branch, opened

    ballot = opened(a_branch("XX-001", region="XX", members=40), noon=timezone.now() - timedelta(days=1))
    fill(ballot, papers)
    yield from counting(ballot, papers)
    yield from evidence(ballot, papers)
    yield result_page()


def fill(ballot: Ballot, papers: int) -> None:
    """Close it with so many sealed papers, all of one unit; who cast them is no matter here."""
    from ballots.casting import make_tracker
    from ballots.models import Ballot, BoxPaper, State
    from ballots.sealing import Paper, digest_of, seal

    def sealed() -> Iterator[BoxPaper]:
        for number in range(papers):
            paper = Paper(ballot.form_hash, 1, make_tracker(), {1: (1 + number % 3,)})
            held = seal(paper, ballot_id=ballot.pk, public_key=bytes(ballot.public_key or b""))
            yield BoxPaper(digest=digest_of(held), ballot=ballot, sealed=held, kept_until="2030-01-01")

    waiting = sealed()
    while batch := list(islice(waiting, BATCH)):
        BoxPaper.objects.bulk_create(batch)
    ballot.units.update(electorate=papers)
    Ballot.objects.filter(pk=ballot.pk).update(
        state=State.CLOSED, closed_at=ballot.closes_at, eligible=papers
    )
    ballot.refresh_from_db()


def counting(ballot: Ballot, papers: int) -> Iterator[Row]:
    """Microseconds of CPU a paper, and the memory that counting added.

    The bare loop is run in a hundred parts in between, so that a busy machine is as busy for the one as for
    the other.
    """
    from ballots.tallying import count_ballot

    bare = BareLoop(ballot)
    peak, server = Peak(), backend_cpu(backend_pid())
    began = time.process_time()
    count = count_ballot(
        ballot, at=ballot.closes_at, progress=lambda read: None if read % (papers // PARTS) else bare.run()
    )
    spent, database = time.process_time() - began - bare.spent, backend_cpu(backend_pid()) - server
    if count.results["counted"] != papers:
        raise RuntimeError("The bench miscounted.")
    each = spent / papers * 1e6
    yield Row(f"one of {papers:,} papers opened, counted and written to votes.csv", figure=each, unit="us")
    yield Row("the same in its database", figure=database / papers * 1e6, unit="us")
    yield Row("one bare HPKE open", figure=bare.each, unit="us")
    yield Row.ratio("opened and counted to bare open", each / bare.each, at_most=1.3)
    yield Row(f"memory that counting {papers:,} added", figure=peak.added, unit="MB")


def evidence(ballot: Ballot, papers: int) -> Iterator[Row]:
    """The evidence bundle, made and kept, checked as a stranger does, and one tracker looked up in it."""
    from ballots.bundling import board_of, make_bundle
    from ballots.keeping import File, keep, opened, size_of
    from ballots.models import Ballot, Count, State
    from ballots.publishing import find_vote
    from ballots.verify import verify

    # Everybody is marked as having voted, which the empty roll of this ballot cannot say.
    Count.objects.update(results=ballot.count.results | {"marked": papers})
    ballot = Ballot.objects.get(pk=ballot.pk)
    peak, began = Peak(), time.process_time()
    keep(ballot, File.BUNDLE, make_bundle(ballot, board=board_of(ballot), certificate=None))
    spent = (time.process_time() - began) / papers * 1e6
    size = size_of(ballot, File.BUNDLE) / 1e6
    yield Row(f"one of them in the evidence bundle of {size:.0f} MB", figure=spent, unit="us")
    yield Row("memory that making it added", figure=peak.added, unit="MB")
    peak, began = Peak(), time.process_time()
    with opened(ballot, File.BUNDLE) as file:
        report = verify(file)
    if report.counted != papers:
        raise RuntimeError("The bundle tells of another count.")
    yield Row("one of them checked", figure=(time.process_time() - began) / papers * 1e6, unit="us")
    yield Row("memory that checking added", figure=peak.added, unit="MB")
    Ballot.objects.filter(pk=ballot.pk).update(state=State.PUBLISHED)
    ballot.refresh_from_db()
    peak, began = Peak(), time.process_time()
    if find_vote(ballot, tracker="ZZZZZZZZZZ"):
        raise RuntimeError("The bench found a vote that nobody cast.")
    yield Row("a tracker that nobody has, looked up", figure=(time.process_time() - began) * 1e6, unit="us")
    yield Row("memory that looking it up added", figure=peak.added, unit="MB")


class BareLoop:
    """Nothing but HPKE opens, of some of the papers, again and again."""

    def __init__(self, ballot: Ballot) -> None:
        from ballots.models import BoxPaper
        from ballots.tallying import private_key_of

        self.key, self.info = private_key_of(ballot), f"tenpoint ballot {ballot.pk}".encode()
        held = BoxPaper.objects.values_list("sealed", flat=True)[:SAMPLE]
        self.sample = [bytes(sealed) for sealed in held]
        self.spent, self.opened = 0.0, 0

    def run(self) -> None:
        from ballots.sealing import SUITE

        began = time.process_time()
        for sealed in self.sample:
            SUITE.decrypt(sealed, self.key, info=self.info)
        self.spent += time.process_time() - began
        self.opened += len(self.sample)

    @property
    def each(self) -> float:
        """Microseconds of CPU."""
        return self.spent / self.opened * 1e6


def result_page() -> Row:
    from tests.ballots import scenes

    scene = scenes.published(timezone.now())
    site, path = Server(), scene.ballot.get_absolute_url()
    site.get(path)
    cost = cost_of(lambda number: site.get(path), times=PAGES)
    return Row("result page, published", cost, at_most=1, statements_at_most=0)


if __name__ == "__main__":
    from tests.bench.__main__ import fresh_database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    fresh_database()
    held = True
    for row in rows(int(sys.argv[1])):
        print(row, flush=True)
        held = held and row.holds
    sys.exit(0 if held else 1)

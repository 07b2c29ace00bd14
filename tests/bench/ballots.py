"""Ballots: opening and counting 100,000 papers beside a bare loop of HPKE opens, and the result page.

Another number of papers, with this table alone: python -m tests.servers python -m tests.bench.ballots 1300000
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

import django
from django.utils import timezone

from tests.bench.measuring import Server, backend_cpu, backend_pid, cost_of
from tests.bench.rows import Row

if TYPE_CHECKING:
    from ballots.models import Ballot

SOME, SAMPLE, PAGES, BATCH = 100_000, 5_000, 1_000, 5_000


def rows(papers: int = SOME) -> Iterator[Row]:
    from tests.ballots.factories import a_branch, opened

    ballot = opened(a_branch("XX-001", region="XX", members=40), noon=timezone.now() - timedelta(days=1))
    fill(ballot, papers)
    yield from counting(ballot, papers)
    yield result_page()


def fill(ballot: Ballot, papers: int) -> None:
    """Close it with so many sealed papers; who cast them is no matter here."""
    from ballots.casting import make_tracker
    from ballots.models import BoxPaper, State
    from ballots.sealing import Paper, digest_of, seal

    def sealed() -> Iterator[BoxPaper]:
        for number in range(papers):
            paper = Paper(ballot.form_hash, 1, make_tracker(), {1: (1 + number % 3,)})
            held = seal(paper, ballot_id=ballot.pk, public_key=bytes(ballot.public_key or b""))
            yield BoxPaper(digest=digest_of(held), ballot=ballot, sealed=held, kept_until="2030-01-01")

    waiting = sealed()
    while batch := list(islice(waiting, BATCH)):
        BoxPaper.objects.bulk_create(batch)
    Ballot.objects.filter(pk=ballot.pk).update(
        state=State.CLOSED, closed_at=ballot.closes_at, eligible=papers
    )
    ballot.refresh_from_db()


def counting(ballot: Ballot, papers: int) -> Iterator[Row]:
    """Microseconds of CPU a paper, both loops in one run; and the memory that counting added."""
    from ballots.reporting import tally_up
    from ballots.tallying import form_for_count, open_box, roll_for_count

    form, roll = form_for_count(ballot), roll_for_count(ballot)
    bare = min(bare_open(ballot) for _ in range(3))
    before, server = memory(), backend_cpu(backend_pid())
    began = time.process_time()
    found = tally_up(form, roll, open_box(ballot, form, roll, progress=lambda read: None))
    spent, database = time.process_time() - began, backend_cpu(backend_pid()) - server
    if found.results["counted"] != papers:
        raise RuntimeError("The bench miscounted.")
    bare = min(bare, *(bare_open(ballot) for _ in range(2)))
    each = spent / papers * 1e6
    yield Row(f"one of {papers:,} papers opened and counted", figure=each, unit="us")
    yield Row("the same in its database", figure=database / papers * 1e6, unit="us")
    yield Row("one bare HPKE open", figure=bare, unit="us")
    yield Row.ratio("opened and counted to bare open", each / bare, at_most=1.3)
    yield Row(f"memory that counting {papers:,} added", figure=memory() - before, unit="MB")


def bare_open(ballot: Ballot) -> float:
    from ballots.models import BoxPaper
    from ballots.sealing import SUITE
    from ballots.tallying import private_key_of

    key, info = private_key_of(ballot), f"tenpoint ballot {ballot.pk}".encode()
    sample = [bytes(held) for held in BoxPaper.objects.values_list("sealed", flat=True)[:SAMPLE]]
    began = time.process_time()
    for held in sample:
        SUITE.decrypt(held, key, info=info)
    return (time.process_time() - began) / len(sample) * 1e6


def memory() -> float:
    """The most that this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


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

"""The count: opens the box, reads every paper in the order of digests, and writes one Count row."""

from __future__ import annotations

import csv
import io
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction

from ballots import counting
from ballots.errors import BoxLocked, PaperMalformed, WrongMoment
from ballots.locking import hold_for_closing
from ballots.models import Ballot, BoxPaper, Count, Question, State
from ballots.sealing import Paper, open_paper, unwrap
from union.audit.recording import record
from union.disclosure import FEWEST_PAPERS, Cell, Group, may_be_shown, merge_upwards

logger = logging.getLogger(__name__)
PROGRESS_EVERY = 10_000
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Form:
    """What a paper is judged by: option numbers per question, and the units of the roll."""

    form_hash: str
    questions: tuple[Question, ...]
    options: dict[int, list[int]]
    units: frozenset[int]


@dataclass
class Opened:
    """The papers of a box, read."""

    papers: list[Paper]
    rejected: list[tuple[str, str]]


def count_ballot(ballot: Ballot, *, at: datetime, progress: Progress | None = None) -> Count:
    """Count a closed ballot, once. Killed anywhere and run again, it comes to the same bytes.

    The box no longer changes, so it is read without a lock; the lock is taken to write the one Count row, and
    whoever comes second gets the first one's. `progress` is told how many papers have been read.
    Raises WrongMoment before close, UnwrapKeyMissing and BoxLocked where the box cannot be opened.
    """
    if count := Count.objects.filter(ballot=ballot).first():
        return count
    if ballot.state != State.CLOSED:
        raise WrongMoment("A ballot is counted after it has closed.")
    form = form_for_count(ballot)
    opened = open_box(ballot, form, progress=progress or _log(ballot))
    count = make_count(ballot, form, opened)
    with transaction.atomic():
        hold_for_closing(ballot.pk)
        if first := Count.objects.filter(ballot=ballot).first():
            return first
        count.save(force_insert=True)
        Ballot.objects.filter(pk=ballot.pk).update(state=State.COUNTED, counted_at=at)
        detail = {"papers": count.papers, "rejected": count.rejected}
        record("ballot.counted", subject=ballot.subject, by=None, at=at, detail=detail)
    ballot.refresh_from_db()
    return count


def form_for_count(ballot: Ballot) -> Form:
    """The frozen form, as the count needs it."""
    questions = tuple(ballot.questions.prefetch_related("options"))
    options = {q.number: [option.number for option in q.options.all()] for q in questions}
    return Form(
        ballot.form_hash, questions, options, frozenset(ballot.units.values_list("number", flat=True))
    )


def open_box(ballot: Ballot, form: Form, *, progress: Progress) -> Opened:
    """Every paper of the box, in the order of digests; what is no valid paper is kept with its reason."""
    private = private_key_of(ballot)
    opened = Opened([], [])
    for place, (digest, sealed) in enumerate(_box(ballot), start=1):
        try:
            opened.papers.append(_judged(open_paper(sealed, ballot_id=ballot.pk, private_key=private), form))
        except PaperMalformed as error:
            opened.rejected.append((digest.hex(), str(error)))
        progress(place)
    return opened


def private_key_of(ballot: Ballot) -> X25519PrivateKey:
    """Raises UnwrapKeyMissing in a process without the worker's key, BoxLocked with a wrong one."""
    if not ballot.wrapped_private_key or not ballot.public_key:
        raise BoxLocked
    return unwrap(bytes(ballot.wrapped_private_key), ballot_id=ballot.pk, public_key=bytes(ballot.public_key))


def make_count(ballot: Ballot, form: Form, opened: Opened) -> Count:
    """The unsaved Count: results by publication unit, the votes and the rejected papers as CSV."""
    groups = publication_units(ballot, form, opened.papers)
    turnout_only = len(opened.papers) < FEWEST_PAPERS
    results = {
        "turnout_only": turnout_only,
        "eligible": ballot.eligible,
        "reachable": ballot.reachable,
        "marked": ballot.roll.filter(has_voted=True).count(),
        "papers": len(opened.papers) + len(opened.rejected),
        "counted": len(opened.papers),
        "rejected": len(opened.rejected),
        "turnout": str(counting.per_cent(len(opened.papers), ballot.eligible or 0)),
        "questions": [] if turnout_only else _question_results(form, groups),
        "units": [] if turnout_only else [_unit_result(unit) for unit in groups],
        "merges": [
            {"into": unit.name, "units": [cell.name for cell in unit.group.cells]}
            for unit in groups
            if unit.group.is_merged and not turnout_only
        ],
    }
    return Count(
        ballot=ballot,
        papers=len(opened.papers) + len(opened.rejected),
        rejected=len(opened.rejected),
        results=results,
        votes_csv=votes_csv(ballot, form, [] if turnout_only else groups, opened.papers),
        rejected_csv=_csv([("digest", "reason"), *opened.rejected]),
    )


@dataclass(frozen=True)
class PublicationUnit:
    """A unit as it is published: one unit of the roll, or several together."""

    name: str
    group: Group
    electorate: int
    numbers: frozenset[int]


def publication_units(ballot: Ballot, form: Form, papers: Sequence[Paper]) -> list[PublicationUnit]:
    """The units of the roll, put together wherever one by itself would tell how somebody voted."""
    by_unit: dict[int, list[Paper]] = defaultdict(list)
    for paper in papers:
        by_unit[paper.unit].append(paper)
    rows = {unit.name: unit for unit in ballot.units.all()}
    cells = [
        Cell(unit.name, unit.region, len(by_unit[unit.number]), _votes(form, by_unit[unit.number]))
        for unit in rows.values()
    ]
    return [
        PublicationUnit(
            name=_name(group, all_of_them=len(group.cells) == len(cells)),
            group=group,
            electorate=sum(rows[cell.name].electorate for cell in group.cells),
            numbers=frozenset(rows[cell.name].number for cell in group.cells),
        )
        for group in merge_upwards(cells, sound=may_be_shown)
    ]


def votes_csv(ballot: Ballot, form: Form, units: Sequence[PublicationUnit], papers: Iterable[Paper]) -> bytes:
    """One line a paper: publication unit, tracker (in that receipt mode) and answers, sorted."""
    names = {number: unit.name for unit in units for number in unit.numbers}
    shown = {
        (question.number, option.number): f"{option.number}: {option.label}"
        for question in form.questions
        for option in question.options.all()
    }
    with_tracker = ballot.receipt == Ballot.Receipt.TRACKER
    lines = sorted(
        (
            names[paper.unit],
            *([paper.tracker] if with_tracker else []),
            *(shown[number, paper.answers[number]] for number in form.options),
        )
        for paper in (papers if units else [])
    )
    head = (
        "unit",
        *(["tracker"] if with_tracker else []),
        *(f"question {number}" for number in form.options),
    )
    return _csv([head, *lines])


def _judged(paper: Paper, form: Form) -> Paper:
    if paper.form_hash != form.form_hash:
        raise PaperMalformed("made for another form")
    if paper.unit not in form.units:
        raise PaperMalformed("of a unit that is not on the roll")
    if set(paper.answers) != set(form.options):
        raise PaperMalformed("not every question is answered")
    if any(paper.answers[number] not in options for number, options in form.options.items()):
        raise PaperMalformed("an answer that was not offered")
    return paper


def _votes(form: Form, papers: Sequence[Paper]) -> tuple[tuple[int, ...], ...]:
    answers = [dict(paper.answers) for paper in papers]
    return tuple(counting.tally(answers, question=q, options=options) for q, options in form.options.items())


def _name(group: Group, *, all_of_them: bool) -> str:
    if not group.is_merged:
        return group.cells[0].name
    if all_of_them:
        return "All branches"
    return f"Branches counted together, {group.region}" if group.region else "Branches counted together"


def _unit_result(unit: PublicationUnit) -> dict[str, object]:
    return {
        "name": unit.name,
        "region": unit.group.region,
        "electorate": unit.electorate,
        "papers": unit.group.size,
        "votes": [list(tally) for tally in unit.group.votes],
    }


def _question_results(form: Form, units: Sequence[PublicationUnit]) -> list[dict[str, object]]:
    return [_question_result(question, place, units) for place, question in enumerate(form.questions)]


def _question_result(question: Question, place: int, units: Sequence[PublicationUnit]) -> dict[str, object]:
    options = list(question.options.all())
    votes = _sum(unit.group.votes[place] for unit in units)
    by_region: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for unit in units:
        by_region[unit.group.region].append(unit.group.votes[place])
    by_region.pop("", None)
    units_led = [counting.leading(unit.group.votes[place]) for unit in units]
    regions_led = [counting.leading(_sum(tallies)) for tallies in by_region.values()]
    rows = zip(options, votes, counting.shares(votes), strict=True)
    return {
        "number": question.number,
        "text": question.text,
        "options": [
            {
                "number": option.number,
                "label": option.label,
                "abstains": option.abstains,
                "votes": count,
                "share": str(share),
                "units": units_led.count([index]),
                "regions": regions_led.count([index]),
            }
            for index, (option, count, share) in enumerate(rows)
        ],
        "leading": [options[index].number for index in counting.leading(votes)],
    }


def _sum(tallies: Iterable[Sequence[int]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*tallies, strict=True)))


def _box(ballot: Ballot) -> Iterator[tuple[bytes, bytes]]:
    rows = BoxPaper.objects.filter(ballot=ballot).order_by("digest").values_list("digest", "sealed")
    return ((bytes(digest), bytes(sealed)) for digest, sealed in rows.iterator(2000))


def _csv(lines: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()


def _log(ballot: Ballot) -> Progress:
    def progress(read: int) -> None:
        if read % PROGRESS_EVERY == 0:
            logger.info("ballots: %s papers of ballot %s read", read, ballot.pk)

    return progress

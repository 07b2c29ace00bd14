"""What a count comes to: publication units, results and votes.csv, all from the same papers."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ballots import counting
from ballots.models import Ballot, Count, Question
from ballots.sealing import Paper
from union.disclosure import FEWEST_PAPERS, Cell, Group, may_be_shown, merge_upwards


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


def _csv(lines: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()

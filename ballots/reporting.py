"""What a count comes to: publication units, results and votes.csv, all from the same papers.

No ORM and no settings: the server and a scrutineer's laptop come to the same bytes by this same code.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from ballots import counting
from ballots.asking import APPROVAL, FIXED_LABELS, RANKED, TURNOUT, Asked, Bar, Form
from ballots.counted import Counted
from ballots.packing import Content, spooled
from ballots.reading import Rejected
from ballots.sealing import Paper
from union.disclosure import FEWEST_PAPERS, Cell, Group, may_be_shown, merge_upwards

LINES = 5_000  # of a CSV at a time in memory


@dataclass(frozen=True)
class Place:
    """A unit of the roll, as manifest.json lists it."""

    number: int
    name: str
    region: str
    electorate: int


@dataclass(frozen=True)
class Returned:
    """Papers of one unit that were counted by hand; the papers themselves are counted with the others."""

    unit: int
    method: str
    marked: int
    counted: int
    spoilt: int


@dataclass(frozen=True)
class Roll:
    """What the count has to know of the roll: how many were on it, could be reached and are marked.

    `missing` names the units that sent no return, in a ballot held by returns alone.
    """

    eligible: int
    reachable: int
    marked: int
    places: tuple[Place, ...]
    returns: tuple[Returned, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(place.number for place in self.places)


@dataclass(frozen=True)
class Results:
    """Everything that is published of a count."""

    papers: int
    rejected: int
    results: dict[str, Any]
    votes_csv: Content
    rejected_csv: Content


def tally_up(form: Form, roll: Roll, box: Iterable[Paper | Rejected]) -> Results:
    """The results of the papers in `box`: the same papers in whatever order come to the same bytes.

    Papers that `roll.returns` tells of are among them; `papers` in the results are those of the ballot box.
    """
    counted = Counted.of(form, box)
    groups = publication_units(form, roll, counted)
    turnout_only = counted.papers < FEWEST_PAPERS
    shown = [] if turnout_only else groups
    by_hand = sum(line.counted for line in roll.returns)
    everything = counted.papers + len(counted.rejected) - by_hand
    regions = _regions(shown, roll)
    questions = _questions(form, shown, regions, counted) if shown else []
    results = {
        "turnout_only": turnout_only,
        "eligible": roll.eligible,
        "reachable": roll.reachable,
        "marked": roll.marked,
        "papers": everything,
        "counted": counted.papers,
        "rejected": len(counted.rejected),
        "turnout": str(counting.per_cent(counted.papers, roll.eligible)),
        "questions": questions,
        "thresholds": _thresholds(form, roll, counted.papers, questions),
        "units": [_row(unit.name, unit, region=unit.group.region) for unit in shown],
        "regions": [_row(region.name, region) for region in regions],
        "returns": _returns(groups, roll),
        "missing": list(roll.missing),
        "merges": _merges(shown),
    }
    return Results(
        papers=everything,
        rejected=len(counted.rejected),
        results=results,
        votes_csv=spooled(_csv(_votes(form, shown, counted))),
        rejected_csv=spooled(_csv([("digest", "reason"), *sorted(counted.rejected)])),
    )


@dataclass(frozen=True)
class PublicationUnit:
    """A unit as it is published: one unit of the roll, or several together; or a whole region."""

    name: str
    group: Group
    electorate: int
    numbers: frozenset[int]


def publication_units(form: Form, roll: Roll, counted: Counted) -> list[PublicationUnit]:
    """The units of the roll, put together wherever one by itself would tell how somebody voted."""
    cells = [
        Cell(
            place.name,
            place.region,
            counted.by_unit[place.number].total(),
            tuple(counted.votes(question, place.number) for question in range(len(form.questions))),
        )
        for place in roll.places
    ]
    return [
        _together(_name(group, all_of_them=len(group.cells) == len(cells)), group, roll)
        for group in merge_upwards(cells, sound=may_be_shown)
    ]


def _regions(units: Sequence[PublicationUnit], roll: Roll) -> list[PublicationUnit]:
    """The regions whose branches are all counted within them; the others would be shown only in part."""
    found = []
    for name in sorted({place.region for place in roll.places if place.region}):
        own = [unit for unit in units if unit.group.region == name]
        inside = {number for unit in own for number in unit.numbers}
        if inside and inside == {place.number for place in roll.places if place.region == name}:
            found.append(_together(name, Group(tuple(c for unit in own for c in unit.group.cells)), roll))
    return found


def _together(name: str, group: Group, roll: Roll) -> PublicationUnit:
    inside = {cell.name for cell in group.cells}
    places = [place for place in roll.places if place.name in inside]
    electorate = sum(place.electorate for place in places)
    return PublicationUnit(name, group, electorate, frozenset(place.number for place in places))


def _name(group: Group, *, all_of_them: bool) -> str:
    if not group.is_merged:
        return group.cells[0].name
    if all_of_them:
        return "All branches"
    return f"Branches counted together, {group.region}" if group.region else "Branches counted together"


def _row(name: str, unit: PublicationUnit, **more: str) -> dict[str, object]:
    return {
        "name": name,
        **more,
        "electorate": unit.electorate,
        "papers": unit.group.size,
        "votes": [list(tally) for tally in unit.group.votes],
    }


def _merges(units: Sequence[PublicationUnit]) -> list[dict[str, object]]:
    return [
        {"into": unit.name, "units": sorted(cell.name for cell in unit.group.cells)}
        for unit in units
        if unit.group.is_merged
    ]


def _returns(units: Sequence[PublicationUnit], roll: Roll) -> list[dict[str, object]]:
    """The returns by publication unit and method: numbers of papers, and never what they said."""
    found = []
    for unit in units:
        own = [line for line in roll.returns if line.unit in unit.numbers]
        for method in sorted({line.method for line in own}):
            lines = [line for line in own if line.method == method]
            numbers = {
                name: sum(getattr(line, name) for line in lines) for name in ("marked", "counted", "spoilt")
            }
            found.append({"unit": unit.name, "method": method, **numbers})
    return found


# --- a question's result


def _questions(
    form: Form, units: Sequence[PublicationUnit], regions: Sequence[PublicationUnit], counted: Counted
) -> list[dict[str, Any]]:
    return [
        _question_result(question, place, units, regions, counted)
        for place, question in enumerate(form.questions)
    ]


def _question_result(
    question: Asked,
    place: int,
    units: Sequence[PublicationUnit],
    regions: Sequence[PublicationUnit],
    counted: Counted,
) -> dict[str, Any]:
    votes = tuple(map(sum, zip(*(unit.group.votes[place] for unit in units), strict=True)))
    units_led = [ahead(question, unit.group.votes[place]) for unit in units]
    regions_led = [ahead(question, region.group.votes[place]) for region in regions]
    result: dict[str, Any] = {
        "number": question.number,
        "text": question.text,
        "kind": question.kind,
        "options": [
            {
                "number": option.number,
                "label": option.label,
                "abstains": option.abstains,
                "votes": count,
                "share": share,
                "units": units_led.count([option.number]),
                "regions": regions_led.count([option.number]),
            }
            for option, count, share in zip(
                question.options, votes, _shares(question, votes, counted.papers), strict=True
            )
        ],
        "leading": ahead(question, votes),
    }
    if question.kind == RANKED:
        result |= _run_off_result(question, place, counted)
    return result


def ahead(question: Asked, votes: Sequence[int]) -> list[int]:
    """The options with most votes; who abstains stands for none. Two or more are level."""
    standing = [0 if o.abstains else count for o, count in zip(question.options, votes, strict=True)]
    return [question.options[index].number for index in counting.leading(standing)]


def _shares(question: Asked, votes: Sequence[int], papers: int) -> list[str]:
    """Per cent of all counted papers: adding to 100.0, but not where a paper may tick several."""
    if question.kind == APPROVAL:
        return [str(counting.per_cent(count, papers)) for count in votes]
    return [str(share) for share in counting.shares(votes)]


def _run_off_result(question: Asked, place: int, counted: Counted) -> dict[str, Any]:
    """Who is elected, or may be, and the rounds: votes in the order of the choices, None once out."""
    numbers = [option.number for option in question.choices]
    found = counting.run_off(counted.rankings(place), options=numbers)
    rounds = [
        {
            "votes": [now.votes.get(number) for number in numbers],
            "exhausted": now.exhausted,
            "excluded": list(now.excluded),
            "tied": list(now.tied),
        }
        for now in found.rounds
    ]
    return {"leading": list(found.winners), "rounds": rounds}


# --- thresholds


def _thresholds(
    form: Form, roll: Roll, papers: int, questions: Sequence[Mapping[str, Any]]
) -> list[dict[str, object]]:
    """Each threshold with its two integers and whether it is reached; None where it is not in force."""
    by_number = {question["number"]: question for question in questions}
    found = []
    for bar in form.bars:
        if bar.basis == TURNOUT:
            found.append(_threshold(bar, form, part=papers, whole=roll.eligible))
        elif bar.question in by_number:
            found.append(_threshold(bar, form, part=_standing(by_number[bar.question]), whole=papers))
    return found


def _threshold(bar: Bar, form: Form, *, part: int, whole: int) -> dict[str, object]:
    return {
        "label": bar.label,
        "basis": bar.basis,
        "question": bar.question,
        "fraction": [bar.numerator, bar.denominator],
        "note": bar.note,
        "part": part,
        "whole": whole,
        "reached": bar.reached(part, whole) if bar.in_force(form.closes_on) else None,
    }


def _standing(question: Mapping[str, Any]) -> int:
    """The votes a share is taken of: for Yes or Accept, which come first, else for whoever leads."""
    votes = [int(option["votes"]) for option in question["options"] if not option["abstains"]]
    return votes[0] if question["kind"] in FIXED_LABELS else max(votes)


# --- the files


def _votes(form: Form, units: Sequence[PublicationUnit], counted: Counted) -> Iterator[Sequence[str]]:
    """One line a paper: publication unit, tracker (in that receipt mode) and answers, sorted."""
    head = (
        "unit",
        *(["tracker"] if form.with_trackers else []),
        *(f"question {question.number}" for question in form.questions),
    )
    in_order = sorted(units, key=lambda unit: unit.name)
    papers = counted.written([unit.numbers for unit in in_order]) if in_order else ()
    return chain([head], ((in_order[place].name, *cells) for place, cells in papers))


def _csv(lines: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The lines as a file, some thousands at a time."""
    waiting = iter(lines)
    while some := list(islice(waiting, LINES)):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(some)
        yield text.getvalue().encode()

"""The attack on published figures: add them, subtract them, and look for a few people or a unanimous place.

Whoever does this has all tables of the result (units, regions, nation, each question) and votes.csv.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.asking import APPROVAL, RANKED, Answer, Asked
from ballots.reporting import Results
from tests.ballots.results import a_form, a_question, count_up

QUESTIONS = (
    a_question("accept_reject", number=1),
    a_question(APPROVAL, number=2, labels=["A", "B"]),
    a_question(RANKED, number=3, labels=["A", "B", "C"]),
)
FORM = a_form(*QUESTIONS)
Places = dict[str, tuple[str, int]]
Cast = list[tuple[str, dict[int, Answer]]]


@dataclass(frozen=True)
class Figures:
    """Papers and votes[question][option] of some places of the roll together."""

    papers: int
    votes: tuple[tuple[int, ...], ...]

    def plus(self, other: Figures, sign: int = 1) -> Figures:
        votes = tuple(
            tuple(a + sign * b for a, b in zip(own, its, strict=True))
            for own, its in zip(self.votes, other.votes, strict=True)
        )
        return Figures(self.papers + sign * other.papers, votes)

    @property
    def tells(self) -> bool:
        """Whether this says how somebody voted: under ten papers, or an option on all or all but one."""
        return self.papers < 10 or any(max(tally) >= self.papers - 1 for tally in self.votes)


@st.composite
def ballots(draw: st.DrawFn) -> tuple[Places, Cast]:
    """Up to eight places in three regions, small ones and unanimous ones among them."""
    places: Places = {}
    cast: Cast = []
    for number in range(draw(st.integers(1, 8))):
        name, many = f"Place {number}", draw(st.integers(0, 24))
        places[name] = (draw(st.sampled_from(["North", "South", "West"])), 40)
        few = [draw(st.integers(0, min(many, 12))) for _ in range(4)]
        flip = draw(st.booleans())
        for paper in range(many):
            one = 1 + ((paper < few[0]) != flip)
            ticks = (1, 2) if paper < few[1] else (1,) if (paper < few[2]) != flip else (3,)
            ranks = (1, 2, 3) if (paper < few[3]) != flip else (2 + paper % 2, 1)
            cast.append((name, {1: (one,), 2: ticks, 3: ranks}))
    return places, cast


def tables_of(found: Results, places: Places) -> dict[frozenset[str], Figures]:
    """Every published row by the places of the roll it is made of."""
    results = found.results
    parts = {merge["into"]: frozenset(merge["units"]) for merge in results["merges"]}
    rows = {parts.get(u["name"], frozenset([u["name"]])): _row(u) for u in results["units"]}
    for region in results["regions"]:
        own = frozenset(name for name, (where, _) in places.items() if where == region["name"])
        rows[own] = _row(region)
    if results["questions"]:
        nation = tuple(tuple(o["votes"] for o in q["options"]) for q in results["questions"])
        rows[frozenset(places)] = Figures(results["counted"], nation)
    return rows


def _row(row: Mapping[str, Any]) -> Figures:
    return Figures(row["papers"], tuple(tuple(tally) for tally in row["votes"]))


def everything_that_follows(rows: Mapping[frozenset[str], Figures]) -> dict[frozenset[str], Figures]:
    """Sums of rows that lie apart and differences of rows that lie in one another, until nothing is new."""
    known = dict(rows)
    fresh = dict(rows)
    while fresh:
        new: dict[frozenset[str], Figures] = {}
        for one, its in fresh.items():
            for other, figures in known.items():
                if not one & other:
                    new[one | other] = its.plus(figures)
                elif one < other:
                    new[other - one] = figures.plus(its, -1)
                elif other < one:
                    new[one - other] = its.plus(figures, -1)
        fresh = {places: figures for places, figures in new.items() if places not in known}
        known |= fresh
    return known


@settings(max_examples=300)
@given(ballots())
def test_no_sum_or_difference_of_published_figures_tells_how_somebody_voted(
    made: tuple[Places, Cast],
) -> None:
    places, cast = made
    found = everything_that_follows(tables_of(count_up(FORM, places, cast), places))
    whole = frozenset(places)
    assert [sorted(some) for some, figures in found.items() if some != whole and figures.tells] == []


@settings(max_examples=100)
@given(ballots())
def test_published_figures_are_those_of_the_papers(made: tuple[Places, Cast]) -> None:
    places, cast = made
    for some, figures in tables_of(count_up(FORM, places, cast), places).items():
        own = [answers for name, answers in cast if name in some]
        assert figures == Figures(len(own), tuple(_tally(own, question) for question in QUESTIONS))


@settings(max_examples=100)
@given(ballots())
def test_list_of_votes_shows_no_place_that_tells(made: tuple[Places, Cast]) -> None:
    places, cast = made
    found = count_up(FORM, places, cast)
    listed: dict[str, list[dict[int, Answer]]] = defaultdict(list)
    for unit, _, *cells in list(csv.reader(StringIO(bytes(found.votes_csv).decode())))[1:]:
        listed[unit].append({q.number: q.read(cell) for q, cell in zip(QUESTIONS, cells, strict=True)})
    shown = {
        unit: Figures(len(own), tuple(_tally(own, question) for question in QUESTIONS))
        for unit, own in listed.items()
    }
    assert shown == {unit["name"]: _row(unit) for unit in found.results["units"] if unit["papers"]}
    assert len(shown) < 2 or [unit for unit, figures in shown.items() if figures.tells] == []


@given(ballots())
def test_order_of_merged_names_does_not_say_which_place_was_too_small(made: tuple[Places, Cast]) -> None:
    merges = count_up(FORM, *made).results["merges"]
    assert [merge["units"] for merge in merges] == [sorted(merge["units"]) for merge in merges]


def _tally(papers: list[dict[int, Answer]], question: Asked) -> tuple[int, ...]:
    named = (
        n for answers in papers for n in answers[question.number][: 1 if question.kind == RANKED else None]
    )
    counts = Counter(named)
    return tuple(counts[option.number] for option in question.options)

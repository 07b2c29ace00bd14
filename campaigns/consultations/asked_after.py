"""What tables tell of a question by which others are asked or not: how many gave certain answers to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from campaigns.consultations.errors import TooFew
from campaigns.consultations.models import Table
from campaigns.consultations.questionnaire import Asked, Given, Questionnaire
from campaigns.consultations.tabulating import SORTED_BY, key_of
from union.disclosure import NONE, SMALLEST, Groups

ASKED_AFTER = (
    "This table cannot be shown: some questions are asked only after certain answers to “%s”. How many were "
    "asked them, and how many gave the answers that are shown, would tell of fewer than 10 people."
)
Answers = frozenset[str]
Row = tuple[Given | None, Any, int]


def check_conditions(
    table: Table,
    *,
    standing: Iterable[Table],
    questionnaire: Questionnaire,
    count: Callable[[str, str], Iterable[Row]],
) -> None:
    """Raises TooFew where what is asked after certain answers tells of a few who gave them, or did not.

    If those of one answer are shown, and a table says how many were asked because of this or another one, the
    two numbers tell of the other; so they do in each line of two tables that have the same lines, whichever
    of their two questions stands in these. `count` gives the answers to a question, beside another.
    """
    for of in conditions_in(questionnaire):
        told = [one for other in (*standing, table) for one in told_by(other, of, questionnaire)]
        mine = told_by(table, of, questionnaire)
        whole = set().union(*(one.answers for one in told))
        if not any(one.answers for one in mine) or len(whole) < 2:
            continue
        if tell_of_a_few(whole, count(of.key, "")) or any(
            tell_of_a_few(beside, count(of.key, one.across), lines=one.lines)
            for one in mine
            if one.answers and one.across not in ("", of.key)
            for beside in [_beside(one, told, of)]
            if len(beside) > 1
        ):
            raise TooFew(ASKED_AFTER % of.label)


def conditions_in(questionnaire: Questionnaire) -> list[Asked]:
    """The questions on which others depend."""
    keys = {asked.only_if for asked in questionnaire.asked}
    return [asked for asked in questionnaire.asked if asked.key in keys]


@dataclass(frozen=True)
class Told:
    """Answers of which a table tells how many gave them, in each line of another question if it has any."""

    answers: frozenset[Answers]
    across: str = ""
    of_line: str = ""  # of a matrix
    lines: tuple[Callable[[Any], bool], ...] = ()

    @property
    def beside(self) -> tuple[str, str]:
        return self.across, self.of_line


def told_by(table: Table, of: Asked, questionnaire: Questionnaire) -> tuple[Told, Told]:
    """What a table tells of the answers to a question: by what it counts, and by what splits it.

    A table of the question itself tells it of each group; one of a question that is asked after some of its
    answers tells it of these, by how many answered.
    """
    content = table.tabulated
    counted, across = questionnaire.get(table.question), questionnaire.get(table.split_by)
    groups = content.answers
    if counted and counted.kind == "multiple":
        shown = zip(content.columns, content.lines[0].numbers, strict=True)
        groups = tuple((column.key,) for column, number in shown if number.value is not None)
    return (
        Told(_told(counted, groups, of), table.split_by, "", _lines(across, "", content.splits)),
        Told(
            _told(across, content.splits, of), table.question, table.line, _lines(counted, table.line, groups)
        ),
    )


def _beside(one: Told, told: Iterable[Told], of: Asked) -> set[Answers]:
    """All that is told in the same lines; where these say who was asked, that everybody of them was."""
    everybody = {frozenset(of.keys)} if one.across == of.only_if else set()
    return everybody.union(*(other.answers for other in told if other.beside == one.beside))


def _lines(asked: Asked | None, line: str, groups: Groups) -> tuple[Callable[[Any], bool], ...]:
    """Who stands in each line of a table: those of a group, of an option, or all who gave a number."""
    if asked is None:
        return ()
    if asked.kind in SORTED_BY:
        return tuple(lambda value, g=group: key_of(asked, line, value) in g for group in groups)
    if asked.kind == "multiple":
        return tuple(lambda value, g=group: g[0] in (value or ()) for group in groups)
    return (bool,)


def _told(asked: Asked | None, groups: Groups, of: Asked) -> frozenset[Answers]:
    if asked is None:
        return frozenset()
    if asked == of:
        return frozenset(answers for group in groups if (answers := frozenset(group) - {NONE}))
    if asked.only_if == of.key:
        return frozenset({frozenset(asked.only_if_answers)})
    return (
        frozenset({frozenset(of.keys)}) if of.only_if and _tells_how_many(asked, groups, of) else frozenset()
    )


def _tells_how_many(asked: Asked, groups: Groups, of: Asked) -> bool:
    """Whether a table of one question says how many were asked the other, which stands on a condition."""
    after = frozenset(of.only_if_answers)
    if asked.key == of.only_if and asked.kind != "multiple":
        inside = (frozenset(group) - {NONE} for group in groups)
        return after == frozenset().union(*(answers for answers in inside if answers <= after))
    return asked.only_if == of.only_if and frozenset(asked.only_if_answers) == after


def tell_of_a_few(
    told: Collection[Answers], rows: Iterable[Row], *, lines: Collection[Callable[[Any], bool]] = ()
) -> bool:
    """Whether somebody who takes these numbers from each other finds a handful, in the whole or in a line.

    Those who are alike in all of them have to be ten, in each line: where nobody is, all others there said
    something else.
    """
    alike: Counter[tuple[object, ...]] = Counter()
    kinds = set()
    for value, place, n in rows:
        said = _said(value)
        in_which = tuple(bool(said & answers) for answers in told)
        if any(in_which):
            kinds.add(in_which)
            for at in [at for at, stands in enumerate(lines) if stands(place)] if lines else [0]:
                alike[at, in_which] += n
    return any(alike[at, kind] < SMALLEST for at in range(len(lines) or 1) for kind in kinds)


def _said(value: Given | None) -> set[str]:
    """The keys of an answer; a branch may stand with its region before it."""
    given = [value] if isinstance(value, str) else list(value or ())
    return {*given, *(key.rpartition("/")[2] for key in given)}

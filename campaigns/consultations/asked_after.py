"""What tables tell of a question by which others are asked or not: how many gave certain answers to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable

from campaigns.consultations.errors import TooFew
from campaigns.consultations.models import Table
from campaigns.consultations.questionnaire import Asked, Given, Questionnaire
from union.disclosure import NONE, SMALLEST, Groups

ASKED_AFTER = (
    "This table cannot be shown: some questions are asked only after certain answers to “%s”. How many were "
    "asked them, and how many gave the answers that are shown, would tell of fewer than 10 people."
)
Answers = frozenset[str]
Row = tuple[Given | None, str, int]


def check_conditions(
    table: Table,
    *,
    standing: Iterable[Table],
    questionnaire: Questionnaire,
    count: Callable[[str, str], Iterable[Row]],
) -> None:
    """Raises TooFew where what is asked after certain answers tells of a few who gave them, or did not.

    If those of one answer are shown, and a table says how many were asked because of this or another one, the
    two numbers tell of the other. `count` gives the answers to a question, split by another.
    """
    for of in conditions_in(questionnaire):
        told = [
            (other.split_by, *told_by(other, of=of, questionnaire=questionnaire))
            for other in (*standing, table)
        ]
        _, by_question, by_split = told[-1]
        whole = set().union(*(one | other for _, one, other in told))
        if not by_question | by_split or len(whole) < 2:
            continue
        beside = set().union(*(one for split_by, one, _ in told if split_by == table.split_by))
        in_lines = table.split_by not in ("", of.key) and len(beside) > 1
        if tell_of_a_few(whole, count(of.key, "")) or (
            in_lines and tell_of_a_few(beside, count(of.key, table.split_by), splits=table.tabulated.splits)
        ):
            raise TooFew(ASKED_AFTER % of.label)


def conditions_in(questionnaire: Questionnaire) -> list[Asked]:
    """The questions on which others depend."""
    keys = {asked.only_if for asked in questionnaire.asked}
    return [asked for asked in questionnaire.asked if asked.key in keys]


def told_by(table: Table, *, of: Asked, questionnaire: Questionnaire) -> tuple[set[Answers], set[Answers]]:
    """Answers to a question of which a table tells how many gave them: by what it counts, by what splits it.

    A table of the question itself tells it of each group; one of a question that is asked after some of its
    answers tells it of these, by how many answered.
    """
    content = table.tabulated
    groups = content.answers
    if of.kind == "multiple":
        shown = zip(content.columns, content.lines[0].numbers, strict=True)
        groups = tuple((column.key,) for column, number in shown if number.value is not None)
    return (
        _told(questionnaire.get(table.question), groups, of),
        _told(questionnaire.get(table.split_by), content.splits, of),
    )


def _told(asked: Asked | None, groups: Groups, of: Asked) -> set[Answers]:
    if asked == of:
        return {answers for group in groups if (answers := frozenset(group) - {NONE})}
    return {frozenset(asked.only_if_answers)} if asked and asked.only_if == of.key else set()


def tell_of_a_few(told: Collection[Answers], rows: Iterable[Row], *, splits: Groups = ()) -> bool:
    """Whether somebody who takes these numbers from each other finds a handful, in the whole or in a line.

    Those who are alike in all of them have to be ten, or nobody.
    """
    line_of = {answer: number for number, group in enumerate(splits) for answer in group}
    alike: Counter[tuple[object, ...]] = Counter()
    for value, place, n in rows:
        said = _said(value)
        in_which = tuple(bool(said & answers) for answers in told)
        if any(in_which):
            alike[line_of.get(place, NONE), in_which] += n
    return any(0 < n < SMALLEST for n in alike.values())


def _said(value: Given | None) -> set[str]:
    """The keys of an answer; a branch may stand with its region before it."""
    given = [value] if isinstance(value, str) else list(value or ())
    return {*given, *(key.rpartition("/")[2] for key in given)}

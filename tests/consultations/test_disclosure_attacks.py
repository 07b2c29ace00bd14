"""Attacks: somebody keeps everything that was ever released of a consultation, and solves for what is hidden.

The attacker knows how many answered each question, where branches lie, and every number of every table. Each
attack is run once more with the guard taken out, and then has to succeed: otherwise it would prove nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain, count, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.consultations import splitting, tabling, tabulating
from campaigns.consultations.errors import TooFew
from campaigns.consultations.models import Answer, Consultation, Table
from campaigns.consultations.questionnaire import Asked, Choice, Given
from tests.consultations.counted import opened, propose, release, send, somebody
from tests.consultations.solving import SLOWLY, Known, interval
from union import disclosure

pytestmark = pytest.mark.django_db
FEW = 10
SLUGS = (f"attacked-{number}" for number in count())
Person = tuple[str, ...]  # the answers of one of them, in the order of the questions; empty for none
Counts = dict[Person, int]


def asked(key: str, *options: str, describes: str = "") -> Asked:
    choices = tuple(Choice(option, option.title()) for option in options)
    return Asked(
        key=key, kind="single", label=key.title(), section="All", options=choices, describes=describes
    )


WORRIED = asked("worried", "yes", "no", "unsure")
ROLE = asked("role", "senior", "newly", "agency")
SICK = asked("sick", "often", "never")
QUESTIONS = (WORRIED, ROLE, SICK)
KEYS = [question.key for question in QUESTIONS]


def ask(people: Counts, noon: datetime, questions: tuple[Asked, ...] = QUESTIONS) -> Consultation:
    consultation = opened(noon, questions, slug=next(SLUGS))
    add(consultation, people, noon)
    return consultation


def add(consultation: Consultation, people: Counts, noon: datetime) -> None:
    keys = [row.key for row in consultation.questions.all()]
    send(consultation, [(dict(zip(keys, person, strict=True)), n) for person, n in people.items()], at=noon)


def everything(consultation: Consultation, noon: datetime) -> list[Table]:
    """All tables that two moderators can get released, one after the other."""
    keys, tables = [row.key for row in consultation.questions.all()], []
    for question, split_by in [*product(keys, ["", *keys])]:
        try:
            tables.append(release(consultation, question, split_by=split_by, at=noon))
        except TooFew:
            continue
    return tables


def published(tables: list[Table], questions: tuple[Asked, ...], people: Counts) -> Iterator[Known]:
    """Every released number as the sum it is, and how many answered each question."""
    keys = [question.key for question in questions]
    for place in range(len(keys)):
        cells = [person for person in people if person[place]]
        yield cells, sum(people[person] for person in cells)
    for table in tables:
        at, across = keys.index(table.question), keys.index(table.split_by) if table.split_by else None
        content = table.content
        for line in content["lines"]:
            group = of_heading(line["heading"]["key"], content["splits"])
            for column, (_, numerator) in zip(content["columns"], line["numbers"], strict=True):
                if numerator is None:
                    continue
                answers = of_heading(column["key"], content["answers"]) or {column["key"]}
                cells = [
                    p
                    for p in people
                    if p[at] in answers and (across is None or not group or p[across] in group)
                ]
                yield cells, numerator
            if table.split_by and line["base"] is not None:
                shown = set().union(
                    *(of_heading(c["key"], content["answers"]) or {c["key"]} for c in content["columns"])
                )
                cells = [p for p in people if p[at] in shown and (not group or p[across] in group)]
                yield cells, line["base"]


def of_heading(key: str, groups: list[list[str]]) -> set[str]:
    """The answers under a heading; nothing for the whole, or where each answer stands by itself."""
    if key.startswith("others-"):
        first = key.removeprefix("others-").replace("none", "")
        return next(set(group) for group in groups if len(group) > 1 and group[0] == first)
    if key == "none":
        return {""}
    return {key} if key else set()


def whole(people: Counts, questions: tuple[Asked, ...] = QUESTIONS) -> Counts:
    """Every combination of answers, whether somebody gave it or not: what the attacker cannot rule out."""
    left_out = [any(not person[place] for person in people) for place in range(len(questions))]
    answers = [
        [*(choice.key for choice in question.options), *([""] if empty else [])]
        for question, empty in zip(questions, left_out, strict=True)
    ]
    return {person: people.get(person, 0) for person in product(*answers)}


def narrowed(tables: list[Table], people: Counts, questions: tuple[Asked, ...] = QUESTIONS) -> list[str]:
    """The small cells of released tables that the attacker knows to within ten people."""
    people, keys = whole(people, questions), [question.key for question in questions]
    known = list(
        {(frozenset(cells), n): (cells, n) for cells, n in published(tables, questions, people)}.values()
    )
    unknowns, found = list(people), []
    for question, split_by in {(table.question, table.split_by) for table in tables}:
        at = [keys.index(key) for key in (question, split_by) if key]
        sums: Counter[tuple[str, ...]] = Counter()
        for person, n in people.items():
            sums[tuple(person[place] for place in at)] += n
        for cell, n in sums.items():
            if 0 < n < FEW and all(cell):
                target = [p for p in people if tuple(p[place] for place in at) == cell]
                least, most = interval(unknowns, known, target)
                assert least <= n <= most
                if most - least < FEW:
                    found.append(f"{question} by {split_by}: {cell} is {n}, known to be {least} to {most}")
    return found


def test_the_attacker_can_solve() -> None:
    unknowns = [(row, column) for row in "ab" for column in "xy"]
    known: list[Known] = [
        ([("a", "x"), ("a", "y")], 12), ([("b", "x"), ("b", "y")], 20), ([("a", "x"), ("b", "x")], 15),
        ([("a", "y"), ("b", "y")], 17),
    ]  # fmt: skip
    assert interval(unknowns, known, [("a", "x")]) == (0, 12)
    assert interval(unknowns, [*known, ([("b", "y")], 9)], [("a", "x")]) == (4, 4)


populations = st.lists(
    st.tuples(
        st.tuples(
            *(
                st.sampled_from([c.key for c in q.options] + ([""] if q.key == "worried" else []))
                for q in QUESTIONS
            )
        ),
        st.sampled_from([1, 3, 8, 12, 25, 60]),
    ),
    min_size=6,
    max_size=18,
).map(lambda rows: dict(rows))


@settings(max_examples=8, **SLOWLY)
@given(populations)
def test_no_small_cell_is_narrowed_down_by_all_tables_together(noon: datetime, people: Counts) -> None:
    tables = everything(ask(people, noon), noon)
    assert narrowed(tables, people) == []


# --- each guard, and what an attacker finds without it ----------------------------------------------------


def as_if_there_were_no_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each table is judged by itself."""
    monkeypatch.setattr(tabling, "binding", lambda consultation: Table.objects.none())
    monkeypatch.setattr(tabling, "_check_beside", lambda table, released: None)


SPREAD: Counts = {
    ("yes", "senior", "often"): 30, ("no", "senior", "often"): 14, ("unsure", "senior", "often"): 3,
    ("yes", "newly", "never"): 30, ("no", "newly", "often"): 12, ("unsure", "newly", "never"): 11,
    ("yes", "agency", "often"): 12, ("no", "agency", "never"): 25, ("unsure", "agency", "often"): 12,
    ("yes", "senior", "never"): 16, ("no", "newly", "never"): 16, ("no", "agency", "often"): 13,
}  # fmt: skip


def test_cells_are_at_least_ten_or_the_attacker_reads_them(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert narrowed(everything(ask(SPREAD, noon), noon), SPREAD) == []
    monkeypatch.setattr(disclosure, "SMALLEST", 1)
    monkeypatch.setattr(splitting, "SMALLEST", 1)
    monkeypatch.setattr(tabulating, "SMALLEST", 1)
    assert "worried by role: ('unsure', 'senior') is 3, known to be 3 to 3" in narrowed(
        everything(ask(SPREAD, noon), noon), SPREAD
    )


def test_a_question_stands_in_the_same_groups_in_every_table(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By role “no” and “unsure” go together; by sickness they could stand alone, but no longer may."""

    def answers(split_by: str) -> list[list[str]]:
        consultation = ask(SPREAD, noon)
        release(consultation, "worried", split_by="role", at=noon)
        return release(consultation, "worried", split_by=split_by, at=noon).content["answers"]

    together = [["yes"], ["unsure", "no"]]
    assert answers("role") == together
    assert answers("sick") == together
    as_if_there_were_no_tables(monkeypatch)
    assert sorted(answers("sick")) == [["no"], ["unsure"], ["yes"]]


REGION = asked("region", "wales", "north", describes="region")
BRANCH = asked("branch", "cardiff", "swansea", "leeds", "york", describes="branch")
PLACES = (WORRIED, REGION, BRANCH)
BRANCHES: Counts = {
    ("yes", "wales", "cardiff"): 30, ("no", "wales", "cardiff"): 17, ("yes", "wales", "swansea"): 12,
    ("no", "wales", "swansea"): 3, ("yes", "north", "leeds"): 20, ("no", "north", "leeds"): 25,
    ("yes", "north", "york"): 15, ("no", "north", "york"): 14,
}  # fmt: skip


def known_to_lie_in_regions(people: Counts) -> Counts:
    """The attacker knows where each branch is."""
    lies = {"cardiff": "wales", "swansea": "wales", "leeds": "north", "york": "north"}
    return {person: n for person, n in whole(people, PLACES).items() if lies[person[2]] == person[1]}


def of_places(tables: list[Table]) -> list[str]:
    """What is narrowed down; a branch is a branch in whichever region it stands."""
    for table in tables:
        for name in ("answers", "splits"):
            table.content[name] = [[key.rpartition("/")[2] for key in group] for group in table.content[name]]
        for heading in [*table.content["columns"], *(line["heading"] for line in table.content["lines"])]:
            first, _, rest = heading["key"].partition("/")
            heading["key"] = f"others-{rest}" if rest and first.startswith("others-") else rest or first
    return narrowed_within(tables, known_to_lie_in_regions(BRANCHES))


def narrowed_within(tables: list[Table], people: Counts) -> list[str]:
    known = list(published(tables, PLACES, people))
    target = [person for person in people if (person[0], person[2]) == ("no", "swansea")]
    least, most = interval(list(people), known, target)
    return (
        [f"no in Swansea is {people[target[0]]}, known to be {least} to {most}"] if most - least < FEW else []
    )


def by_places(noon: datetime) -> list[Table]:
    consultation = ask(BRANCHES, noon, PLACES)
    return [release(consultation, "worried", split_by=split_by, at=noon) for split_by in ("region", "branch")]


def test_a_region_less_its_branches_tells_of_no_branch(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert of_places(by_places(noon)) == []
    monkeypatch.setattr(tabling.Counting, "region_of", lambda self, asked: None)
    assert of_places(by_places(noon)) == ["no in Swansea is 3, known to be 3 to 3"]


def shares(table: Table) -> dict[str, int | None]:
    line = table.tabulated.lines[0]
    return {c.key: n.numerator for c, n in zip(table.tabulated.columns, line.numbers, strict=True)}


def test_three_who_left_their_region_out_do_not_hide_nine_in_leeds(noon: datetime) -> None:
    """29 are in the north and 20 of them in York. Who named Swansea and no region is counted beside Leeds."""
    people = {
        ("yes", "north", "york"): 20, ("yes", "north", "leeds"): 9, ("yes", "wales", "cardiff"): 30,
        ("yes", "", "swansea"): 3,
    }  # fmt: skip
    consultation = ask(people, noon, PLACES)
    assert shares(release(consultation, "branch", at=noon)) == {"wales/cardiff": 30, "others-north/leeds": 32}
    assert shares(release(consultation, "region", at=noon)) == {"wales": 30, "north": 29}


def test_three_of_fourteen_without_a_region_are_not_hidden_by_ten_in_york(noon: datetime) -> None:
    people = {
        ("yes", "wales", "cardiff"): 30, ("yes", "north", "york"): 10, ("yes", "", "cardiff"): 11,
        ("yes", "", "swansea"): 3,
    }  # fmt: skip
    consultation = ask(people, noon, PLACES)
    assert shares(release(consultation, "branch", at=noon)) == {
        "wales/cardiff": 30,
        "north/york": 10,
        "others-/cardiff": 14,
    }
    assert shares(release(consultation, "region", at=noon)) == {"wales": 30, "north": 10}


def test_a_few_without_a_region_hide_beside_a_branch_that_could_stand_alone(noon: datetime) -> None:
    people = {("yes", "wales", "cardiff"): 30, ("yes", "north", "york"): 20, ("yes", "", "swansea"): 3}
    table = release(ask(people, noon, PLACES), "branch", at=noon)
    assert shares(table) == {"wales/cardiff": 30, "others-north/york": 23}


def test_yesterday_less_today_tells_of_nobody(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Newly qualified workers: one more says no, between two releases of the same table."""
    consultation = ask(SPREAD, noon)
    before = release(consultation, "worried", split_by="role", at=noon)
    add(consultation, {("no", "newly", "never"): 1}, noon)
    with pytest.raises(TooFew, match="Wait until ten more have replied"):
        propose(consultation, "worried", split_by="role", at=noon)
    with pytest.raises(TooFew):  # nor by another table that holds the same margin
        propose(consultation, "worried", at=noon)
    as_if_there_were_no_tables(monkeypatch)
    after = release(consultation, "worried", split_by="role", at=noon)
    moved = [b - a for a, b in zip(chain(*before.blocks[0]), chain(*after.blocks[0]), strict=True)]
    assert sorted(moved) == [0, 0, 0, 0, 0, 1]


def test_ten_more_may_be_told(noon: datetime) -> None:
    consultation = ask(SPREAD, noon)
    before = release(consultation, "worried", split_by="role", at=noon)
    add(consultation, {("no", "newly", "never"): 10, ("yes", "agency", "often"): 10}, noon)
    after = release(consultation, "worried", split_by="role", at=noon)
    assert (before.base, after.base) == (194, 214)


def test_two_tables_that_waited_together_cannot_both_be_released(noon: datetime) -> None:
    consultation = ask(SPREAD, noon)
    first = propose(consultation, "worried", at=noon)
    add(consultation, {("no", "newly", "never"): 1}, noon)
    second = propose(consultation, "worried", split_by="role", at=noon)
    tabling.release_table(second, by=somebody("sana"), at=noon)
    with pytest.raises(TooFew, match="only a few people lie between"):
        tabling.release_table(first, by=somebody("sana"), at=noon)


CASES = Asked(key="cases", kind="number", label="Cases", section="All")
DUTIES = ("duty", "visits", "court")
ORDER = replace(asked("order", *DUTIES), kind="rank")


def somebody_changes(consultation: Consultation, question: str, before: Given, after: Given) -> None:
    answers = Answer.objects.filter(reply__consultation=consultation, question=question)
    one = next(answer for answer in answers if answer.value == before)
    Answer.objects.filter(pk=one.pk).update(value=after)


def test_an_average_that_one_person_changed_is_not_told_again(noon: datetime) -> None:
    """Eleven had 20 cases each. One of them writes 97 instead, and the average would say so: 20, then 27."""
    consultation = opened(noon, (CASES, ROLE))
    rows: list[tuple[Mapping[str, Given], int]] = [
        ({"cases": "20", "role": "senior"}, 11),
        ({"cases": "30", "role": "newly"}, 12),
    ]
    send(consultation, rows, at=noon)
    release(consultation, "cases", split_by="role", at=noon)
    somebody_changes(consultation, "cases", "20", "97")
    for split_by in ("", "role"):
        with pytest.raises(TooFew, match="only a few people lie between"):
            propose(consultation, "cases", split_by=split_by, at=noon)
    assert release(consultation, "role", at=noon).base == 23  # which is about something else
    send(consultation, [(given, 10) for given, _ in rows], at=noon)
    assert propose(consultation, "cases", at=noon).base == 43


def test_an_average_place_that_one_person_changed_is_not_told_again(noon: datetime) -> None:
    consultation = opened(noon, (ORDER,))
    rows: list[tuple[Mapping[str, Given], int]] = [
        ({"order": list(order)}, 20) for order in permutations(DUTIES)
    ]
    send(consultation, rows, at=noon)
    release(consultation, "order", at=noon)
    propose(consultation, "order", at=noon)
    somebody_changes(consultation, "order", ["duty", "visits", "court"], ["duty", "court", "visits"])
    with pytest.raises(TooFew, match="only a few people lie between"):
        propose(consultation, "order", at=noon)


def test_a_withdrawn_table_still_binds_for_readers_keep_it(noon: datetime) -> None:
    consultation = ask(SPREAD, noon)
    tabling.withdraw_table(release(consultation, "worried", at=noon), by=somebody("kit"), at=noon)
    add(consultation, {("no", "newly", "never"): 1}, noon)
    with pytest.raises(TooFew):
        propose(consultation, "worried", at=noon)


def test_an_answer_that_nobody_gave_before_waits_for_ten_in_each_line(noon: datetime) -> None:
    people = {person: n for person, n in SPREAD.items() if person[0] != "unsure"}
    consultation = ask(people, noon)
    release(consultation, "worried", split_by="sick", at=noon)
    add(consultation, {("unsure", "senior", "often"): 12}, noon)
    with pytest.raises(TooFew):
        propose(consultation, "worried", split_by="sick", at=noon)
    add(consultation, {("unsure", "senior", "never"): 12}, noon)
    table = release(consultation, "worried", split_by="sick", at=noon)
    assert sorted(table.content["answers"]) == [["no"], ["unsure"], ["yes"]]

"""An attack on questions with several answers: who chose what beside what is solved for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.consultations import tabulating
from campaigns.consultations.questionnaire import Asked, Choice
from tests.consultations.solving import SLOWLY, Known, interval
from union import disclosure

FEW = 10
Counts = dict[tuple[str, ...], int]  # how many chose these

MET = Asked(
    key="met",
    kind="multiple",
    label="Met",
    section="All",
    options=(
        Choice("a", "A"), Choice("b", "B"), Choice("c", "C"), Choice("none", "None", exclusive=True)
    ),
)  # fmt: skip
SETS = [("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("b", "c"), ("a", "b", "c"), ("none",)]


def worked_out(people: Counts) -> list[str]:
    """Handfuls known to within ten people: who chose an option, and who chose something else instead."""
    table = tabulating.tabulate(MET, [(list(chosen), n) for chosen, n in people.items()])
    assert table is not None
    everybody = {chosen: people.get(chosen, 0) for chosen in SETS}
    known: list[Known] = [(SETS, table.base)]
    for column, number in zip(table.columns, table.lines[0].numbers, strict=True):
        if number.numerator is not None:
            known.append(([chosen for chosen in SETS if column.key in chosen], number.numerator))
    found = []
    for option in ("a", "b", "c", "none"):
        chose = [chosen for chosen in SETS if option in chosen]
        instead = [chosen for chosen in SETS if option not in chosen and chosen != ("none",)]
        for target in (chose, instead):
            n = sum(everybody[chosen] for chosen in target)
            least, most = interval(SETS, known, target)
            if 0 < n < FEW and most - least < FEW:
                found.append(f"{option}: {n} in {target}, known to be {least} to {most}")
    return found


several = st.dictionaries(st.sampled_from(SETS), st.sampled_from([1, 3, 9, 12, 31, 60]), min_size=3).filter(
    lambda people: sum(people.values()) >= FEW
)


@settings(max_examples=150, **SLOWLY)
@given(several)
def test_of_several_answers_nobody_works_out_a_handful(people: Counts) -> None:
    assert worked_out(people) == []


def test_without_the_hidden_options_beside_them_a_handful_is_worked_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone: Counts = {("a",): 9, ("b",): 60, ("c",): 31}
    nearly_all: Counts = {("a",): 77, ("b",): 3, ("none",): 40}
    assert worked_out(alone) == worked_out(nearly_all) == []
    monkeypatch.setattr(disclosure, "_gives_away", lambda *rest: "")
    assert worked_out(nearly_all) == ["a: 3 in [('b',), ('c',), ('b', 'c')], known to be 3 to 3"]

"""Each kind of question as a table, by itself and split by another."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

from campaigns.consultations.questionnaire import Asked, Choice, Given
from campaigns.consultations.splitting import SplitBy, blocks_of, split
from campaigns.consultations.tabulating import Tabulated, part_of, rounded, tabulate, thaw_table
from tests.consultations.factories import CASELOAD, CHANGE, WORRIED

TASKS = Asked(
    key="tasks",
    kind="multiple",
    label="What takes your time?",
    section="Your week",
    options=(Choice("forms", "Forms"), Choice("visits", "Visits"), Choice("none", "Nothing", exclusive=True)),
)
MOOD = Asked(
    key="mood",
    kind="scale",
    label="How was it?",
    section="Your week",
    steps=3,
    low_label="bad",
    high_label="good",
)
PAY = Asked(key="pay", kind="money", label="What are you paid?", section="Pay")
BEGAN = Asked(key="began", kind="date", label="When did you begin?", section="You")
SUPPORT = Asked(
    key="support",
    kind="matrix",
    label="Who supports you?",
    section="You",
    options=(Choice("yes", "Yes", "Ydy"), Choice("no", "No", "Nac ydy")),
    lines=(Choice("manager", "My manager", "Fy rheolwr"), Choice("team", "My team")),
)
FIRST = Asked(
    key="first",
    kind="rank",
    label="What comes first?",
    section="Change",
    options=(Choice("pay", "Pay"), Choice("cases", "Fewer cases"), Choice("time", "Time")),
)
REGION = Asked(
    key="region",
    kind="single",
    label="Your region",
    section="You",
    options=(Choice("wales", "Wales"), Choice("north", "North"), Choice("east", "East")),
    describes="region",
)
BY_REGION = SplitBy(REGION.options)


def one(asked: Asked, given: Iterable[tuple[Given, int]], line: str = "") -> Tabulated:
    found = tabulate(asked, given, line=line)
    assert found is not None
    return found


def numbers(table: Tabulated, line: int = 0) -> dict[str, tuple[Decimal | None, int | None]]:
    pairs = zip(table.columns, table.lines[line].numbers, strict=True)
    return {
        column.key: (None if n.value is None else rounded(n.value, decimals=1), n.numerator)
        for column, n in pairs
    }


def test_shares_of_a_choice_and_which_are_put_together() -> None:
    table = one(WORRIED, [("yes", 30), ("no", 20), ("unsure", 3)])
    assert numbers(table) == {
        "yes": (Decimal("56.6"), 30),
        "others-no": (Decimal("43.4"), 23),  # with “no”, the three who are not sure could be worked out
    }
    assert (table.base, table.answers, table.holds_back) == (53, (("yes",), ("no", "unsure")), True)


def test_an_answer_that_nobody_gave_is_shown_as_such() -> None:
    assert numbers(one(WORRIED, [("yes", 12), ("no", 10)])) == {
        "yes": (Decimal("54.5"), 12),
        "no": (Decimal("45.5"), 10),
        "unsure": (Decimal(0), 0),
    }


def test_average_and_middle_of_numbers() -> None:
    table = one(CASELOAD, [("20", 1), ("21.5", 1), ("24", 8)])
    assert numbers(table) == {"mean": (Decimal("23.4"), None), "median": (Decimal("24.0"), None)}
    assert table.lines[0].numbers[0].value == Decimal("23.35")


@pytest.mark.parametrize(
    ("values", "middle"), [([("1", 5), ("2", 5)], "1.5"), ([("1", 5), ("2", 6)], "2.0"), ([("7", 11)], "7.0")]
)
def test_the_middle_answer_of_an_even_and_an_odd_number(values: list[tuple[Given, int]], middle: str) -> None:
    assert numbers(one(PAY, values))["median"][0] == Decimal(middle)


@pytest.mark.parametrize("asked", [WORRIED, CASELOAD, TASKS, MOOD, FIRST, BEGAN])
def test_nine_are_too_few_and_nothing_is_made_of_nothing(asked: Asked) -> None:
    values: dict[str, Given] = {"caseload": "20", "tasks": ["forms"], "mood": "2", "first": ["pay"]}
    assert tabulate(asked, [(values.get(asked.key, "yes"), 9)]) is None
    assert tabulate(asked, []) is None


def test_words_are_not_counted() -> None:
    assert tabulate(CHANGE, [("words", 20)]) is None


def test_several_answers_each_have_all_who_answered_as_their_base() -> None:
    table = one(TASKS, [(["forms", "visits"], 20), (["forms"], 10), (["none"], 5)])
    assert numbers(table) == {
        "forms": (None, None),  # five did not choose it
        "visits": (Decimal("57.1"), 20),
        "none": (None, None),
    }
    assert table.base == 35


SEEN = Asked(
    key="seen",
    kind="multiple",
    label="What have you met?",
    section="Your week",
    options=(
        Choice("assault", "Assault"), Choice("threats", "Threats"), Choice("shouting", "Shouting"),
        Choice("none", "None", exclusive=True),
    ),
)  # fmt: skip


def test_an_option_is_hidden_by_which_a_hidden_one_could_be_worked_out() -> None:
    """Everybody chose something: nine chose neither threats nor shouting, so they were assaulted."""
    table = one(SEEN, [(["assault"], 9), (["threats"], 60), (["shouting"], 31)])
    shown = {key: n for key, (_, n) in numbers(table).items()}
    assert shown == {"assault": None, "threats": 60, "shouting": None, "none": None}
    more = one(SEEN, [(["assault", "threats"], 9), (["threats"], 60), (["shouting"], 31)])
    assert [n for _, n in numbers(more).values()] == [None, 69, 31, None]


def test_who_met_nothing_is_told_or_what_nearly_all_others_met() -> None:
    """Of 120, 40 met nothing, so 80 something: 77 were assaulted, and 3 were not."""
    table = one(SEEN, [(["assault"], 20), (["assault", "threats"], 57), (["threats"], 3), (["none"], 40)])
    assert [n for _, n in numbers(table).values()] == [None, 60, None, 40]
    everybody = one(SEEN, [(["assault", "threats"], 60), (["assault"], 20), (["none"], 40)])
    assert [n for _, n in numbers(everybody).values()] == [80, 60, None, 40]


def test_options_that_rule_out_all_others_tell_how_few_chose_anything_else() -> None:
    unsure = replace(SEEN, options=(*SEEN.options, Choice("unsure", "Unsure", exclusive=True)))
    table = one(unsure, [(["none"], 50), (["unsure"], 30), (["assault"], 4)])
    assert [n for _, n in numbers(table).values()] == [None, None, None, 50, None]


def test_a_scale_has_shares_and_a_mean() -> None:
    table = one(MOOD, [("1", 10), ("2", 20), ("3", 10)])
    assert numbers(table) == {
        "1": (Decimal("25.0"), 10),
        "2": (Decimal("50.0"), 20),
        "3": (Decimal("25.0"), 10),
        "mean": (Decimal("2.0"), None),
    }
    assert [column.label for column in table.columns] == ["1 bad", "2", "3 good", ""]


def test_a_mean_that_would_tell_the_hidden_steps_is_left_out() -> None:
    assert list(numbers(one(MOOD, [("1", 30), ("2", 8), ("3", 12)]))) == ["1", "others-2"]


def test_dates_are_counted_by_month() -> None:
    table = one(BEGAN, [("2026-03-27", 6), ("2026-03-02", 6), ("2026-01-09", 14)])
    assert numbers(table) == {"2026-01": (Decimal("53.8"), 14), "2026-03": (Decimal("46.2"), 12)}


def test_each_line_of_a_matrix_is_a_table() -> None:
    given: list[tuple[Given, int]] = [({"manager": "yes", "team": "no"}, 12), ({"manager": "no"}, 10)]
    assert numbers(one(SUPPORT, given, line="manager")) == {
        "yes": (Decimal("54.5"), 12),
        "no": (Decimal("45.5"), 10),
    }
    assert one(SUPPORT, given, line="team").base == 12
    assert part_of(SUPPORT, "manager").label == "Who supports you?: My manager"
    assert part_of(SUPPORT, "team").label_cy == "Who supports you?: My team"


def test_a_ranking_has_first_places_and_average_places() -> None:
    table = one(
        FIRST, [(["pay", "cases", "time"], 20), (["time", "pay", "cases"], 20), (["cases", "pay"], 20)]
    )
    assert numbers(table) == {
        "first-pay": (Decimal("33.3"), 20),
        "place-pay": (Decimal("1.7"), None),
        "first-cases": (Decimal("33.3"), 20),
        "place-cases": (Decimal("2.0"), None),
        "first-time": (Decimal("33.3"), 20),
        "place-time": (Decimal("2.0"), None),
    }


def test_an_average_place_at_the_very_top_would_say_that_all_put_it_there() -> None:
    table = one(FIRST, [(["pay", "cases", "time"], 30), (["pay", "time", "cases"], 20)])
    assert numbers(table)["place-pay"] == (None, None)


def test_an_average_place_does_not_tell_that_three_put_it_last() -> None:
    """Thirty put pay first and its place is 1.73 on average: so 67 put it second, and 3 last."""
    orders = {"pay cases time": 30, "cases pay time": 34, "time pay cases": 33, "cases time pay": 3}
    table = one(FIRST, [(order.split(), n) for order, n in orders.items()])
    assert {key: (value, n) for key, (value, n) in numbers(table).items() if value} == {
        "first-pay": (Decimal("30.0"), 30),
        "first-cases": (Decimal("37.0"), 37),
        "first-time": (Decimal("33.0"), 33),
    }
    more = one(FIRST, [(order.split(), max(n, 10)) for order, n in orders.items()])
    assert numbers(more)["place-pay"] == (Decimal("1.8"), None)
    unplaced = one(
        FIRST, [(order.split(), max(n, 10)) for order, n in orders.items()] + [(["pay", "time"], 4)]
    )
    assert numbers(unplaced)["place-pay"] == (None, None)


def test_a_table_split_by_region_puts_together_what_is_too_few() -> None:
    crossed = [
        (answer, region, n)
        for region, row in {"wales": (20, 15, 2), "north": (30, 12, 3), "east": (4, 11, 0)}.items()
        for answer, n in zip(("yes", "no", "unsure"), row, strict=True)
    ]
    table = split(WORRIED, crossed, by=BY_REGION)
    assert table is not None
    assert [(line.heading.key, line.base) for line in table.lines] == [
        ("", 97),
        ("north", 45),
        ("others-east", 52),
    ]
    assert numbers(table, 1) == {"yes": (Decimal("66.7"), 30), "others-no": (Decimal("33.3"), 15)}
    assert (table.answers, table.splits) == ((("yes",), ("no", "unsure")), (("north",), ("east", "wales")))


def test_a_table_in_which_everybody_of_a_region_says_the_same_is_not_shown() -> None:
    crossed = [("yes", "wales", 20), ("no", "north", 20)]
    assert split(WORRIED, crossed, by=BY_REGION) is None


def test_those_who_left_out_a_question_are_counted_in_where_they_are_too_few() -> None:
    crossed = [
        (answer, region, n)
        for region in ("wales", "north")
        for answer, n in (("yes", 20), ("no", 20), (None, 2))
    ]
    table = split(WORRIED, crossed, by=BY_REGION)
    assert table is not None
    assert (table.of_all, [line.base for line in table.lines]) == (True, [84, 42, 42])
    apart = split(WORRIED, [(a, r, 20) for a, r, _ in crossed], by=BY_REGION)
    assert apart is not None
    assert (apart.of_all, [line.base for line in apart.lines]) == (False, [80, 40, 40])


def test_averages_by_region_say_how_many_only_where_that_tells_nothing() -> None:
    crossed: list[tuple[Given | None, str, int]] = [("20", "wales", 12), ("30", "north", 12)]
    table = split(CASELOAD, crossed, by=BY_REGION)
    assert table is not None
    assert [(line.heading.key, line.base, line.numbers[0].value) for line in table.lines] == [
        ("", 24, Decimal(25)),
        ("wales", 12, Decimal(20)),
        ("north", 12, Decimal(30)),
    ]
    less = split(CASELOAD, [*crossed, (None, "wales", 1)], by=BY_REGION)
    assert less is not None
    assert [line.base for line in less.lines] == [24, None, None]


ILL = Asked(key="ill", kind="number", label="Days ill from stress", section="You", least="0", greatest="31")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ([("0", 14)], False),  # an average of 0 says of each of the fourteen that they were never ill
        ([("0", 13), ("4", 1)], False),  # and 0.3 that all but a few were not
        ([("0", 5), ("4", 9)], False),
        ([("0", 5), ("4", 10)], True),
        ([("31", 12), ("30", 3)], False),  # one of 30.8, that nearly all were ill all the month
        ([("31", 12), ("20", 10)], True),
    ],
)
def test_an_average_at_an_end_does_not_say_what_everybody_gave(
    given: list[tuple[Given | None, int]], shown: bool
) -> None:
    assert (tabulate(ILL, given) is not None) is shown


def test_where_no_least_is_set_it_is_nought_for_nothing_less_can_be_typed() -> None:
    assert tabulate(PAY, [("0", 20), ("25.50", 9)]) is None
    assert tabulate(replace(PAY, least="25.5"), [("25.50", 20), ("40", 9)]) is None
    assert tabulate(replace(PAY, least="25.5"), [("25.50", 20), ("40", 10)]) is not None


def test_a_region_in_which_nobody_was_ill_is_not_found_by_its_average() -> None:
    """Of the twelve in Wales nobody was ill. A line of theirs, with 0.0 in it, would say so of Megan."""
    crossed: list[tuple[Given | None, str, int]] = [("0", "wales", 12), ("3", "north", 12)]
    assert split(ILL, crossed, by=BY_REGION) is None
    some: list[tuple[Given | None, str, int]] = [*crossed, ("2", "wales", 10)]
    table = split(ILL, some, by=BY_REGION)
    assert table is not None
    assert [str(line.numbers[0].value) for line in table.lines] == ["1.6471", "0.9091", "3.0000"]


def test_several_answers_by_region_leave_out_the_option_that_tells() -> None:
    crossed: list[tuple[Given | None, str, int]] = [
        (["forms"], "wales", 15),
        (["visits"], "wales", 15),
        (["forms"], "north", 15),
        (["visits", "none"], "north", 15),
    ]
    table = split(TASKS, crossed, by=BY_REGION)
    assert table is not None
    assert numbers(table, 1) == {
        "forms": (Decimal("50.0"), 15),
        "visits": (Decimal("50.0"), 15),
        "none": (None, None),
    }


def test_several_answers_by_region_hide_what_one_region_tells() -> None:
    """In the north nine met assault alone: all others there met threats or shouting."""
    crossed: list[tuple[Given | None, str, int]] = [
        (["assault"], "wales", 20), (["threats"], "wales", 30), (["shouting"], "wales", 25),
        (["assault"], "north", 9), (["threats"], "north", 30), (["shouting"], "north", 25),
    ]  # fmt: skip
    table = split(SEEN, crossed, by=BY_REGION)
    assert table is not None
    assert [[n for _, n in numbers(table, line).values()] for line in range(3)] == [
        [None, 60, None, None],
        [None, 30, None, None],
        [None, 30, None, None],
    ]


def test_what_everybody_of_one_region_chose_is_told_of_none() -> None:
    crossed: list[tuple[Given | None, str, int]] = [
        (["threats", "shouting"], "wales", 15), (["threats"], "wales", 15),
        (["threats", "shouting"], "north", 15), (["shouting"], "north", 15), (["assault"], "north", 15),
    ]  # fmt: skip
    table = split(SEEN, crossed, by=BY_REGION)
    assert table is not None
    assert [n for _, n in numbers(table).values()] == [None, None, 45, None]


def test_no_region_shows_an_option_that_the_whole_hides() -> None:
    """In Wales fewer met threats than shouting, in the whole more: both tell of nine who met neither."""
    crossed: list[tuple[Given | None, str, int]] = [
        (["assault"], "wales", 9), (["threats"], "wales", 12), (["shouting"], "wales", 20),
        (["threats"], "north", 48), (["shouting"], "north", 11),
    ]  # fmt: skip
    table = split(SEEN, crossed, by=BY_REGION)
    assert table is not None
    assert [n for _, n in numbers(table).values()] == [None, 60, None, None]
    assert [n for _, n in numbers(one(SEEN, [(value, n) for value, _, n in crossed])).values()] == [
        None, 60, None, None,
    ]  # fmt: skip


def test_a_table_is_the_same_after_the_database() -> None:
    table = one(MOOD, [("1", 10), ("2", 20), ("3", 10)])
    assert thaw_table(table.freeze()) == table


def test_the_blocks_of_a_table_are_what_later_ones_are_compared_by() -> None:
    table = one(WORRIED, [("yes", 30), ("no", 20), ("unsure", 3)])
    assert blocks_of(WORRIED, [("yes", "", 31), ("unsure", "", 5)], shown=table) == [[[31, 5]], [[0]]]
    several = one(TASKS, [(["visits"], 20), (["forms"], 15)])
    assert blocks_of(TASKS, [(["visits"], "", 20), (["forms"], "", 15)], shown=several) == [
        [[35]],
        [[0]],
        [[15, 20]],
        [[20, 15]],
    ]


def test_halves_are_rounded_up_as_people_do() -> None:
    assert rounded(Decimal("22.5"), decimals=0) == Decimal(23)
    assert rounded(Decimal("23.45"), decimals=1) == Decimal("23.5")


@pytest.mark.parametrize(("no", "shown"), [(12, False), (13, True)])
def test_three_without_a_region_hide_among_three_more_than_ten(no: int, shown: bool) -> None:
    """That three named no region is known: nine of a cell of 12 would surely be from the North."""
    crossed = [
        ("yes", "wales", 30),
        ("no", "wales", 30),
        ("yes", "north", 11),
        ("no", "north", no),
        ("yes", "", 3),
    ]
    assert (split(WORRIED, crossed, by=BY_REGION) is not None) is shown


def test_averages_of_a_question_asked_after_an_answer_tell_nobody_who_gave_it() -> None:
    asked = replace(CASELOAD, only_if="worried", only_if_answers=("yes",))
    crossed = [("20", "wales", 12), ("30", "north", 12), (None, "wales", 1), (None, "north", 30)]
    assert split(asked, crossed, by=BY_REGION) is None
    assert split(CASELOAD, crossed, by=BY_REGION) is not None


def test_groups_of_an_earlier_table_that_have_become_too_small_are_not_shown() -> None:
    fixed = (("yes",), ("no",), ("unsure",))
    assert tabulate(WORRIED, [("yes", 30), ("no", 10)], fixed=fixed) is not None
    assert tabulate(WORRIED, [("yes", 30), ("no", 9)], fixed=fixed) is None

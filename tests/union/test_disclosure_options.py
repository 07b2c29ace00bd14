"""Options of which each person may choose several, and whole cross-tables: the rule at its very edges."""

import pytest

from union.disclosure import Chosen, Side, blocks, cross_groups, may_be_crossed, publishable_options


def test_which_options_may_be_shown_beside_how_many_answered() -> None:
    for base, counts, shown in [
        (30, {"pay": 20, "hours": 10}, {"pay", "hours"}),  # ten chose hours, ten did not choose pay
        (30, {"pay": 21, "hours": 10}, {"hours"}),  # nine did not choose pay
        (30, {"pay": 29, "hours": 10}, {"hours"}),  # one person did not
        (30, {"pay": 30, "hours": 10}, {"pay", "hours"}),  # everybody chose pay, which tells on nobody
        (30, {"pay": 20, "hours": 9}, set()),  # whoever did not choose pay is one of a few for hours
        (20, {"pay": 20, "hours": 9}, {"pay"}),  # of whom nobody needs to have chosen hours
        (30, {"pay": 17, "hours": 12, "leave": 5}, {"pay"}),  # else one person chose nothing but leave
        (30, {"pay": 9, "hours": 9}, set()),
        (30, {}, set()),
    ]:
        assert publishable_options([Chosen(base, counts)]) == shown, base


def test_where_nobody_at_all_would_tell_an_option_that_everybody_chose_is_hidden() -> None:
    line = Chosen(30, {"pay": 30, "hours": 10}, nobody_will_do=False)
    assert publishable_options([line]) == {"hours"}


@pytest.mark.parametrize(("pay", "shown"), [(28, {"pay", "none"}), (29, {"none"}), (38, {"pay", "none"})])
def test_a_few_who_chose_something_else_do_not_show_beside_an_option_that_rules_out_all_others(
    pay: int, shown: set[str]
) -> None:
    line = Chosen(50, {"pay": pay, "none": 12})  # 38 chose anything
    assert publishable_options([line], exclusive={"none"}) == shown


def test_who_chose_the_option_that_rules_out_all_others_chose_none_of_the_others() -> None:
    line = Chosen(50, {"pay": 28, "hours": 9, "none": 12})  # ten of the 38 would have chosen hours: nine did
    assert publishable_options([line], exclusive={"none"}) == {"pay"}


def test_an_option_is_shown_in_all_lines_or_in_none() -> None:
    whole = Chosen(30, {"pay": 20, "hours": 10})
    assert publishable_options([whole, Chosen(30, {"pay": 9, "hours": 30})]) == {"hours"}
    assert publishable_options([whole, Chosen(30, {"pay": 9, "hours": 20})]) == set()


def test_ten_who_chose_what_is_kept_back_give_nobody_away() -> None:
    assert publishable_options([Chosen(31, {"pay": 20, "hours": 10})], among={"pay"}) == {"pay"}


def test_a_line_may_ask_for_more_than_ten() -> None:
    counts = {"pay": 20, "hours": 10}
    assert publishable_options([Chosen(30, counts, least=11)]) == set()
    assert publishable_options([Chosen(30, counts, rest=11)]) == {"hours"}


def test_a_table_is_shown_whole_or_not_at_all() -> None:
    for table, crossed in [
        ([[10, 10], [10, 10]], True),
        ([[10, 10], [10, 9]], False),
        ([[10, 10]], False),
        ([[10], [10]], False),
        ([], False),
    ]:
        assert may_be_crossed(table) is crossed, table


def test_a_cell_in_which_some_are_known_to_have_said_nothing_needs_as_many_more() -> None:
    least = [[10, 10], [10, 13]]
    assert may_be_crossed([[10, 10], [10, 13]], least=least)
    assert not may_be_crossed([[10, 10], [10, 12]], least=least)


UNITS = {("North",): 40, ("South",): 30, ("West",): 8}
OVER = {("yes",): 45, ("no",): 33}


def answers(*west: int) -> dict[tuple[str, str], int]:
    """How many said yes and no in each place, West last."""
    numbers = dict(zip(("yes", "no"), west, strict=True))
    places = {"North": {"yes": 25, "no": 15}, "South": {"yes": 15, "no": 15}, "West": numbers}
    return {(place, said): n for place, line in places.items() for said, n in line.items()}


def test_a_small_place_is_put_with_the_smallest_of_the_others() -> None:
    found = cross_groups(answers(5, 3), rows=Side(UNITS), columns=Side(OVER))
    assert found == ((("North",), ("West", "South")), (("yes",), ("no",)))
    assert blocks(answers(5, 3), *found) == [[25, 15], [20, 18]]


def test_places_of_ten_in_each_cell_stay_apart() -> None:
    units = {("North",): 40, ("South",): 30, ("West",): 20}
    found = cross_groups(answers(10, 10), rows=Side(units), columns=Side({("yes",): 50, ("no",): 40}))
    assert found == ((("North",), ("South",), ("West",)), (("yes",), ("no",)))


def test_who_gave_no_place_is_hidden_in_the_smallest_one() -> None:
    units = {("North",): 40, ("South",): 30}
    counts = {**answers(0, 0), ("", "yes"): 2, ("", "no"): 1}
    found = cross_groups(counts, rows=Side(units, loose=3), columns=Side(OVER))
    assert found == ((("North",), ("South", "")), (("yes",), ("no",)))
    assert blocks(counts, *found) == [[25, 15], [17, 16]]


def test_what_was_released_before_is_followed_or_nothing_is_shown() -> None:
    fixed = (("North", "South"), ("West",))
    assert cross_groups(answers(5, 3), rows=Side(UNITS, fixed=fixed), columns=Side(OVER)) is None
    found = cross_groups(answers(12, 11), rows=Side(UNITS, fixed=fixed), columns=Side(OVER))
    assert found == (fixed, (("yes",), ("no",)))


BRANCHES = {("Harbour",): 40, ("Northside",): 8, ("Leeds",): 30, ("York",): 30, ("Truro",): 9}
NORTH, EAST, WEST = ("Harbour", "Northside"), ("Leeds", "York"), ("Truro",)


def test_branches_are_put_together_within_their_region_the_finest_way_first() -> None:
    by_itself = tuple(BRANCHES)
    assert list(Side(BRANCHES, inside=(NORTH, EAST, WEST)).candidates()) == [
        by_itself,
        (("Northside", "Harbour"), ("Leeds",), ("York",), ("Truro",)),
        (("Northside", "Harbour"), ("Leeds", "York"), ("Truro",)),
    ]


def test_who_gave_no_branch_is_hidden_in_the_region_that_is_known() -> None:
    side = Side(BRANCHES, loose=3, inside=((*NORTH, ""), EAST, WEST))
    assert list(side.candidates()) == [
        (("Harbour",), ("Northside", ""), ("Leeds",), ("York",), ("Truro",)),
        (("Northside", "Harbour", ""), ("Leeds",), ("York",), ("Truro",)),
        (("Northside", "Harbour", ""), ("Leeds", "York"), ("Truro",)),
    ]

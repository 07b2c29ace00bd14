from decimal import Decimal

from campaigns.consultations.tabulating import rounded, tabulate
from tests.consultations.factories import CASELOAD, CHANGE, WORRIED


def test_shares_of_a_choice_and_which_may_be_published() -> None:
    cells = tabulate(WORRIED, ["yes"] * 30 + ["no"] * 20 + ["unsure"] * 3)
    assert [(c.key, c.numerator, c.base, c.publishable) for c in cells] == [
        ("yes", 30, 53, True),
        ("no", 20, 53, False),  # with it, the three who are not sure could be worked out
        ("unsure", 3, 53, False),
    ]
    assert rounded(cells[0].value, decimals=0) == Decimal(57)


def test_average_and_middle_of_numbers() -> None:
    mean, median = tabulate(CASELOAD, ["20", "21.5", *["24"] * 8])
    assert (mean.key, mean.value, mean.base, mean.publishable) == ("mean", Decimal("23.35"), 10, True)
    assert (median.key, median.value, median.publishable) == ("median", Decimal(24), True)


def test_nine_numbers_are_too_few() -> None:
    assert [cell.publishable for cell in tabulate(CASELOAD, ["20"] * 9)] == [False, False]


def test_nothing_is_tabulated_from_nothing() -> None:
    assert tabulate(CASELOAD, []) == []
    assert [cell.publishable for cell in tabulate(WORRIED, [])] == [False, False, False]
    assert tabulate(CHANGE, ["words"]) == []


def test_halves_are_rounded_up_as_people_do() -> None:
    assert rounded(Decimal("22.5"), decimals=0) == Decimal(23)
    assert rounded(Decimal("23.45"), decimals=1) == Decimal("23.5")

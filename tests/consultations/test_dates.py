import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.consultations.dates import read_date, wrong_part
from campaigns.consultations.errors import UnsuitableAnswer


def typed(text: str) -> dict[str, str]:
    return dict(zip(("day", "month", "year"), text.split("|"), strict=True))


def test_the_same_day_in_several_ways() -> None:
    for text in [
        "27|3|2026",
        "27|03|2026",
        " 27 | March |2026",
        "27|mar|2026",
        "27|Mar.|2026",
        "27|MAWRTH|2026",
    ]:
        assert read_date(typed(text)) == "2026-03-27", text


def test_the_months_of_both_languages() -> None:
    assert read_date(typed("1|Mai|2026")) == read_date(typed("1|May|2026")) == "2026-05-01"
    assert read_date(typed("1|Medi|2026")) == "2026-09-01"
    assert read_date(typed("1|Mehefin|2026")) == "2026-06-01"


def test_nothing_at_all_is_no_date() -> None:
    assert read_date(typed("| |")) == read_date({}) == ""


def test_what_is_no_date_says_what_to_mend_and_where(subtests: pytest.Subtests) -> None:
    for text, sentence, part in [
        ("27|3|", "Enter the day, the month and the year, such as 27 3 2026.", "year"),
        ("|3|2026", "Enter the day, the month and the year, such as 27 3 2026.", "day"),
        ("31|2|2026", "Enter a real date, such as 27 3 2026.", "day"),
        ("1|13|2026", "Enter a real date, such as 27 3 2026.", "month"),
        ("1|ma|2026", "Enter a real date, such as 27 3 2026.", "month"),
        ("1|Smarch|2026", "Enter a real date, such as 27 3 2026.", "month"),
        ("²|3|2026", "Enter a real date, such as 27 3 2026.", "day"),
        ("27|3|26", "Enter the year with four digits, such as 2026.", "year"),
        ("1|1|0000", "Enter a real date, such as 27 3 2026.", "day"),
    ]:
        with subtests.test(text=text, sentence=sentence, part=part):
            with pytest.raises(UnsuitableAnswer, match=re.escape(sentence)):
                read_date(typed(text))
            assert wrong_part(typed(text)) == part


@given(st.dates())
def test_every_date_is_read(day: object) -> None:
    iso = str(day)
    year, month, number = iso.split("-")
    assert read_date({"day": number, "month": month, "year": year}) == iso


@given(st.fixed_dictionaries({}, optional={"day": st.text(), "month": st.text(), "year": st.text()}))
def test_anything_else_is_refused_in_words(parts: dict[str, str]) -> None:
    assert read_or_refused(parts)
    assert wrong_part(parts) in {"day", "month", "year"}


def read_or_refused(parts: dict[str, str]) -> bool:
    """An ISO date, nothing for nothing, or a sentence on what to enter."""
    try:
        return re.fullmatch(r"(\d{4}-\d\d-\d\d)?", read_date(parts)) is not None
    except UnsuitableAnswer as unsuitable:
        return str(unsuitable).startswith("Enter ")

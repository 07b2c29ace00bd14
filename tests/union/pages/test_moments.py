"""How pages say a day and a time, in English and in Welsh."""

from datetime import UTC, date, datetime

from django.utils import translation

from union.pages.templatetags.moments import weekday, when, when_plain

SAID = {
    datetime(2022, 3, 25, 17, 0, tzinfo=UTC): (
        "Friday 25 March 2022 at 5:00pm",
        "ddydd Gwener 25 Mawrth 2022 am 5:00yh",
    ),
    datetime(2022, 7, 1, 7, 5, tzinfo=UTC): (
        "Friday 1 July 2022 at 8:05am",
        "ddydd Gwener 1 Gorffennaf 2022 am 8:05yb",
    ),
    datetime(2022, 3, 27, 11, 0, tzinfo=UTC): (
        "Sunday 27 March 2022 at midday",
        "ddydd Sul 27 Mawrth 2022 am hanner dydd",
    ),
    datetime(2022, 3, 24, 0, 0, tzinfo=UTC): (
        "Thursday 24 March 2022 at midnight",
        "ddydd Iau 24 Mawrth 2022 am hanner nos",
    ),
}


def test_a_time_is_said_by_the_clock_of_the_union_and_in_the_language_of_the_page() -> None:
    for moment, expected in SAID.items():
        said = [translation.override(language)(when_plain)(moment) for language in ("en-gb", "cy")]
        assert tuple(said) == expected, moment


def test_a_day_alone_and_a_time_for_machines() -> None:
    assert weekday(date(2022, 3, 25)) == "Friday 25 March 2022"
    assert when(datetime(2022, 3, 25, 17, 0, tzinfo=UTC)) == (
        '<time datetime="2022-03-25T17:00+00:00">Friday 25 March 2022 at 5:00pm</time>'
    )

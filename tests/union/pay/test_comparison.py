"""The comparison of options, as a member sees it beside the ballot paper."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.union.pay.factories import njc_scale
from union.pay.claims import Claim, Worked, rise_percentage
from union.pay.comparison import compare

OPTIONS: list[tuple[str, Claim | None]] = [
    ("A: RPI plus 2%", Claim("index_plus", index=Decimal("7.8"), margin=2)),
    ("B: a flat £2,000", Claim("flat", flat=2000)),
    ("I abstain", None),
]
POINTS = {1: Decimal(18333), 21: Decimal(26975), 43: Decimal(47665)}


def draw(**context: object) -> str:
    page = Template("{% load pay_comparison %}{% pay_comparison options scale own_point %}")
    return page.render(Context({"options": OPTIONS, "own_point": None, **context}))


def test_the_own_point_comes_first_and_is_marked() -> None:
    rows = compare(OPTIONS, POINTS, own_point=21).rows
    assert [(row.number, row.own) for row in rows] == [(21, True), (1, False), (43, False)]
    assert [(gain.pounds, gain.percentage, gain.pay) for gain in rows[0].gains] == [
        (Decimal(2644), Decimal("9.8"), Decimal(29619)),
        (Decimal(2000), Decimal("7.4"), Decimal(28975)),
    ]


def test_hours_and_weeks_share_the_pounds_and_leave_the_percentages() -> None:
    half = compare(OPTIONS, POINTS, own_point=21, worked=Worked(hours=Decimal("18.5")))
    row = half.rows[0]
    assert (row.now, row.hourly) == (Decimal(13488), Decimal("13.98"))
    assert [(gain.pounds, gain.percentage, gain.pay) for gain in row.gains] == [
        (Decimal(1322), Decimal("9.8"), Decimal(14809)),
        (Decimal(1000), Decimal("7.4"), Decimal(14488)),
    ]
    assert [gain.bar for gain in half.rows[-1].gains] == [1000, 428]


def test_bottom_middle_and_top_stand_for_the_scale() -> None:
    def samples(points: dict[int, Decimal], own: int | None = None) -> list[int]:
        return [row.number for row in compare(OPTIONS, points, own_point=own).samples]

    assert samples(POINTS, own=43) == [1, 21, 43]
    assert (samples({1: Decimal(100)}), samples({})) == ([1], [])


ANNUAL = st.dictionaries(
    st.integers(0, 300), st.decimals(min_value=1, max_value=200_000, places=2), min_size=1, max_size=12
)


@given(ANNUAL, st.integers(0, 300), st.decimals(min_value=1, max_value=40, places=1))
def test_a_comparison_has_each_point_once_with_figures_of_the_engine(
    annual: dict[int, Decimal], own: int, hours: Decimal
) -> None:
    worked = Worked(hours=hours)
    rows = compare(OPTIONS, annual, own_point=own, worked=worked).rows
    numbers = [row.number for row in rows]
    assert numbers == sorted(annual, key=lambda number: (number != own, number))
    for row in rows:
        for gain, (_, claim) in zip(row.gains, OPTIONS[:2], strict=True):
            assert claim is not None
            exact = max(Fraction(claim.flat), Fraction(annual[row.number]) * claim.rate / 100) * worked.share
            assert -Fraction(1, 2) < Fraction(gain.pounds) - exact <= Fraction(1, 2)
            assert gain.percentage == rise_percentage(annual[row.number], claim)
            assert 0 <= gain.bar <= 1000


def test_the_longest_bar_is_the_greatest_rise() -> None:
    rows = compare(OPTIONS, POINTS, own_point=None).rows
    assert [[gain.bar for gain in row.gains] for row in rows] == [[384, 428], [566, 428], [1000, 428]]


def test_an_own_point_that_the_scale_lacks_counts_as_none() -> None:
    comparison = compare(OPTIONS, POINTS, own_point=99)
    assert comparison.own is None
    assert [row.number for row in comparison.rows] == [1, 21, 43]


@pytest.mark.django_db
def test_a_member_sees_her_own_point_first(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    scale = njc_scale()
    with django_assert_num_queries(1):
        page = draw(scale=scale, own_point=15)
    assert "Your pay point: 15" in page
    assert "£23,953 a year, £12.42 an hour" in page
    assert re.findall(r'<th scope="row">(\d+)', page)[:3] == ["15", "1", "2"]
    assert page.count('<tr aria-current="true">') == 1
    assert page.count('<th scope="row">') == 43
    assert "<details>" in page
    assert "abstain" not in page


@pytest.mark.django_db
def test_without_an_own_point_the_whole_table_stands_open() -> None:
    page = draw(scale=njc_scale())
    assert "<details open>" in page
    assert "aria-current" not in page
    assert page.count('scope="col"') == 4


@pytest.mark.django_db
def test_the_comparison_keeps_the_strict_policy() -> None:
    page = draw(scale=njc_scale(), own_point=1)
    assert "style" not in page
    assert "<script" not in page
    assert "http" not in page


@pytest.mark.django_db
def test_a_label_cannot_break_out_of_the_page() -> None:
    page = draw(scale=njc_scale(), options=[("<b>A</b>", Claim("flat", flat=1))], own_point=1)
    assert "&lt;b&gt;A" in page
    assert "<b>A" not in page


def test_nothing_to_compare_draws_nothing() -> None:
    assert draw(scale=None).strip() == ""


@pytest.mark.django_db
def test_the_own_line_is_not_kept_for_the_next_reader() -> None:
    scale = njc_scale()
    pages = [draw(scale=scale, own_point=point) for point in (15, 21, None, 15)]
    own = re.compile(r'<tr aria-current="true"><th scope="row">(\d+)')
    assert [own.findall(page) for page in pages] == [["15"], ["21"], [], ["15"]]
    assert pages[0] == pages[3]


def test_gains_are_kept_in_each_language() -> None:
    page = Template("{% load pay_comparison %}{% point_gains row %}")
    [row, *_] = compare(OPTIONS, POINTS, own_point=None).rows
    told = {}
    for language in ("en-gb", "cy", "en-gb"):
        with translation.override(language):
            told[language] = re.findall("<dd>(.+?)<svg", page.render(Context({"row": row})))[1]
    assert told == {
        "en-gb": "£2,000 more a year, to £20,333",
        "cy": "£2,000 yn fwy y flwyddyn, hyd at £20,333",
    }

"""The comparison of options, as a member sees it beside the ballot paper."""

import re
from decimal import Decimal

import pytest
from django.template import Context, Template
from pytest_django import DjangoAssertNumQueries

from tests.union.pay.factories import njc_scale
from union.pay.claims import Claim
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

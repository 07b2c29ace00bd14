"""Loading a pay scale."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.union.pay.factories import njc_scale
from union.pay.loading import ScaleUnreadable, load_scale
from union.pay.models import PayPoint, PayScale

pytestmark = pytest.mark.django_db


def load(table: str) -> PayScale:
    return load_scale(table, code="test-2022", name="Test scale", year="2022-23")


@pytest.mark.any_database
def test_the_national_spine_has_its_43_points() -> None:
    scale = njc_scale()
    assert scale.points.count() == 43
    assert scale.points.get(number=1).annual == Decimal(18333)
    assert scale.points.get(number=43).annual == Decimal(47665)


@pytest.mark.any_database
def test_loading_again_changes_nothing_and_a_new_figure_replaces_the_old() -> None:
    first = load("pay_point,annual_gbp\n1,100\n2,200.50\n")
    before = list(PayPoint.objects.values_list("pk", "number", "annual"))
    assert load("\ufeffpay_point,annual_gbp\r\n1,100\r\n2,200.50\r\n") == first
    assert list(PayPoint.objects.values_list("pk", "number", "annual")) == before
    load("pay_point,annual_gbp\n1,110\n")
    assert list(first.points.values_list("number", "annual")) == [(1, Decimal(110)), (2, Decimal("200.50"))]


def test_a_scale_loads_in_the_same_number_of_queries_for_1_and_43_points(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    load("pay_point,annual_gbp\n1,100\n")
    with django_assert_num_queries(7):
        load("pay_point,annual_gbp\n1,100\n")
    njc_scale()
    with django_assert_num_queries(7):
        njc_scale()


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("", "A pay scale begins with the line pay_point,annual_gbp."),
        ("point,pounds\n1,100\n", "A pay scale begins with the line pay_point,annual_gbp."),
        ("pay_point,annual_gbp\n", "A pay scale has between 1 and 500 points."),
        ("pay_point,annual_gbp\n1,100\n1,200\n", "Line 3: point 1 stands twice."),
        (
            "pay_point,annual_gbp\none,100\n2,lots\n3,NaN\n4,-1\n5,1.001\n",
            "Line 2: a line is a point and pounds a year, such as 1,18333. "
            "Line 3: 'lots' is not an amount, such as 18333 or 18333.50. "
            "Line 4: pay is above nought, in pounds and pence. "
            "Line 5: pay is above nought, in pounds and pence. "
            "Line 6: pay is above nought, in pounds and pence.",
        ),
    ],
)
def test_a_faulty_table_names_every_line_and_loads_nothing(table: str, sentence: str) -> None:
    with pytest.raises(ScaleUnreadable) as refusal:
        load(table)
    assert str(refusal.value) == sentence
    assert not PayScale.objects.exists()

"""What a pay claim gives, at the figures everybody knows and at those nobody has thought of."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union.pay.claims import (
    FULL_TIME,
    POUND,
    Claim,
    ClaimUnclear,
    Worked,
    annual_of,
    claim_data,
    claim_from,
    hourly,
    in_words,
    new_pay,
    pay_for,
    rise,
    rise_percentage,
    rounded,
)

TWO_THOUSAND = Claim("flat", flat=2000)
RPI_PLUS_TWO = Claim("index_plus", index=Decimal("7.8"), margin=2)
GREATER = Claim("greater", flat=2000, index=Decimal("7.8"), margin=2)

pounds = st.decimals(min_value=1, max_value=200_000, places=2)
per_cents = st.decimals(min_value=Decimal("0.1"), max_value=50, places=1)
claims = st.one_of(
    st.builds(lambda flat: Claim("flat", flat=flat), pounds),
    st.builds(lambda rate: Claim("percentage", percentage=rate), per_cents),
    st.builds(lambda index, margin: Claim("index_plus", index=index, margin=margin), per_cents, per_cents),
    st.builds(lambda flat, rate: Claim("greater", flat=flat, percentage=rate), pounds, per_cents),
)


def test_two_thousand_pounds_as_a_percentage_of_known_points() -> None:
    for annual, expected in [(18333, "10.9"), (23953, "8.3"), (26975, "7.4"), (44624, "4.5")]:
        assert rise_percentage(annual, TWO_THOUSAND) == Decimal(expected), annual


def test_rpi_plus_two_is_nine_point_eight_at_every_point() -> None:
    assert [rise_percentage(annual, RPI_PLUS_TWO) for annual in (18333, 26975, 47665)] == [Decimal("9.8")] * 3
    assert rise(18333, RPI_PLUS_TWO) == Decimal("1796.63")
    assert rise(18333, RPI_PLUS_TWO, to=POUND) == Decimal(1797)
    assert new_pay(18333, RPI_PLUS_TWO) == Decimal("20129.63")


def test_the_bottom_point_is_nine_pounds_fifty_an_hour() -> None:
    assert hourly(18333) == Decimal("9.50")


def test_the_greater_claim_takes_the_flat_sum_low_down_and_the_percentage_high_up() -> None:
    assert rise(18333, GREATER) == Decimal("2000.00")
    assert rise(47665, GREATER) == Decimal("4671.17")


def test_half_hours_and_term_time_weeks_take_their_share() -> None:
    assert rise(18333, TWO_THOUSAND, worked=Worked(hours=Decimal("18.5"))) == Decimal("1000.00")
    term_time = Worked(hours=Decimal("32.5"), weeks=Decimal("44.2"))
    assert pay_for(18333, term_time) == Decimal("13650.28")
    assert rise(18333, TWO_THOUSAND, worked=term_time) == Decimal("1489.15")
    assert new_pay(18333, TWO_THOUSAND, worked=term_time) == Decimal("15139.42")


def test_the_share_is_of_the_full_time_week_of_the_scale() -> None:
    assert pay_for(20_000, Worked(hours=30, full_time=Decimal("37.5"))) == Decimal("16000.00")
    assert Worked(hours=36, full_time=36).is_full_time
    assert hourly(Decimal(18333), hours=Decimal(36)) == Decimal("9.77")
    with pytest.raises(ValueError, match="full-time week"):
        Worked(hours=1, full_time=0)


def test_a_half_goes_up() -> None:
    for exact, expected in [("2.25", "2.3"), ("2.35", "2.4"), ("2.249999", "2.2"), ("-2.25", "-2.3")]:
        assert rounded(Fraction(exact), to=Decimal("0.1")) == Decimal(expected), exact


def test_a_claim_in_words() -> None:
    assert in_words(TWO_THOUSAND) == "a flat £2,000"
    assert in_words(RPI_PLUS_TWO) == "RPI (7.8%) plus 2%"
    assert in_words(Claim("index_plus", index=Decimal("7.8"), index_name="CPI")) == "CPI (7.8%)"
    assert in_words(Claim("percentage", percentage=Decimal("10.50"))) == "10.5%"
    assert in_words(GREATER) == "a flat £2,000 or RPI (7.8%) plus 2%, whichever is the greater"


def test_an_unclear_claim_is_refused_in_a_sentence(subtests: pytest.Subtests) -> None:
    for parts, sentence in [
        ({"kind": "flat"}, "A claim of the kind “Flat sum” needs its flat sum above nought."),
        ({"kind": "flat", "flat": "-1"}, "A claim asks for nought or more: no amount may be negative."),
        (
            {"kind": "flat", "flat": "1", "margin": "2"},
            "A claim of the kind “Flat sum” has no margin: leave it out.",
        ),
        (
            {"kind": "greater", "flat": "1"},
            "A claim of the kind “Greater of two” needs both: "
            "a flat sum, and a percentage or an index with its margin.",
        ),
        (
            {"kind": "greater", "index": "7.8", "margin": "2"},
            "A claim of the kind “Greater of two” needs both: "
            "a flat sum, and a percentage or an index with its margin.",
        ),
        (
            {"kind": "greater", "flat": "1", "percentage": "5", "margin": "2"},
            "A claim of the kind “Greater of two” has a percentage or an index with its margin, not both: "
            "leave one out.",
        ),
        ({"kind": "flat", "flat": "1000001"}, "A flat sum is pounds a year, 1,000,000 at the most."),
        (
            {"kind": "index_plus", "index": "98.1", "margin": "2"},
            "Percentages come to 100 at the most: write 7.8 for 7.8%.",
        ),
        ({"kind": "flat", "flat": "lots"}, "'lots' is not an amount: write it like 2000 or 7.8."),
        ({"kind": "flat", "flat": "NaN"}, "An amount is a finite number."),
        ({"kind": "flat", "flat": "1", "bonus": "2"}, "A claim has no bonus."),
        (
            {"kind": "gift", "flat": "1"},
            "A claim is one of flat, percentage, index_plus, greater, not 'gift'.",
        ),
    ]:
        with subtests.test(parts=parts, sentence=sentence):
            with pytest.raises(ClaimUnclear) as refusal:
                claim_from(parts)
            assert str(refusal.value) == sentence


def test_floats_and_pay_of_nought_are_refused() -> None:
    with pytest.raises(TypeError, match="not float"):
        Claim("percentage", percentage=7.8)
    with pytest.raises(ValueError, match="above nought"):
        rise_percentage(0, TWO_THOUSAND)
    with pytest.raises(ValueError, match="Hours a week"):
        Worked(hours=0)


@given(claims)
def test_a_claim_survives_being_written_down(claim: Claim) -> None:
    assert claim_from(claim_data(claim)) == claim


@given(pounds, claims)
def test_a_rise_is_the_exact_fraction_rounded_once(annual: Decimal, claim: Claim) -> None:
    exact = max(Fraction(claim.flat), Fraction(annual) * claim.rate / 100)
    assert abs(Fraction(rise(annual, claim)) - exact) <= Fraction(1, 200)
    assert abs(Fraction(rise_percentage(annual, claim)) - exact / Fraction(annual) * 100) <= Fraction(1, 20)
    assert Fraction(rise(annual, claim)) - exact != Fraction(-1, 200)


@given(
    pounds,
    claims,
    st.decimals(min_value=Decimal("0.25"), max_value=40, places=2),
    st.decimals(min_value=1, max_value=52, places=1),
    st.decimals(min_value=35, max_value=40, places=1),
)
def test_what_part_timers_get_is_the_exact_share_rounded_once(
    annual: Decimal, claim: Claim, hours: Decimal, weeks: Decimal, full_time: Decimal
) -> None:
    worked = Worked(hours, weeks, full_time=full_time)
    share = Fraction(hours) * Fraction(weeks) / (Fraction(full_time) * Fraction("52.143"))
    gain = max(Fraction(claim.flat), Fraction(annual) * claim.rate / 100)
    for shown, exact in (
        (pay_for(annual, worked), Fraction(annual) * share),
        (rise(annual, claim, worked=worked), gain * share),
        (new_pay(annual, claim, worked=worked), (Fraction(annual) + gain) * share),
    ):
        assert Fraction(-1, 200) < Fraction(shown) - exact <= Fraction(1, 200)


@given(
    st.decimals(min_value=Decimal("0.0001"), max_value=300, places=4),
    st.decimals(min_value=1, max_value=60, places=2),
)
def test_an_hourly_rate_and_its_year_are_the_same_pay(rate: Decimal, hours: Decimal) -> None:
    annual = annual_of(rate, hours=hours)
    assert Fraction(annual) == Fraction(rate) * Fraction(hours) * Fraction("52.143")
    assert annual == round(annual, 9) < 1_000_000
    assert hourly(annual, hours=hours) == rounded(Fraction(rate), to=Decimal("0.01"))


@given(pounds, pounds, claims)
def test_who_earns_more_never_gets_fewer_pounds(one: Decimal, other: Decimal, claim: Claim) -> None:
    low, high = sorted([one, other])
    assert rise(low, claim) <= rise(high, claim)


@given(pounds, pounds)
def test_a_flat_sum_is_worth_most_to_the_lowest_paid(one: Decimal, other: Decimal) -> None:
    low, high = sorted([one, other])
    assert rise_percentage(low, TWO_THOUSAND) >= rise_percentage(high, TWO_THOUSAND)


@given(pounds, pounds, per_cents)
def test_the_greater_of_two_is_exactly_one_of_them(annual: Decimal, flat: Decimal, rate: Decimal) -> None:
    both = rise(annual, Claim("greater", flat=flat, percentage=rate))
    assert both == max(
        rise(annual, Claim("flat", flat=flat)), rise(annual, Claim("percentage", percentage=rate))
    )


@given(
    pounds, claims, st.decimals(min_value=1, max_value=37, places=1), st.decimals(min_value=1, max_value=52)
)
def test_part_time_is_never_more_than_full_time(
    annual: Decimal, claim: Claim, hours: Decimal, weeks: Decimal
) -> None:
    part = Worked(hours=hours, weeks=weeks)
    assert rise(annual, claim, worked=part) <= rise(annual, claim, worked=FULL_TIME)

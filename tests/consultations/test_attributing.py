"""A signature fits many people or it is not used; it coarsens by itself."""

import pytest

from campaigns.consultations.attributing import Fit, sign

ROLE, REGION, LAST = "Senior social worker", "West Midlands", "a social worker in England"
BOTH, ONLY_ROLE, ONLY_REGION = (ROLE, REGION), (ROLE, ""), ("", REGION)
MANY, BARELY = Fit(500, 40), Fit(20, 3)


@pytest.mark.parametrize(
    ("fits", "signed"),
    [
        ({BOTH: BARELY, ONLY_ROLE: MANY, ONLY_REGION: MANY}, "Senior social worker, West Midlands"),
        ({BOTH: Fit(19, 3), ONLY_ROLE: MANY, ONLY_REGION: MANY}, "Senior social worker"),
        ({BOTH: Fit(20, 2), ONLY_ROLE: MANY, ONLY_REGION: MANY}, "Senior social worker"),
        ({BOTH: Fit(), ONLY_ROLE: Fit(500, 2), ONLY_REGION: MANY}, "Member, West Midlands"),
        ({BOTH: Fit(), ONLY_ROLE: Fit(19, 40), ONLY_REGION: Fit(19, 40)}, LAST),
        ({}, LAST),
    ],
)
def test_it_is_as_close_as_enough_people_fit(fits: dict[tuple[str, str], Fit], signed: str) -> None:
    assert sign(role=ROLE, region=REGION, fits=fits, last_resort=LAST).text == signed


def test_it_says_why_it_is_not_closer() -> None:
    signing = sign(
        role=ROLE,
        region=REGION,
        fits={BOTH: Fit(12, 9), ONLY_ROLE: Fit(40, 2), ONLY_REGION: MANY},
        last_resort=LAST,
    )
    assert signing.allowed == ("Member, West Midlands", LAST)
    assert signing.reasons == (
        "“Senior social worker, West Midlands” fits fewer than 20 members on the roll.",
        "“Senior social worker” fits fewer than 3 of those who replied.",
    )


def test_the_closest_one_needs_no_reason() -> None:
    fits = {BOTH: BARELY, ONLY_ROLE: Fit(), ONLY_REGION: Fit()}
    assert sign(role=ROLE, region=REGION, fits=fits, last_resort=LAST).reasons == ()


def test_a_reply_that_says_nothing_of_its_giver_is_signed_by_the_consultation() -> None:
    signing = sign(role="", region="", fits={("", ""): MANY}, last_resort=LAST)
    assert signing.allowed == (LAST,)
    assert signing.reasons == ("The reply does not say a role or a region.",)

"""Addresses that are made from titles."""

from datetime import datetime

import pytest
from django.db import IntegrityError

from petitions.models import Petition
from tests.petitions.factories import open_petition
from union.slugs import free_slug, under_a_free_slug, under_this_slug

pytestmark = pytest.mark.django_db


def test_an_address_is_made_of_the_title_and_no_other_has_it(noon: datetime) -> None:
    def slug_of(title: str) -> str:
        return free_slug(Petition, title, otherwise="petition", taken=("stall",))

    assert [slug_of(title) for title in ("Fair pay, now!", "£££", "Stall")] == [
        "fair-pay-now",
        "petition",
        "stall-2",
    ]
    for slug in ("fair-pay", "fair-pay-2", "fair-payment"):
        open_petition(at=noon, slug=slug)
    assert slug_of("Fair pay") == "fair-pay-3"
    assert slug_of("x" * 100) == "x" * 70


def test_what_is_wrong_otherwise_is_not_tried_for_ever(noon: datetime) -> None:
    def refuse(slug: str) -> Petition:
        raise IntegrityError("Something else.")

    with pytest.raises(IntegrityError, match=r"Something else\."):
        under_a_free_slug(Petition, "Fair pay", refuse, otherwise="petition")
    own = open_petition(at=noon, slug="fair-pay")
    with (
        pytest.raises(IntegrityError, match=r"Something else\."),
        under_this_slug(Petition, "fair-pay", but=own.pk),
    ):
        refuse("fair-pay")

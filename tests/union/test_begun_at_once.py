"""Nell begins something twice, in two windows and the same second: each gets an address of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connections, transaction

from ballots import starting
from ballots.patterns import PATTERNS
from campaigns.consultations.drafting import draft_consultation
from petitions.cms_forms import NewPetitionForm
from tests.waiting import wait_until_somebody_waits
from union.accounts.models import Role, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
Begin = Callable[..., str]


def ballot(by: User, *, at: datetime) -> str:
    return starting.start_from_pattern(PATTERNS["two-claims"], branch=None, by=by, at=at).slug


def petition(by: User, *, at: datetime) -> str:
    words = {"title": "Fair pay", "demand": "Pay us.", "decision_maker": "The council", "goal": "100"}
    form = NewPetitionForm({f"new-petition-{name}": value for name, value in words.items()})
    assert form.is_valid(), form.errors
    return form.begin(by=by, at=at).slug


def consultation(by: User, *, at: datetime) -> str:
    week = at + timedelta(days=7)
    dates = {"opens": at, "closes": week, "report_by": week.date()}
    return draft_consultation("Your week", slug="", words={}, asked=(), by=by, at=at, **dates).slug


@pytest.mark.parametrize("begin", [ballot, petition, consultation])
def test_the_later_of_two_of_one_title_gets_an_address_of_its_own(noon: datetime, begin: Begin) -> None:
    nell = User.objects.create_user("nell@example.org", name="Nell Avery")
    Role.objects.create(user=nell, kind=Role.Kind.NATIONAL_OFFICE)

    def late() -> str:
        try:
            return begin(nell, at=noon)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            slug = begin(nell, at=noon)
            waiting = pool.submit(late)
            wait_until_somebody_waits()
        assert waiting.result(60) == f"{slug}-2"

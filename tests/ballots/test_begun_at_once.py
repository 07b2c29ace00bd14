"""Ines and Bram begin the same ready-made ballot in the same second: each gets a draft of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection, connections, transaction

from ballots import starting
from ballots.models import Ballot
from ballots.patterns import PATTERNS
from tests.ballots.factories import a_branch, bram, ines
from tests.servers import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def somebody_waits() -> bool:
    """For the end of our own transaction, which holds the address that both made of the title."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted)"
        )
        return bool(cursor.fetchone()[0])


def test_the_later_of_two_drafts_of_one_title_gets_an_address_of_its_own(noon: datetime) -> None:
    branch, pattern = a_branch(members=1), PATTERNS["two-claims"]
    first, second = ines(branch), bram(branch)

    def late() -> str:
        try:
            return starting.start_from_pattern(pattern, branch=branch, by=second, at=noon).slug
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            draft = starting.start_from_pattern(pattern, branch=branch, by=first, at=noon)
            waiting = pool.submit(late)
            wait_until(somebody_waits, seconds=60, what="Bram's draft")
        assert waiting.result(60) == f"{draft.slug}-2"
    assert [ballot.questions.count() for ballot in Ballot.objects.all()] == [1, 1]

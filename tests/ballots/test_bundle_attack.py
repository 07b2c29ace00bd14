"""Every byte of an evidence bundle, altered at random, is found: nothing in the zip says nothing."""

from datetime import datetime
from random import Random

import pytest

from ballots.verify import Refused, verify
from tests.ballots.factories import a_branch, cast_by_many, opened, published
from tests.trials import length

pytestmark = pytest.mark.django_db
EVERY = length(29, full=1)  # which bytes: in full, all of them


@pytest.mark.trial
def test_any_byte_of_the_bundle_that_is_altered_is_found(noon: datetime) -> None:
    ballot = opened(a_branch(members=30), noon=noon)
    cast_by_many(ballot, 15)
    bundle = bytes(published(ballot).bundle.content)
    assert verify(bundle).counted == 15
    chance = Random(2022)
    accepted = []
    for place in range(chance.randrange(EVERY), len(bundle), EVERY):
        altered = bytearray(bundle)
        altered[place] ^= chance.randint(1, 255)
        try:
            verify(bytes(altered))
        except Refused:
            continue
        accepted.append(place)
    assert accepted == []

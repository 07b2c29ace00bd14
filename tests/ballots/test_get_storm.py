"""A storm of GET and HEAD on everything a voter's browser, a mail scanner or a thief could ask for.

Each with a voting link, a code, a slip and a receipt in the address and the cookie of the booth beside it: no
vote, no row, no letter, and the link still opens the booth.
"""

import re
from datetime import datetime
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from ballots.codes import code_for
from ballots.linking import token_for
from ballots.models import StagedPaper
from tests.ballots import scenes
from tests.ballots.scenes import A, B, Scene
from tests.ballots.test_booth import slip_in, tracker_in
from tests.once import told_once
from tests.test_reading_changes_nothing import WRITES, rows
from tests.trials import length

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
REQUESTS = length(208, full=5_200)
PLACES = [
    "/vote/{token}/",
    "/vote/{token}/?{query}",
    "/vote/",
    "/vote/?{query}",
    "/vote/review/?{query}",
    "/vote/cast/?{query}",
    "/vote/code/?{query}",
    "/vote/code/{code}/",
    "/vote/{code}/",
    "/vote/{tracker}/",
    "/vote/link/?{query}",
    "/vote/link/sent/",
    "/cy/vote/{token}/",
    "/cy/vote/cast/?{query}",
    "/ballots/{slug}/?{query}",
    "/ballots/{slug}/receipt/?{query}",
    "/ballots/{slug}/board/?{query}",
    "/ballots/{slug}/votes.csv",
    "/ballots/{slug}/bundle.zip",
    "/ballots/{slug}/verify.py",
    "/ballots/{slug}/certificate.pdf",
    "/me/ballots/vote/?{query}",
    "/me/ballots/link/?{query}",
    "/me/ballots/result/?{query}",
    "/desk/ballots/{slug}/?{query}",
    "/desk/ballots/{slug}/returns/?{query}",
]


@told_once
def open_ballot(at: datetime) -> Scene:
    return scenes.opened(at, members=5)


def in_the_booth(scene: Scene, number: int) -> Client:
    browser = Client()
    browser.get(scene.link(number))
    return browser


def addresses(scene: Scene, *, slip: str, tracker: str) -> list[str]:
    """Every place, with all that could be stolen from Rowan and from somebody who has voted."""
    entry = scene.entry()
    code = code_for(entry).replace(" ", "")
    stolen = {"slip": slip, "code": code, "question_1": A, "tracker": tracker, "entry": entry.pk}
    query = urlencode({**stolen, "address": entry.address, "wanted": "yes", "method": "paper"})
    known = {"token": token_for(entry), "code": code, "tracker": tracker, "slug": scene.ballot.slug}
    return [place.format(**known, query=query) for place in PLACES]


@pytest.mark.trial
def test_thousands_of_gets_cast_nothing_change_nothing_and_spend_no_link(open_ballot: Scene) -> None:
    neighbour = in_the_booth(open_ballot, 1)
    tracker = tracker_in(neighbour.post("/vote/review/", {"question_1": str(B)}))
    rowan = in_the_booth(open_ballot, 0)
    review = rowan.post("/vote/review/", {"question_1": str(A)})
    places = addresses(open_ballot, slip=slip_in(review), tracker=tracker)
    before, wrote = rows(), list[str]()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.match(sql):
            wrote.append(sql)
        return execute(sql, params, many, context)

    stranger = Client()
    asked = cycle(
        (browser, method, place)
        for place in places
        for browser in (rowan, stranger)
        for method in ("get", "head")
    )
    with connection.execute_wrapper(watch):
        for browser, method, place in islice(asked, REQUESTS):
            assert getattr(browser, method)(place).status_code < 500
    assert (wrote, rows() == before, StagedPaper.objects.count()) == ([], True, 0)
    receipt = rowan.post("/vote/cast/", {"slip": slip_in(review)})
    assert re.findall("Your vote is recorded", receipt.content.decode())
    assert StagedPaper.objects.count() == 1

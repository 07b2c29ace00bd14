"""Rowan votes in Welsh, from the code to the receipt, and reads no English of ours on the way."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from ballots.codes import code_for
from ballots.models import Ballot, Option, Question
from tests.ballots import scenes
from tests.ballots.test_booth import slip_in

pytestmark = pytest.mark.django_db

# Words that stand on every one of these pages when they are English.
TELLING = (" the ", " your ", " vote", " ballot", "letter", "Enter", "Choose", "tracker", "receipt", "closes")


def test_rowan_votes_in_welsh(client: Client) -> None:
    scene = scenes.opened(timezone.now())
    Ballot.objects.update(title="Hawliad cyflog", introduction="Mae eich cangen eisiau gwybod.")
    Question.objects.update(text="Pa hawliad?")
    for place, label in enumerate(("Hawliad A", "Hawliad B", "Ymatal"), start=1):
        Option.objects.filter(number=place).update(label=label)
    sent = [
        client.get("/cy/vote/"),
        client.post("/cy/vote/code/", {"code": "7K2M"}),
        client.post("/cy/vote/code/", {"code": code_for(scene.entry())}, follow=True),
        client.post("/cy/vote/review/", {}),
        client.post("/cy/vote/review/", {"question_1": "1"}),
    ]
    sent += [
        client.post("/cy/vote/cast/", {"slip": slip_in(sent[-1])}),
        client.get("/cy/vote/"),
        client.get("/cy/vote/link/"),
        client.get("/cy/vote/link/sent/"),
        client.get("/cy/vote/xyz/"),
        client.get(f"/cy/ballots/{scene.ballot.slug}/"),
        client.get(f"/cy/ballots/{scene.ballot.slug}/receipt/"),
    ]
    assert [page.status_code for page in sent] == [200, 422, 200, 422, 200, 200, 409, 200, 200, 404, 200, 200]
    for page in sent:
        own = page.content.decode().partition("<main")[2].partition("</main>")[0]
        words = " ".join(re.sub(r"<[^>]+>", " ", own).split())
        assert [word for word in TELLING if word.lower() in words.lower()] == []
        assert '<html lang="cy">' in page.content.decode()
        assert page.content.decode().count("<h1") == 1

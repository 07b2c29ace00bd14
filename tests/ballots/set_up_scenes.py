"""A draft that somebody sets up in five screens, begun on the first of them."""

from typing import Any

from django.test import Client

from ballots.models import Ballot
from tests.ballots.scenes import Scene

DRAFT = "/desk/ballots/njc-pay-claim-what-should-we-ask-for/"
WORDS = {
    "options": "4",
    "title": "NJC pay claim: what should we ask for?",
    "introduction": "Tell us.",
    "question": "Which claim?",
    "recommendation": "",
    "label_1": "A: RPI plus 2%",
    "detail_1": "",
    "gives_1": "index_plus",
    "index_1": "7.8",
    "margin_1": "2",
    "label_2": "B: a flat £2,100",
    "detail_2": "",
    "gives_2": "flat",
    "flat_2": "2100",
    "label_3": "",
    "label_4": "",
}


def begun(client: Client) -> Client:
    """The browser with a new draft from the first screen."""
    client.get("/desk/ballots/new/")
    answer = client.post("/desk/ballots/new/", {"pattern": "two-claims"})
    assert (answer.status_code, answer["Location"]) == (302, f"{DRAFT}words/")
    return client


def the_draft() -> Ballot:
    return Ballot.objects.get(slug=DRAFT.split("/")[3])


def words(scene: Scene, **changes: str) -> dict[str, str]:
    return {**WORDS, "pay_scale": str(scene.ballot.pay_scale_id), **changes}


def went_to(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.headers.get("Location", "").removeprefix(DRAFT)

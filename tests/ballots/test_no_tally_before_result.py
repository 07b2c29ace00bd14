"""Nobody reads a tally before the result is out: two worlds that differ only in how members voted look alike.

In one of them A leads, in the other B. Everybody who has any business with the ballot reads every page there
is, while it is open and when it is counted but not published; each answer is the same in both worlds.
"""

import re
from datetime import datetime

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from ballots import urls as public
from ballots.desk import urls as desk
from ballots.linking import token_for
from ballots.models import Ballot
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.conftest import SignIn, fresh_database
from union.accounts.models import Role
from union.accounts.welcoming import welcome

pytestmark = pytest.mark.django_db(transaction=True)
ELSEWHERE = ["/", "/healthz/", "/me/", "/desk/", "/cms/", "/cms/reports/site-history/", "/api/"]
# What differs anyway: tokens of forms, nonces, keys, hashes and signatures, each made by chance, and what
# other programs leave of the disk.
BY_CHANCE = re.compile(r"[A-Za-z0-9+/_=-]{20,}|(?:[0-9a-f]{4} ){4,}[0-9a-f]{4}|[0-9,]+ MB left")
Seen = dict[tuple[str, str, str], tuple[int, str]]


def people(scene: Scene, sign_in: SignIn) -> dict[str, Client]:
    """A stranger, a member who has voted, an officer of the branch, and somebody who may enter every room."""
    ada = welcome("admin@example.org", name="Ada Admin", superuser=True)
    Role.objects.create(user=ada, kind=Role.Kind.BRANCH_OFFICER, branch=scene.branch)
    voter = Client()
    voter.get(f"/vote/{token_for(scene.ballot.roll.latest('number'))}/")
    return {"a stranger": Client(), "a voter": voter, "Ines": sign_in(scene.ines), "Ada": sign_in(ada)}


def addresses(ballot: Ballot, *, at_the_desk: bool) -> list[str]:
    parts = {"<slug:slug>": ballot.slug, "<slug:act>": "publication", "<slug:method>": "paper"}
    patterns = [f"/{entry.pattern}".replace("<str:token>", "x") for entry in public.urlpatterns]
    if at_the_desk:
        patterns += [f"/desk/ballots/{entry.pattern}" for entry in desk.urlpatterns] + ELSEWHERE
    for part, value in parts.items():
        patterns = [pattern.replace(part, value) for pattern in patterns]
    return [re.sub(r"<int:\w+>", "1", pattern) for pattern in patterns]


def read_by_all(scene: Scene, readers: dict[str, Client]) -> Seen:
    scene.ballot.refresh_from_db()
    seen: Seen = {}
    for who, browser in readers.items():
        for address in addresses(scene.ballot, at_the_desk=who in ("Ines", "Ada")):
            page = browser.get(address)
            text = (page.getvalue() if page.streaming else page.content).decode(errors="replace")
            seen[scene.ballot.state, who, address] = (page.status_code, BY_CHANCE.sub("…", text))
    return seen


def everything_seen(sign_in: SignIn, *, at: datetime, a: int, b: int) -> Seen:
    """In a database of its own, so that even the numbers of rows are the same."""
    fresh_database()
    cache.clear()
    scene = scenes.voted(at, a=a, b=b, abstain=1)
    readers = people(scene, sign_in)
    seen = read_by_all(scene, readers)
    scenes.close(scene)
    scenes.count(scene)
    return seen | read_by_all(scene, readers)


def test_every_page_is_the_same_however_members_voted(sign_in: SignIn) -> None:
    at = timezone.now()
    with time_machine.travel(at, tick=False):
        seen = everything_seen(sign_in, at=at, a=14, b=7)
        other = everything_seen(sign_in, at=at, a=7, b=14)
    assert {state for state, *_ in seen} == {"open", "counted"}
    assert len([status for status, _ in seen.values() if status == 200]) > 100
    assert [status for status, _ in seen.values() if status >= 500] == []
    assert [where for where in seen if seen[where] != other[where]] == []

"""A ballot over HTTP, as production runs it: mailed links, a crowd with one link, a web without the key."""

import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

import pytest

from tests import servers
from tests.stack.conftest import ROOT, Stack

AT_ONCE, SLIPS = 200, 20
DRAW_UP = """
from django.utils import timezone
from ballots.models import Act
from tests.ballots import scenes
scenes.agreed(scenes.drafted(timezone.now(), members=4), Act.FREEZE)
"""
CLOSE = """
from django.utils import timezone
from ballots.approving import approve, propose
from ballots.models import Act, Ballot
from union.accounts.models import User
ballot, at = Ballot.objects.get(), timezone.now()
ines, bram = (User.objects.get(email=f"{name}@example.org") for name in ("officer", "officer2"))
approve(propose(ballot, Act.EARLY_CLOSE, by=ines, at=at), by=bram, at=at)
"""
OPEN_THE_BOX = """
from ballots.models import Ballot
from ballots.tallying import private_key_of
private_key_of(Ballot.objects.get())
"""


class _StayPut(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:  # type: ignore[override]
        return None


@dataclass
class Voter:
    """A browser without scripts; it keeps cookies and follows nothing."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        asked = urllib.request.Request(f"{self.url}{path}", data=data)
        asked.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        try:
            answer = urllib.request.build_opener(_StayPut).open(asked, timeout=120)
        except urllib.error.HTTPError as error:
            answer = error
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read().decode()

    def send(self, path: str, **form: str) -> tuple[int, str]:
        """Send the form of a page, with the token that stands in every form."""
        return self.ask(path, {**form, "csrfmiddlewaretoken": self.cookies["csrftoken"]})

    def review(self, choice: int) -> str:
        """The slip of the review page."""
        status, page = self.send("/vote/review/", question_1=str(choice))
        found = re.search(r'name="slip" value="([^"]+)"', page)
        assert status == 200
        assert found
        return found.group(1)


@pytest.fixture(scope="module")
def links(stack: Stack) -> list[str]:
    """The links the worker mailed once two officers had fixed the ballot."""
    stack.manage("shell", "-v0", "-c", DRAW_UP)
    servers.wait_until(lambda: len(stack.mails) >= 3, seconds=120, what="the invitations")
    texts = [part for mail in stack.mails for part in mail.walk() if part.get_content_type() == "text/plain"]
    bodies = [bytes(part.get_payload(decode=True)).decode() for part in texts]
    return [path for body in bodies for path in re.findall(r"/vote/[\w-]{54}/", body)[:1]]


def at_the_paper(stack: Stack, link: str) -> Voter:
    voter = Voter(stack.url)
    assert voter.ask(link)[0] == 302
    assert voter.ask("/vote/")[0] == 200
    return voter


def test_200_casts_at_once_with_one_link_give_one_paper_and_no_fault(stack: Stack, links: list[str]) -> None:
    voter = at_the_paper(stack, links[0])
    slips = [voter.review(1 + number % 3) for number in range(SLIPS)]
    start = Barrier(AT_ONCE)

    def cast(number: int) -> int:
        start.wait()
        return voter.send("/vote/cast/", slip=slips[number % SLIPS])[0]

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = Counter(crowd.map(cast, range(AT_ONCE)))
    assert answers == {200: 1, 409: AT_ONCE - 1}
    assert stack.sql("SELECT count(*) FROM ballots_stagedpaper") == [(1,)]
    assert stack.sql("SELECT count(*) FROM ballots_rollentry WHERE has_voted") == [(1,)]


def test_the_web_server_takes_votes_and_cannot_open_the_box(stack: Stack, links: list[str]) -> None:
    voter = at_the_paper(stack, links[1])
    status, page = voter.send("/vote/cast/", slip=voter.review(2))
    assert (status, "Your vote is recorded" in page) == (200, True)
    tried = subprocess.run(
        [sys.executable, "site/manage.py", "shell", "-v0", "-c", OPEN_THE_BOX],
        cwd=ROOT,
        env=stack.env,
        capture_output=True,
        text=True,
    )
    assert tried.returncode != 0
    assert "only the worker has BALLOT_UNWRAP_KEY" in tried.stderr


def test_no_log_of_a_process_holds_a_link(stack: Stack, links: list[str]) -> None:
    for name in ("web", "worker", "beat"):
        for link in links:
            assert link[6:20] not in stack.log(name)


def test_the_worker_closes_and_counts_what_two_officers_decided(stack: Stack, links: list[str]) -> None:
    late = at_the_paper(stack, links[2])
    slip = late.review(1)
    stack.manage("shell", "-v0", "-c", CLOSE)
    counted = [("counted",)]
    servers.wait_until(
        lambda: stack.sql("SELECT state FROM ballots_ballot") == counted, seconds=120, what="the count"
    )
    status, page = late.send("/vote/cast/", slip=slip)
    assert (status, "Your vote was not recorded." in page) == (409, True)
    assert stack.sql("SELECT papers, rejected FROM ballots_count") == stack.sql(
        "SELECT count(*), 0 FROM ballots_rollentry WHERE has_voted"
    )

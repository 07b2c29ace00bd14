"""A day on which members vote and say what they think, as production runs it.

A crowd with one link casts once, the web server takes votes and cannot open the box, the worker counts what
two officers closed. Everything that is said to Redis is written down, while members lose their links and ask
for them again. In the evening that is searched, and whatever still lies in Redis, the logs and the cookies:
nothing of a vote or of an anonymous reply is left behind outside the database.
"""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

import pytest
from redis import Redis

from tests import servers
from tests.petitions.reading import words
from tests.stack.conftest import ROOT, Stack
from tests.stack.visitors import Eavesdropper, Visitor, links_in, opened

AT_ONCE, SLIPS = 200, 20
MEMBERS, VOTING, ANSWERING = 20, 8, 6
WITH_ADDRESS = MEMBERS - 1  # the last of a branch has none
PUT_TO_MEMBERS = f"""
from django.utils import timezone
from ballots.models import Act
from tests.ballots import scenes
from tests.consultations.members import put_to_members
scene = scenes.drafted(timezone.now(), members={MEMBERS})
scenes.agreed(scene, Act.FREEZE)
put_to_members(timezone.now(), branch=scene.branch)
"""
CODES = """
from ballots.codes import code_for
from ballots.models import RollEntry
for entry in RollEntry.objects.order_by("pk"):
    print(code_for(entry).replace(" ", ""))
"""
CLOSE = """
from django.utils import timezone
from ballots.approving import approve, propose
from ballots.models import Act, Ballot
from union.accounts.models import User
ballot, at = Ballot.objects.get(), timezone.now()
ines, bram = (User.objects.get(email=f"{name}@example.org") for name in ("officer", "officer2"))
asked = propose(ballot, Act.EARLY_CLOSE, by=ines, at=at, reason="All of us have voted.")
approve(asked, by=bram, at=at)
"""
OPEN_THE_BOX = """
from ballots.models import Ballot
from ballots.tallying import private_key_of
private_key_of(Ballot.objects.get())
"""
BROKER, CACHE = 0, 1
VIEWS = "/views/workload/"


@dataclass
class Day:
    """What came to be known to members alone."""

    links: list[str]
    codes: list[str]
    views_links: list[str]
    slips: list[str] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    cookies: set[str] = field(default_factory=set)
    reply_codes: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    reply_cookies: set[str] = field(default_factory=set)

    def secrets(self) -> list[str]:
        """Pieces long enough to be no accident, as they would stand in a key, a message or a line."""
        tokens = [link.split("/")[2] for link in self.links]
        pieces = [piece[:20] for piece in [*tokens, *self.codes, *self.slips, *self.receipts]]
        views_tokens = [link.split("/")[4][11:31] for link in self.views_links]
        codes = [*self.reply_codes, *(code.replace("-", "") for code in self.reply_codes)]
        return [*pieces, *views_tokens, *codes, *self.words]


@pytest.fixture(scope="module")
def eavesdropper(stack: Stack) -> Iterator[Eavesdropper]:
    listening = Eavesdropper(stack.redis_port, stack.folder / "said.txt")
    yield listening
    listening.end()


@pytest.fixture(scope="module")
def day(stack: Stack, eavesdropper: Eavesdropper) -> Day:
    """The links the worker mailed: to the ballot that two officers fixed, and to the consultation."""
    stack.manage("shell", "-v0", "-c", PUT_TO_MEMBERS)
    ballot, views = r"/vote/[\w-]{54}/", rf"{VIEWS}m/[\w-]{{54}}/"

    def links(pattern: str) -> list[str]:
        """Each once: a reminder, for which the sweep may find the time meanwhile, has the same link."""
        return list(dict.fromkeys(links_in(stack, pattern)))

    def all_came() -> bool:
        return [len(links(ballot)), len(links(views))] == [WITH_ADDRESS, WITH_ADDRESS]

    servers.wait_until(all_came, seconds=120, what="the invitations")
    return Day(links(ballot), stack.manage("shell", "-v0", "-c", CODES).split(), links(views))


@pytest.fixture(scope="module")
def evening(stack: Stack, day: Day) -> Day:
    """Members have voted and answered, each after asking for the link once more; the ballot is counted."""
    for place, link in enumerate(day.links[:VOTING]):
        visitor = at_the_paper(stack, link)
        assert visitor.send("/vote/link/", address=f"member{place}.nw-001@example.org")[0] == 302
        assert visitor.send("/vote/code/", code=day.codes[place])[0] == 302
        vote(visitor, day, choice=1 + place % 3)
    for place, link in enumerate(day.views_links[:ANSWERING]):
        answer(Visitor(stack.url), day, link=link, place=place)
    waiting = "SELECT count(*) FROM mail_message WHERE state IN ('queued', 'claimed')"
    servers.wait_until(lambda: stack.sql(waiting) == [(0,)], seconds=60, what="the links asked for again")
    late = at_the_paper(stack, day.links[VOTING])
    slip = review(late, choice=1)
    day.slips.append(slip)
    stack.manage("shell", "-v0", "-c", CLOSE)
    state = "SELECT state FROM ballots_ballot"
    servers.wait_until(lambda: stack.sql(state) == [("counted",)], seconds=120, what="the count")
    status, page = late.send("/vote/cast/", slip=slip)
    assert (status, "Your vote was not recorded." in page) == (409, True)
    return day


def at_the_paper(stack: Stack, link: str) -> Visitor:
    visitor = Visitor(stack.url)
    assert visitor.ask(link)[0] == 302
    assert visitor.ask("/vote/")[0] == 200
    return visitor


def review(visitor: Visitor, *, choice: int) -> str:
    """The slip of the page on which a choice is looked at again."""
    status, page = visitor.send("/vote/review/", question_1=str(choice))
    found = re.search(r'name="slip" value="([^"]+)"', page)
    assert (status, bool(found)) == (200, True)
    return found[1] if found else ""


def vote(visitor: Visitor, day: Day, *, choice: int) -> None:
    slip = review(visitor, choice=choice)
    status, page = visitor.send("/vote/cast/", slip=slip)
    tracker = re.search(r'class="tracker">([0-9A-Z]{10})<', page)
    assert (status, bool(tracker)) == (200, True)
    day.slips.append(slip)
    day.receipts += [tracker[1] if tracker else "", *re.findall(r'class="digest">([^<]+)<', page)]
    day.cookies |= set(visitor.cookies)


def answer(visitor: Visitor, day: Day, *, link: str, place: int) -> None:
    """A member asks for the link again, answers by the one there is, and tries it once more."""
    assert visitor.ask(link)[0] == 302
    status, page = visitor.ask(f"{VIEWS}m/")
    offered = re.search(r'name="code" value="([^"]+)"', page)
    assert (status, bool(offered)) == (200, True), words(page.encode())
    assert visitor.send(f"{VIEWS}link/", address=f"member{place}.nw-001@example.org")[0] == 302
    assert visitor.send(f"{VIEWS}m/", code=offered[1] if offered else "")[0] == 302
    code = re.search(r'class="tracker">([0-9A-Z-]{19})<', visitor.ask(f"{VIEWS}q/worried/")[1])
    assert code
    word = f"quillemina{place}"
    assert visitor.send(f"{VIEWS}q/worried/", answer="yes")[0] == 302
    assert visitor.send(f"{VIEWS}q/change/", answer=word, as_it_is="yes")[0] == 302
    assert visitor.send(f"{VIEWS}check/", consents="press")[0] == 302
    day.reply_codes.append(code[1])
    day.words.append(word)
    day.reply_cookies |= visitor.kept()
    assert Visitor(visitor.url).ask(link)[0] == 302


def named_in(stack: Stack) -> list[str]:
    """What names a member: numbers, addresses, hashes of addresses, link ids."""
    rows = stack.sql(
        "SELECT member.email, roll.number, roll.link_id, place.link_id FROM ballots_rollentry roll"
        " JOIN members_member member ON member.id = roll.member_id"
        " LEFT JOIN consultations_participation place ON place.member_id = member.id"
    )
    hashes = stack.sql("SELECT DISTINCT recipient_hash FROM mail_message")
    return [str(value) for row in [*rows, *hashes] for value in row if value]


def found_in(text: str, stack: Stack, day: Day) -> list[str]:
    return [known for known in [*day.secrets(), *named_in(stack)] if known in text]


def test_200_casts_at_once_with_one_link_give_one_paper_and_no_fault(stack: Stack, day: Day) -> None:
    voter = at_the_paper(stack, day.links[-1])
    slips = [review(voter, choice=1 + number % 3) for number in range(SLIPS)]
    start = Barrier(AT_ONCE)

    def cast(number: int) -> int:
        start.wait()
        return voter.send("/vote/cast/", slip=slips[number % SLIPS])[0]

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = Counter(crowd.map(cast, range(AT_ONCE)))
    assert answers == {200: 1, 409: AT_ONCE - 1}
    assert stack.sql("SELECT count(*) FROM ballots_stagedpaper") == [(1,)]
    assert stack.sql("SELECT count(*) FROM ballots_rollentry WHERE has_voted") == [(1,)]


def test_the_web_server_takes_votes_and_cannot_open_the_box(stack: Stack, day: Day) -> None:
    voter = at_the_paper(stack, day.links[-2])
    status, page = voter.send("/vote/cast/", slip=review(voter, choice=2))
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


def test_the_worker_counts_what_was_cast_before_the_close(stack: Stack, evening: Day) -> None:
    voted = stack.sql("SELECT count(*), 0 FROM ballots_rollentry WHERE has_voted")
    assert stack.sql("SELECT papers, rejected FROM ballots_count") == voted
    assert voted in [[(VOTING, 0)], [(VOTING + 2, 0)]]  # alone, or after the crowd and the one behind it


def test_nothing_of_a_vote_or_a_reply_is_ever_said_to_the_broker_or_the_cache(
    stack: Stack, eavesdropper: Eavesdropper, evening: Day
) -> None:
    said = opened(eavesdropper.heard())
    to_broker = [line for line in said.splitlines() if f"[{BROKER} " in line]
    to_cache = [line for line in said.splitlines() if f"[{CACHE} " in line]
    assert "ballots.tasks.work" in "\n".join(to_broker)
    assert '[["interactive"]' in said  # what a message carries is read, not only its head
    assert len(to_cache) > 10
    assert (len(evening.slips), len(evening.reply_codes)) == (VOTING + 1, ANSWERING)
    assert found_in(said, stack, evening) == []


@pytest.mark.parametrize("number", [BROKER, CACHE])
def test_nothing_of_a_vote_or_a_reply_lies_in_redis(stack: Stack, evening: Day, number: int) -> None:
    with Redis(port=stack.redis_port, db=number) as redis:
        redis.config_set("rdbcompression", "no")
        kept = opened("\n".join(f"{key!r} {redis.dump(key)!r}" for key in redis.scan_iter()))
    assert found_in(kept, stack, evening) == []


def test_nothing_of_a_vote_or_a_reply_stands_in_a_log(stack: Stack, evening: Day) -> None:
    for name in ("web", "worker", "beat"):
        log = stack.log(name)
        assert found_in(log, stack, evening) == []
        assert re.findall(r"(?:GET|POST|HEAD) \S*/(?:vote|views)/\S* \d{3}", log) == []


def test_no_cookie_of_a_voter_is_a_session_or_says_a_choice(evening: Day) -> None:
    assert evening.cookies == {"booth", "booth-cy", "csrftoken"}


def test_a_browser_keeps_the_code_of_a_reply_and_nothing_of_the_link(evening: Day) -> None:
    assert "reply" in evening.reply_cookies
    assert not {"invited", "invited-cy", "sessionid"} & evening.reply_cookies

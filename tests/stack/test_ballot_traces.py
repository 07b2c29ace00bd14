"""What production leaves behind of a vote outside its database: broker, cache, logs and cookies hold nothing.

Everything that was ever said to Redis is written down while members vote, ask for lost links and lose them
again, and two officers close and count; then it is searched, and so is whatever still lies there.
"""

import re
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from redis import Redis

from tests import servers
from tests.stack.conftest import Stack
from tests.stack.test_ballot_http import CLOSE, Voter, at_the_paper

MEMBERS = 12
DRAW_UP = f"""
from django.utils import timezone
from ballots.models import Act
from tests.ballots import scenes
scenes.agreed(scenes.drafted(timezone.now(), members={MEMBERS}), Act.FREEZE)
"""
CODES = """
from ballots.codes import code_for
from ballots.models import RollEntry
for entry in RollEntry.objects.order_by("pk"):
    print(code_for(entry).replace(" ", ""))
"""
BROKER, CACHE = 0, 1


@dataclass
class Day:
    """What came to be known to voters alone, and what names them."""

    links: list[str]
    codes: list[str]
    cookies: set[str] = field(default_factory=set)
    slips: list[str] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)

    def secrets(self) -> list[str]:
        """Pieces long enough to be no accident, as they would stand in a key, a message or a line."""
        tokens = [link.split("/")[2] for link in self.links]
        return [piece[:20] for piece in [*tokens, *self.codes, *self.slips, *self.receipts]]


@dataclass
class Said:
    """Everything said to Redis, by the number of its database."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def end(self) -> str:
        self.process.terminate()
        out, _ = self.process.communicate(timeout=20)
        return out


@pytest.fixture(scope="module")
def listening(stack: Stack) -> Iterator[Said]:
    line = ["redis-cli", "-p", str(stack.redis_port), "MONITOR"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, errors="replace") as process:
        yield Said(process)
        process.kill()


@pytest.fixture(scope="module")
def day(stack: Stack, listening: Said) -> Day:
    """Twelve members on the roll; those with a link vote, each after asking for the link once more."""
    stack.manage("shell", "-v0", "-c", DRAW_UP)
    servers.wait_until(lambda: len(stack.mails) >= MEMBERS - 1, seconds=120, what="the invitations")
    day = Day(links_in(stack), stack.manage("shell", "-v0", "-c", CODES).split())
    for place, link in enumerate(day.links[:10]):
        voter = at_the_paper(stack, link)
        assert voter.send("/vote/link/", address=f"member{place}.nw-001@example.org")[0] == 302
        assert voter.send("/vote/code/", code=day.codes[place])[0] == 302
        vote(voter, day, choice=1 + place % 3)
    waiting = "SELECT count(*) FROM mail_message WHERE state IN ('queued', 'claimed')"
    servers.wait_until(lambda: stack.sql(waiting) == [(0,)], seconds=60, what="the links asked for again")
    stack.manage("shell", "-v0", "-c", CLOSE)
    state = "SELECT state FROM ballots_ballot"
    servers.wait_until(lambda: stack.sql(state) == [("counted",)], seconds=120, what="the count")
    return day


def links_in(stack: Stack) -> list[str]:
    texts = [part for mail in stack.mails for part in mail.walk() if part.get_content_type() == "text/plain"]
    bodies = [bytes(part.get_payload(decode=True)).decode() for part in texts]
    return [path for body in bodies for path in re.findall(r"/vote/[\w-]{54}/", body)[:1]]


def vote(voter: Voter, day: Day, *, choice: int) -> None:
    slip = voter.review(choice)
    status, page = voter.send("/vote/cast/", slip=slip)
    tracker = re.search(r'class="tracker">([0-9A-Z]{10})<', page)
    assert (status, bool(tracker)) == (200, True)
    day.slips.append(slip)
    day.receipts += [tracker[1] if tracker else "", *re.findall(r'class="digest">([^<]+)<', page)]
    day.cookies |= set(voter.cookies)


def named_in(stack: Stack) -> list[str]:
    """What names a member: numbers, addresses, hashes of addresses, link ids."""
    rows = stack.sql(
        "SELECT member.email, roll.number, roll.link_id FROM ballots_rollentry roll"
        " JOIN members_member member ON member.id = roll.member_id"
    )
    hashes = stack.sql("SELECT DISTINCT recipient_hash FROM mail_message")
    return [str(value) for row in [*rows, *hashes] for value in row if value]


def opened(text: str) -> str:
    """With what was packed in base64, as the bodies of messages are, behind it."""
    packed = re.findall(r"[A-Za-z0-9+/]{12,}", text)
    return " ".join([text, *(b64decode(part[: len(part) // 4 * 4]).decode("latin-1") for part in packed)])


def test_nothing_of_a_vote_is_ever_said_to_the_broker_or_the_cache(
    stack: Stack, listening: Said, day: Day
) -> None:
    said = opened(listening.end())
    to_broker = [line for line in said.splitlines() if f"[{BROKER} " in line]
    to_cache = [line for line in said.splitlines() if f"[{CACHE} " in line]
    assert "ballots.tasks.work" in "\n".join(to_broker)
    assert '[["interactive"]' in said  # what a message carries is read, not only its head
    assert len(to_cache) > 10
    for known in [*day.secrets(), *named_in(stack)]:
        assert known not in said


@pytest.mark.parametrize("number", [BROKER, CACHE])
def test_nothing_of_a_vote_lies_in_redis(stack: Stack, day: Day, number: int) -> None:
    with Redis(port=stack.redis_port, db=number) as redis:
        redis.config_set("rdbcompression", "no")
        kept = opened("\n".join(f"{key!r} {redis.dump(key)!r}" for key in redis.scan_iter()))
    for known in [*day.secrets(), *named_in(stack)]:
        assert known not in kept


def test_nothing_of_a_vote_stands_in_a_log(stack: Stack, day: Day) -> None:
    for name in ("web", "worker", "beat"):
        log = stack.log(name)
        assert [known for known in [*day.secrets(), *named_in(stack)] if known in log] == []
        assert re.findall(r"(?:GET|POST|HEAD) \S*/vote/\S* \d{3}", log) == []


def test_no_cookie_of_a_voter_is_a_session_or_says_a_choice(day: Day) -> None:
    assert day.cookies == {"booth", "booth-cy", "csrftoken"}

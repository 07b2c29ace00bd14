"""What production leaves behind of an anonymous reply outside its database: nothing, as of a vote.

Everything said to Redis is written down while members lose their link, have it sent again and answer.
"""

import re
from dataclasses import dataclass, field

import pytest
from redis import Redis

from tests import servers
from tests.stack.conftest import Stack
from tests.stack.test_ballot_http import Voter
from tests.stack.test_ballot_traces import BROKER, CACHE, Said, listening, opened

__all__ = ["listening"]  # the fixture
MEMBERS, ANSWERING = 20, 6
PUT_TO_MEMBERS = f"""
from django.utils import timezone
from tests.consultations.members import a_branch, put_to_members
put_to_members(timezone.now(), branch=a_branch(members={MEMBERS}))
"""
ROOT = "/views/workload/"


@dataclass
class Day:
    """What came to be known to members alone."""

    links: list[str]
    codes: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    cookies: set[str] = field(default_factory=set)

    def secrets(self) -> list[str]:
        tokens = [link.split("/")[4][11:31] for link in self.links]
        return [*tokens, *self.codes, *(code.replace("-", "") for code in self.codes), *self.words]


@pytest.fixture(scope="module")
def day(stack: Stack, listening: Said) -> Day:
    stack.manage("shell", "-v0", "-c", PUT_TO_MEMBERS)
    servers.wait_until(lambda: len(stack.mails) >= MEMBERS, seconds=120, what="the invitations")
    day = Day(links_in(stack))
    for place, link in enumerate(day.links[:ANSWERING]):
        answer(Voter(stack.url), day, link=link, place=place)
    waiting = "SELECT count(*) FROM mail_message WHERE state IN ('queued', 'claimed')"
    servers.wait_until(lambda: stack.sql(waiting) == [(0,)], seconds=60, what="the links asked for again")
    return day


def links_in(stack: Stack) -> list[str]:
    texts = [part for mail in stack.mails for part in mail.walk() if part.get_content_type() == "text/plain"]
    bodies = [bytes(part.get_payload(decode=True)).decode() for part in texts]
    return [path for body in bodies for path in re.findall(rf"{ROOT}m/[\w-]{{54}}/", body)[:1]]


def answer(voter: Voter, day: Day, *, link: str, place: int) -> None:
    """A member asks for the link again, answers by the one there is, and tries it once more."""
    assert voter.ask(link)[0] == 302
    status, page = voter.ask(f"{ROOT}m/")
    offered = re.search(r'name="code" value="([^"]+)"', page)
    assert (status, bool(offered)) == (200, True)
    assert voter.send(f"{ROOT}link/", address=f"member{place + 1}.nw-001@example.org")[0] == 302
    assert voter.send(f"{ROOT}m/", code=offered[1] if offered else "")[0] == 302
    code = re.search(r'class="tracker">([0-9A-Z-]{19})<', voter.ask(f"{ROOT}q/worried/")[1])
    assert code
    word = f"quillemina{place}"
    assert voter.send(f"{ROOT}q/worried/", answer="yes")[0] == 302
    assert voter.send(f"{ROOT}q/change/", answer=word, as_it_is="yes")[0] == 302
    assert voter.send(f"{ROOT}check/", consents="press")[0] == 302
    day.codes.append(code[1])
    day.words.append(word)
    day.cookies |= {name for name, value in voter.cookies.items() if value.strip('"')}
    assert Voter(voter.url).ask(link)[0] == 302


def named_in(stack: Stack) -> list[str]:
    """What names a member: numbers, addresses, hashes of addresses, link ids."""
    rows = stack.sql(
        "SELECT member.email, member.number, place.link_id FROM consultations_participation place"
        " JOIN members_member member ON member.id = place.member_id"
    )
    hashes = stack.sql("SELECT DISTINCT recipient_hash FROM mail_message")
    return [str(value) for row in [*rows, *hashes] for value in row if value]


def test_nothing_of_a_reply_is_ever_said_to_the_broker_or_the_cache(
    stack: Stack, listening: Said, day: Day
) -> None:
    assert len(day.codes) == ANSWERING
    said = opened(listening.end())
    assert '[["interactive"]' in said  # what a message carries is read, not only its head
    assert [known for known in [*day.secrets(), *named_in(stack)] if known in said] == []


@pytest.mark.parametrize("number", [BROKER, CACHE])
def test_nothing_of_a_reply_lies_in_redis(stack: Stack, day: Day, number: int) -> None:
    with Redis(port=stack.redis_port, db=number) as redis:
        redis.config_set("rdbcompression", "no")
        kept = opened("\n".join(f"{key!r} {redis.dump(key)!r}" for key in redis.scan_iter()))
    assert [known for known in [*day.secrets(), *named_in(stack)] if known in kept] == []


def test_nothing_of_a_reply_stands_in_a_log(stack: Stack, day: Day) -> None:
    for name in ("web", "worker", "beat"):
        log = stack.log(name)
        assert [known for known in [*day.secrets(), *named_in(stack)] if known in log] == []
        assert re.findall(r"(?:GET|POST|HEAD) \S*/views/\S* \d{3}", log) == []


def test_a_browser_keeps_the_code_and_nothing_of_the_link(day: Day) -> None:
    assert "reply" in day.cookies
    assert not {"invited", "invited-cy", "sessionid"} & day.cookies

"""The attack of somebody who holds the live database: join places on the roll and replies, whoever they are.

Nobody says which tables to look at: whatever names a member is joined with whatever holds a reply, by equal
values and by order, hidden columns included, as ballots do it. Before the mixing the attack must work, or it
would prove nothing; of what is mixed, and after the close of everything, it finds no more than luck does.
"""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from campaigns.consultations.answering import save_answer, send_reply
from campaigns.consultations.codes import hash_of
from campaigns.consultations.finding import find_reply
from campaigns.consultations.linking import token_for
from campaigns.consultations.mixing import mix_due, settle_due
from campaigns.consultations.models import Answer, Consultation, Participation, Reply
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.reading import given_in
from campaigns.consultations.reminding import forget_left, remind_due
from campaigns.consultations.under_way import invite_due
from petitions.signing import sign
from tests.ballots.attacker import LUCK, MEMBERS, Database, attack, read_everything
from tests.ballots.test_linking_attack import snapshots
from tests.consultations.factories import opened, reply
from tests.consultations.members import a_branch, answered, place_of, put_to_members
from tests.consultations.test_members_pages import CODE, press_start
from tests.petitions.factories import open_petition, rowan
from tests.petitions.test_mine import at_the_desk
from union.mail.sending import recipient_hash, send_due

pytestmark = pytest.mark.django_db(transaction=True)
VOTERS = 40
ALONE_ON_A_DAY = 14  # but for the last, on whose day all others answer
PLACES, REPLIES, ANSWERS = (
    "consultations_participation",
    "consultations_reply",
    "consultations_answer",
)
NAMING = {PLACES, MEMBERS, "mail_message", "petitions_signature", "django_session"}
Truth = dict[int, str]


@dataclass
class Town:
    """Northside is asked, and 40 of 52 answer; `truth` is which member gave which reply, by code hash."""

    consultation: Consultation
    others: list[Consultation]
    at: datetime
    clock: time_machine.Traveller
    truth: Truth = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)  # hash of the code -> the code
    kept: dict[str, dict[str, str]] = field(default_factory=dict)  # what the others hold, by code

    def look(self, wanted: Truth | None = None) -> Database:
        """Every table, searched for members and for the replies that are wanted."""
        voters: dict[str, int] = {}
        for place in Participation.objects.select_related("member"):
            member = place.member
            known = [member.number, member.email, recipient_hash(member.email)]
            if place.consultation_id == self.consultation.pk:
                known += [f"participation:{place.pk}", str(place.link_id)]
            voters |= dict.fromkeys(known, member.pk)
        papers: dict[str, str] = {}
        for code_hash in (self.truth if wanted is None else wanted).values():
            papers |= dict.fromkeys([code_hash, self.codes[code_hash], f"word{code_hash[:12]}"], code_hash)
        return read_everything(voters=voters, papers=papers)

    def live(self) -> None:
        """Invitations, reminders, lost links, desks and petitions; and 40 replies in a shuffled order."""
        petition = open_petition(at=self.at - timedelta(days=1))
        invite_due(at=self.at)
        send_due(at=self.at)
        places = list(Participation.objects.filter(consultation=self.consultation).select_related("member"))
        random.Random(7).shuffle(places)
        for turn, place in enumerate(places[:VOTERS]):
            if turn < ALONE_ON_A_DAY:
                self.clock.shift(timedelta(days=1))
            sign(petition, signer=rowan(name=place.member.name, email=place.member.email), at=timezone.now())
            self.answer(place, by_desk=bool(turn % 2))
            self.in_between(turn)
        remind_due(at=timezone.localtime(timezone.now()).replace(hour=11))
        send_due(at=timezone.now())

    def answer(self, place: Participation, *, by_desk: bool) -> None:
        """The member asks for the link, opens the own desk, begins there or by the link, and answers."""
        place.consultation = self.consultation
        root = self.consultation.get_absolute_url()
        browser = at_the_desk(place.member.email)
        browser.post(
            f"{root}link/", {"address": place.member.email}, REMOTE_ADDR=f"198.51.100.{place.pk % 200}"
        )
        if by_desk:
            browser.post("/me/views/answer/", {"place": place.pk})
        else:
            browser.get(f"{root}m/{token_for(place)}/")
        press_start(browser)
        shown = CODE.search(browser.get(f"{root}q/worried/").content.decode())
        assert shown
        code = shown[1]
        code_hash = hash_of(code)
        self.truth[place.member_id], self.codes[code_hash] = code_hash, code
        browser.post(f"{root}q/worried/", {"answer": "yes"})
        browser.post(f"{root}q/change/", {"answer": f"word{code_hash[:12]}", "as_it_is": "yes"})
        sent = browser.post(f"{root}check/", {"consents": ["press"]})
        assert sent.status_code == 302
        self.holds_a_code_alone(browser, place)

    def holds_a_code_alone(self, browser: Client, place: Participation) -> None:
        """No cookie of the answering pages names the place or the member."""
        held = {name: cookie.value for name, cookie in browser.cookies.items() if cookie.value}
        assert not {"invited", "invited-cy"} & set(held)
        for known in (place.link_id, place.member.number, place.member.email, token_for(place)[11:]):
            assert str(known) not in " ".join(held.values())

    def in_between(self, turn: int) -> None:
        """Members of the other branch answer meanwhile, some anonymously and some for anybody."""
        now, (anonymous, public) = timezone.now(), self.others
        if 20 <= turn < 30:
            code = answered(place_of(anonymous, turn - 19), at=now, change=f"Other {turn}")
            self.kept[code] = {"worried": "yes", "change": f"Other {turn}"}
            code = reply(public, at=now, worried="no", change=f"Public {turn}")
            self.kept[code] = {"worried": "no", "change": f"Public {turn}"}

    def close(self) -> None:
        close_consultation(self.consultation, by=None, at=timezone.now())
        self.clock.shift(timedelta(minutes=3))
        assert settle_due(at=timezone.now()) == 1

    def others_lost_nothing(self, *, changing_to: str) -> None:
        """They stay open: every reply opens by its code with its answers, and can be changed."""
        anonymous, public = self.others
        for code, given in self.kept.items():
            where = public if given["change"].startswith("Public") else anonymous
            assert given_in(find_reply(where, code=code)) == given
            save_answer(code, question="worried", value=changing_to, at=timezone.now())
            send_reply(code, consents=[], at=timezone.now())
            given["worried"] = changing_to
        assert Reply.objects.filter(consultation__in=self.others, state="sent").count() == 20


@pytest.fixture
def town() -> Iterator[Town]:
    start = timezone.now()
    with time_machine.travel(start, tick=True) as clock:
        north = a_branch(members=52)
        south = a_branch("SE-001", region="SE", members=20)
        consultation = put_to_members(start, branch=north)
        others = [put_to_members(start, branch=south, slug="other"), opened(start, slug="public")]
        Consultation.objects.update(closes=start + timedelta(days=40))
        consultation.refresh_from_db()
        for other in others:
            other.refresh_from_db()
        yield Town(consultation, others, start, clock)


def beyond_luck(base: Database, truth: Truth) -> dict[str, int]:
    return {how: right for how, right in attack(base, truth).items() if right > LUCK}


@pytest.mark.any_database
def test_the_attack_finds_unmixed_replies_and_nothing_of_mixed_ones_or_after_the_close(
    town: Town,
) -> None:
    town.live()
    before = town.look()
    assert before.holding_papers() == {REPLIES, ANSWERS}
    assert before.naming_voters() >= NAMING
    found = beyond_luck(before, town.truth)
    assert found[f"django_session by expire_date ~ {REPLIES} by id"] == VOTERS
    assert found[f"{PLACES}.answered_on = {REPLIES}.started_on"] == ALONE_ON_A_DAY - 1
    if connection.vendor == "postgresql":
        assert found[f"{PLACES} by xmin ~ {REPLIES} by id"] == VOTERS
        assert found[f"petitions_signature by ctid ~ {ANSWERS} by xmin"] == VOTERS

    assert mix_due(at=timezone.now()) == VOTERS - 20
    readable = set(Reply.objects.counted().values_list("code_hash", flat=True))
    mixed = {member: code_hash for member, code_hash in town.truth.items() if code_hash in readable}
    assert len(mixed) == VOTERS - 20
    assert beyond_luck(town.look(mixed), mixed) == {}
    town.others_lost_nothing(changing_to="unsure")

    town.close()
    forget_left(at=timezone.now())
    after = town.look()
    assert after.holding_papers() == {REPLIES, ANSWERS}
    assert after.naming_voters() >= NAMING
    assert beyond_luck(after, town.truth) == {}
    town.others_lost_nothing(changing_to="yes")
    given = Answer.objects.counted().filter(reply__consultation=town.consultation, question="change")
    assert sorted(given.values_list("value", flat=True)) == sorted(
        f"word{code_hash[:12]}" for code_hash in town.truth.values()
    )
    texts = texts_of(after)
    assert [code for code in town.codes.values() if code in texts] == []


@pytest.mark.any_database
def test_one_reply_in_all_is_that_of_the_one_who_took_part_as_the_start_page_says(
    town: Town, client: Client
) -> None:
    place = place_of(town.consultation)
    town.answer(place, by_desk=False)
    town.close()
    [took_part] = Participation.objects.filter(consultation=town.consultation, answered_on__isnull=False)
    assert took_part.member_id == place.member_id
    page = client.get("/views/other/").content.decode()
    assert "If only a few members answer, your reply is one of these few" in page


# --- SQLite: its write-ahead log shows each commit, and its file what was deleted


def marked_and_begun(path: Path) -> tuple[set[int], set[str]]:
    """Whose places are marked, and which replies there are, at one commit."""
    base = sqlite3.connect(path)
    try:
        marked = base.execute(
            "SELECT member_id FROM consultations_participation WHERE answered_on IS NOT NULL"
        )
        return {row[0] for row in marked}, {
            row[0] for row in base.execute("SELECT code_hash FROM consultations_reply")
        }
    finally:
        base.close()


def joined_by_the_log(folder: Path) -> list[tuple[int, str]]:
    """Each member with each reply that came in the same commit."""
    folder.mkdir()
    states = [marked_and_begun(path) for path in snapshots(folder)]
    return [
        (member, begun)
        for (marked, replies), (then_marked, then_replies) in pairwise(states)
        for member in then_marked - marked
        for begun in then_replies - replies
    ]


def test_on_sqlite_the_log_and_the_file_keep_nothing_of_the_order(town: Town, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for number in range(1, 13):
        place = place_of(town.consultation, number)
        code = answered(place, at=timezone.now(), change=f"Sentence of {number:03}.")
        town.truth[place.member_id] = hash_of(code)
    found = joined_by_the_log(tmp_path / "before")
    assert sum(town.truth.get(member) == code_hash for member, code_hash in found) >= 11
    town.close()
    assert joined_by_the_log(tmp_path / "after") == []
    live = Path(connection.settings_dict["NAME"]).read_bytes()
    assert [live.count(f"Sentence of {number:03}.".encode()) for number in range(1, 13)] == [1] * 12


def texts_of(base: Database) -> str:
    return "\n".join(
        str(value) for table in base.tables.values() for row in table.rows for value in row.values()
    )

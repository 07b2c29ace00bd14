"""The linking attack on every table there is: thirty members do all that members do, and vote in between.

`test_linking_attack` knows roll and box. Here nobody says which tables to look at: whatever names a voter is
joined with whatever holds a paper, by equal values and by order, hidden columns included. Before close that
leads to ciphertext at most; after close, and after the result is out, to nobody.
"""

import random
import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from ballots import correcting, marking, mine, posting, reminding, returning, telling
from ballots.approving import approve, propose
from ballots.codes import code_for
from ballots.inviting import invite_some, renew_link
from ballots.models import (
    BEFORE_RESULT,
    Act,
    AgreedReturn,
    BoxPaper,
    Correction,
    KeyedReturn,
    Method,
    RollEntry,
    StagedPaper,
)
from ballots.piles import Pile
from ballots.resending import ask_again
from ballots.standing import place_of_entry
from ballots.turnout import refresh_turnout
from ballots.voiding import void_ballot
from petitions.models import Petition
from petitions.signing import sign
from tests.ballots import scenes
from tests.ballots.attacker import LUCK, MEMBERS, ROLL, Database, attack, read_everything
from tests.ballots.scenes import ABSTAIN, A, B, Scene
from tests.ballots.test_booth import slip_in, tracker_in
from tests.petitions.factories import open_petition, rowan
from tests.petitions.test_mine import at_the_desk
from union.mail.sending import recipient_hash, send_due

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]
VOTERS, BY_HAND = 30, 3
BOX, STAGING = "ballots_boxpaper", "ballots_stagedpaper"


@dataclass
class Town:
    """Northside with 36 members; `truth` is which entry cast which paper, known to nobody but the test."""

    scene: Scene
    truth: dict[int, str] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)  # tracker or signature -> digest

    @property
    def roll(self) -> list[RollEntry]:
        return list(self.scene.ballot.roll.select_related("ballot", "member").order_by("pk"))

    def look(self) -> Database:
        """Every table, searched for voters and for papers."""
        voters: dict[str, int] = {}
        for entry in self.roll:
            for address in {entry.address, entry.member.email} - {""}:
                voters |= {address: entry.pk, recipient_hash(address): entry.pk}
            leaf, salt = bytes(entry.leaf).hex(), bytes(entry.salt).hex()
            voters |= dict.fromkeys(
                [entry.number, f"entry:{entry.pk}", str(entry.link_id), leaf, salt], entry.pk
            )
        papers = dict(self.receipts)
        for kind in (StagedPaper, BoxPaper):
            for paper in kind.objects.filter(ballot=self.scene.ballot):
                digest, sealed = bytes(paper.digest).hex(), bytes(paper.sealed)
                papers |= dict.fromkeys([digest, sealed.hex(), b64encode(sealed).decode()], digest)
        return read_everything(voters=voters, papers=papers)

    def live(self) -> None:
        """Letters of every kind, codes, corrections and marks; and thirty votes in a shuffled order."""
        at, ballot, ines = self.scene.at, self.scene.ballot, self.scene.ines
        petition = open_petition(at=at - timedelta(days=1))
        invite_some(ballot, at=at)
        send_due(at=at)
        reminding.set_days(ballot, days=[ballot.closes_at.date()], by=ines, at=at)
        posting.ask_for_letters(ballot, language="en", renew=False, by=ines, at=at)
        posting.prepare_letters(at=at)
        *voters, moved, struck, one, two, three = self.roll[: VOTERS + 5]
        random.Random(at.microsecond).shuffle(voters)
        for place, entry in enumerate(voters):
            self.a_day_of(entry, place, petition=petition, at=at)
        correcting.change_address(
            ballot,
            number=moved.number,
            address="new@example.org",
            reason=Correction.Reason.MOVED,
            by=ines,
            at=at,
        )
        correcting.strike_member(
            ballot, number=struck.number, reason=Correction.Reason.LEFT_UNION, by=ines, at=at
        )
        give_out_papers(self.scene, [one, two, three])
        refresh_turnout(ballot, at=at)
        send_due(at=at)

    def a_day_of(self, entry: RollEntry, place: int, *, petition: Petition, at: datetime) -> None:
        """A member loses the link, signs a petition, opens the own desk, wishes for the result, and votes."""
        ask_again(entry.address, language="en", at=at)
        renew_link(entry, at=at)
        sign(petition, signer=rowan(name=entry.member.name, email=entry.address), at=at)
        desk = at_the_desk(entry.address)
        place_on_roll = place_of_entry(entry.address, entry=str(entry.pk), states=BEFORE_RESULT)
        assert place_on_roll
        mine.wish_for_result(place_on_roll, wanted=True)
        if place % 2:
            desk.post("/me/ballots/vote/", {"entry": entry.pk})
        else:
            entered = desk.post("/vote/code/", {"code": code_for(entry)}, REMOTE_ADDR=f"198.51.100.{place}")
            assert entered.status_code == 302
        self.vote(desk, entry, choice=(A, B, ABSTAIN)[place % 3])

    def vote(self, browser: Client, entry: RollEntry, *, choice: int) -> None:
        review = browser.post("/vote/review/", {"question_1": str(choice)})
        receipt = browser.post("/vote/cast/", {"slip": slip_in(review)})
        digest, signature = re.findall(r'class="digest">([^<]+)<', receipt.content.decode())
        self.truth[entry.pk] = digest
        self.receipts |= {tracker_in(receipt): digest, signature: digest}

    def close(self) -> None:
        """Close; return the papers, tell those who voted, and count."""
        scenes.close(self.scene)
        morning = timezone.localtime(self.scene.at).replace(hour=12) + timedelta(days=1)
        return_papers(self.scene)
        telling.tell_recorded(at=morning)
        send_due(at=morning)
        correcting.write_addenda(at=morning)


@pytest.fixture
def town() -> Town:
    town = Town(scenes.opened(timezone.now(), members=VOTERS + 6))
    town.live()
    return town


def give_out_papers(scene: Scene, entries: list[RollEntry]) -> None:
    for entry in entries:
        marking.mark(scene.ballot, number=entry.number, method=Method.PAPER, by=scene.ines, at=scene.at)


def return_papers(scene: Scene) -> None:
    """Ines and Bram both find three papers for A."""
    for by in (scene.ines, scene.bram):
        returning.key_return(
            scene.ballot,
            unit=scene.ballot.units.get(),
            method=Method.PAPER,
            piles=[Pile({1: (A,)}, BY_HAND)],
            spoilt=0,
            by=by,
            at=scene.at,
        )


def beyond_luck(base: Database, truth: dict[int, str]) -> dict[str, int]:
    return {how: right for how, right in attack(base, truth).items() if right > LUCK}


def test_before_close_every_way_leads_to_ciphertext_and_after_close_to_nobody(town: Town) -> None:
    before = town.look()
    assert before.holding_papers() == {STAGING}
    assert {ROLL, MEMBERS, "mail_message", "petitions_signature", "django_session"} <= before.naming_voters()
    found = beyond_luck(before, town.truth)
    if connection.vendor == "postgresql":  # the attack is one: it finds everybody, and not by the roll alone
        assert found[f"{ROLL}.xmin = {STAGING}.xmin"] == VOTERS
        assert found[f"petitions_signature by xmin ~ {STAGING} by xmin"] == VOTERS
        assert found[f"django_session by expire_date ~ {STAGING} by ctid"] == VOTERS
    else:
        assert found == {}
    assert set(town.receipts).isdisjoint(texts_of(before))

    town.close()
    after = town.look()
    assert after.holding_papers() == {BOX}
    assert after.naming_voters() >= before.naming_voters()
    assert beyond_luck(after, town.truth) == {}
    assert set(town.receipts).isdisjoint(texts_of(after))

    scenes.count(town.scene)
    scenes.publish(town.scene)
    out = town.look()
    assert out.holding_papers() == {BOX, "ballots_filepiece"}
    assert beyond_luck(out, town.truth) == {}


@pytest.mark.parametrize("ends", ["counted", "void"])
def test_what_papers_said_stands_in_no_row_once_they_are_counted(ends: str) -> None:
    """Three marked members of one branch, three papers that say the same: together these rows would tell."""
    scene = scenes.voted(timezone.now())
    give_out_papers(scene, list(scene.ballot.roll.order_by("number")[:BY_HAND]))
    scenes.close(scene)
    return_papers(scene)
    assert AgreedReturn.objects.get().piles == [{"answers": {"1": [A]}, "papers": BY_HAND}]
    if ends == "counted":
        scenes.count(scene)
    else:
        approve(
            propose(scene.ballot, Act.VOID, by=scene.ines, at=scene.at, reason="The roll was wrong."),
            by=scene.bram,
            at=scene.at,
        )
        assert void_ballot(scene.ballot, at=scene.at)
    kept = [*AgreedReturn.objects.values_list("piles", "papers"), *KeyedReturn.objects.values_list("piles")]
    assert kept == [([], BY_HAND), ([],), ([],)]


def texts_of(base: Database) -> set[str]:
    """Every word of the database that could be a tracker or a signature."""
    cells = (value for table in base.tables.values() for row in table.rows for value in row.values())
    return {word for cell in cells if isinstance(cell, str) for word in re.findall(r"[\w+/=]+", cell)}

"""Whoever a ballot waits for gets a letter, once for each matter, which tells no figure and nobody's vote."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ballots import due, marking, returning
from ballots.appointing import dismiss_scrutineer
from ballots.approving import approve, pending, propose
from ballots.asking_again import ask_again
from ballots.awaited import render_awaited
from ballots.awaiting import AWAITED
from ballots.calling import APPROVAL_ASKED
from ballots.closing import close_ballot
from ballots.desk.waiting import waiting_for
from ballots.drafting import revise_ballot
from ballots.models import Act, Ballot, Method, State
from ballots.opening import open_ballot
from ballots.piles import Pile
from ballots.publishing import publish_ballot
from ballots.shredding import shred_papers
from ballots.tallying import count_ballot
from ballots.voiding import void_ballot
from tests.ballots import returns_scenes, scenes, scrutineers
from tests.ballots.factories import a_branch
from tests.ballots.scenes import A, B, Scene
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from union.mail.composing import render
from union.mail.models import Message

pytestmark = pytest.mark.django_db
DESK = "http://testserver/desk/ballots/national/"


def called() -> list[tuple[str, str]]:
    """Each letter in the outbox: what it is about, and the name of whoever gets it."""
    letters = Message.objects.filter(kind=AWAITED).order_by("pk")
    return [(one.subject.partition(":")[0], one.recipient.partition("@")[0]) for one in letters]


def lines() -> list[str | None]:
    """Their subject lines, None for what is not wanted any more."""
    letters = [render_awaited(one) for one in Message.objects.filter(kind=AWAITED).order_by("pk")]
    return [letter.subject if letter else None for letter in letters]


def test_scrutineers_hear_of_appointment_and_rehearsal_until_it_is_done(at: datetime) -> None:
    a_branch(members=12)
    draft = scrutineers.a_national_draft(at)
    scrutineers.appointed(draft, noon=at)
    assert called() == [("appointed", "amal"), ("appointed", "bo"), ("appointed", "cleo")]
    assert lines() == [None] * 3  # each has accepted meanwhile
    draft.appointments.filter(user=scrutineers.amal()).update(accepted_at=None, signing_key="")
    [to_amal] = [render_awaited(one) for one in Message.objects.filter(recipient__startswith="amal")]
    assert to_amal is not None
    assert to_amal.subject == "You are asked to be a scrutineer"
    assert ("Dear Amal Haddad," in to_amal.text, f"{DESK}scrutiny/" in to_amal.text) == (True, True)
    dismiss_scrutineer(draft.appointments.get(user=scrutineers.amal()), by=scrutineers.nell(), at=at)
    assert lines() == [None] * 3

    key = scrutineers.a_key()
    scrutineers.place_key(draft, key.public, by=scrutineers.nell(), at=at)
    assert called()[3:] == [("rehearsal", "bo"), ("rehearsal", "cleo")]
    assert lines()[3:] == ["The key waits for its rehearsal"] * 2
    scrutineers.rehearsed(draft, key, noon=at, by=scrutineers.bo())  # a new one is placed, and rehearsed
    assert (len(called()), lines()[3:]) == (7, [None] * 4)


def test_scrutineers_hear_when_their_sheets_open_nothing_any_more(sign_in: SignIn, at: datetime) -> None:
    """The ballot is void, or its papers are destroyed a year after the close."""
    a_branch(members=12)
    void, over = scrutineers.opened(at), scrutineers.opened(at, slug="over")
    asked = propose(void.ballot, Act.VOID, by=scrutineers.nell(), at=at, reason="The roll was of last year.")
    approve(asked, by=scrutineers.bo(), at=at)
    assert void_ballot(void.ballot, at=at)
    Ballot.objects.filter(pk=over.ballot.pk).update(state=State.PUBLISHED, closed_at=at)
    shred_papers(over.ballot, at=at, dry_run=False)
    told = Message.objects.filter(subject__startswith="sheets:").order_by("pk")
    assert [one.recipient.partition("@")[0] for one in told] == ["amal", "bo", "cleo"] * 2
    letters = [render_awaited(one) for one in told]
    assert [letter and letter.subject for letter in letters] == ["Destroy your sheet"] * 6
    assert ["any EXPORT.zip" in letter.text for letter in letters if letter] == [True] * 3 + [False] * 3
    page = text_of(sign_in(scrutineers.amal()).get("/desk/ballots/national/scrutiny/"))
    assert "This ballot is void, and nothing is counted. Scrutineers: destroy your sheets" in page
    assert "counted on the scrutineers’ laptop" not in page


def test_scrutineers_are_called_to_the_count_and_the_office_to_the_publication(
    at: datetime, tmp_path: Path
) -> None:
    scrutiny = scrutineers.closed(at)
    count = [about for about in called() if about[0] == "count"]
    assert count == [("count", "amal"), ("count", "bo"), ("count", "cleo")]
    assert lines()[-3:] == ["The box can be opened"] * 3
    scrutineers.certified(scrutiny, tmp_path)
    assert called()[-1] == ("publication", "nell")
    letter = render_awaited(Message.objects.filter(kind=AWAITED).latest("pk"))
    assert letter is not None
    assert (letter.subject, DESK in letter.text) == ("The votes are counted", True)
    told = set(letter.text.replace("2022", "").split()) & {"25", "13", "12"}  # votes for A and for B
    assert told == set()
    assert lines()[:-1] == [None] * (len(called()) - 1)


def test_where_papers_were_given_out_their_officers_come_first(at: datetime) -> None:
    """Three returns of two branches; only the last that is agreed on opens the box for the scrutineers."""
    scrutiny = returns_scenes.closed_with_papers(at)
    waits = [(about, who) for about, who in called() if about not in ("appointed", "rehearsal")]
    figures = [("figures", f"{name}.nw-00{place}") for name in ("ada", "ben") for place in (1, 2)]
    assert sorted(waits) == figures
    assert lines()[-4:] == ["Papers wait to be counted"] * 4
    month_later = scrutiny.ballot.closes_at + timedelta(days=31)
    due.pass_once(at=month_later)
    assert (sorted(called()[-4:]), ask_again(at=month_later)) == (figures, 0)
    returns_scenes.key(scrutiny, "NW-001", Method.PAPER, a=1, b=1, spoilt=1)
    returns_scenes.key(scrutiny, "NW-002", Method.PAPER, a=0, b=2)
    assert [about for about, _ in called() if about == "count"] == []
    assert waiting_for(scrutineers.amal()) == []
    returns_scenes.key(scrutiny, "NW-002", Method.MEETING, a=4, b=7)
    assert called()[-3:] == [("count", "amal"), ("count", "bo"), ("count", "cleo")]
    assert lines()[-14:-3] == [None] * 11  # every return is complete
    assert ask_again(at=month_later) == 3
    assert called()[-3:] == [("count", "amal"), ("count", "bo"), ("count", "cleo")]
    assert [one.what for one in waiting_for(scrutineers.amal())] == [
        "Count the votes with the other scrutineers."
    ]


def paper(scene: Scene, by: object, *, a: int) -> None:
    returning.key_return(
        scene.ballot, unit=scene.ballot.units.get(), method=Method.PAPER,
        piles=[Pile({1: (A,)}, a), Pile({1: (B,)}, 0)], spoilt=0, by=by, at=scene.at,
    )  # fmt: skip


def test_the_second_officer_is_called_and_who_keyed_otherwise_hears_of_it_once_a_day(noon: datetime) -> None:
    at = (noon + timedelta(days=120, hours=11.5)).astimezone(UTC)  # half past eleven of a summer's night
    scene = scenes.voted(at, a=7, b=5, abstain=0)
    for number in ("NW-001-0001", "NW-001-0002"):
        marking.mark(scene.ballot, number=number, method=Method.PAPER, by=scene.ines, at=at)
    assert close_ballot(scene.ballot, at=scene.ballot.closes_at)
    Message.objects.filter(kind=AWAITED).delete()
    paper(scene, scene.ines, a=1)
    paper(scene, scene.ines, a=2)
    assert (called(), lines()) == ([("second", "officer2")], ["A second person is needed"])
    paper(scene, scene.bram, a=1)
    assert called()[1:] == [("different", "officer")]
    assert lines() == [None, "Two counts differ"]  # Bram has keyed by now
    paper(scene, scene.bram, a=2)
    assert lines() == [None, None]
    paper(scene, scene.bram, a=0)
    assert called()[2:] == []  # Ines was told today
    scene.at += timedelta(hours=1)  # the next day, though not yet in Greenwich
    paper(scene, scene.bram, a=1)
    assert called()[2:] == [("different", "officer")]


def test_officers_of_a_branch_hear_that_their_ballot_is_counted_and_again_each_month(at: datetime) -> None:
    def asked_again(*days: int) -> list[int]:
        return [ask_again(at=scene.ballot.closes_at + timedelta(days=day)) for day in days]

    scene = scenes.voted(at)
    assert close_ballot(scene.ballot, at=scene.ballot.closes_at)
    assert (called(), asked_again(31)) == ([], [0])  # the worker counts, and nobody else is needed
    count_ballot(scene.ballot, at=scene.ballot.closes_at)
    assert called() == [("publication", "officer"), ("publication", "officer2")]
    assert (asked_again(29, 30, 31, 59), len(called())) == ([0, 2, 0, 0], 4)
    scene.bram.roles.all().delete()
    scene.at = scene.ballot.closes_at + timedelta(days=62)
    assert (asked_again(62), called()[4:]) == ([1], [("publication", "officer")])
    letter = render_awaited(Message.objects.filter(kind=AWAITED).latest("pk"))
    assert letter is not None
    assert "who was on the roll is kept" in letter.text
    scene.bram = scenes.officer("new@example.org", "Nia Teller", scene.branch)
    propose(scene.ballot, Act.PUBLICATION, by=scene.ines, at=scene.at)
    assert lines() == [None] * 5
    assert asked_again(91, 92, 93) == [0, 1, 0]  # Nia, who is to agree
    waits = Message.objects.filter(kind=APPROVAL_ASKED, recipient="new@example.org").order_by("pk")
    assert [letter.version for letter in waits] == [1, 2]
    approve(pending(scene.ballot, Act.PUBLICATION), by=scene.bram, at=scene.at)
    assert publish_ballot(scene.ballot, at=scene.at, with_certificate=False)
    assert asked_again(200) == [0]


def test_branches_are_asked_for_their_figures_when_a_ballot_by_returns_opens(at: datetime) -> None:
    """In the language of the ballot: Welsh, as its words are."""
    ada, _ben = returns_scenes.officers("NW-001")
    ballot = Ballot.objects.get(pk=scrutineers.a_national_draft(at).pk)
    revise_ballot(ballot, by=scrutineers.nell(), at=at, language="cy")
    Ballot.objects.update(state=State.SCHEDULED, by_returns=True, receipt="inclusion", custody="platform")
    ballot = Ballot.objects.get(pk=ballot.pk)
    unit = ballot.units.create(number=1, name="Harbour", electorate=40)
    unit.branches.add(ada.roles.get().branch)
    assert open_ballot(ballot, at=ballot.opens_at)
    assert called() == [("figures", "ada.nw-001"), ("figures", "ben.nw-001")]
    letter = render(Message.objects.filter(kind=AWAITED).earliest("pk"))
    assert letter is not None
    assert letter.subject == "Gofynnir i’ch cangen am ei ffigurau"
    assert (f"{DESK}returns/" in letter.text, "<" in letter.text) == (True, False)
    due.close_due(at=ballot.closes_at)
    assert lines() == [None, None]

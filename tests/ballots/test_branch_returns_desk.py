"""Nell of the national office draws up a ballot by branch returns at the desk; no officer of a branch can."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from ballots import due, errors
from ballots.drafting import draw_up_ballot
from ballots.models import Ballot, RollEntry, State
from ballots.panels import panel_context
from ballots.patterns import OFFER
from ballots.starting import start_from_pattern
from ballots.trying_out import send_test_letter
from tests.ballots.factories import a_branch, an_officer
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User
from union.mail.models import Message
from union.members.models import Branch

pytestmark = pytest.mark.django_db
SLUG = "the-employers-pay-offer-accept-or-reject"
PAGE = f"/desk/ballots/{SLUG}/"
CHOSEN = {"pattern": "offer", "branch": "nation", "how": "returns"}


@dataclass
class Office:
    """Two branches in the North West and one in the South West, the office and a scrutineer."""

    nell: User
    joss: User
    ada: User
    branches: list[Branch] = field(default_factory=list)
    at: datetime = field(default_factory=timezone.now)


@told_once
def office() -> Office:
    branches = [a_branch("NW-001", members=40), a_branch("NW-002", members=40)]
    branches.append(a_branch("SW-001", region="SW", members=40))
    nell = User.objects.create_user("nell@example.org", name="Nell Voss")
    joss = User.objects.create_user("joss@example.org", name="Joss Tarrant")
    Role.objects.create(user=nell, kind=Role.Kind.NATIONAL_OFFICE)
    Role.objects.create(user=joss, kind=Role.Kind.SCRUTINEER)
    return Office(nell, joss, an_officer("ada@example.org", branch=branches[0]), branches)


@pytest.fixture
def nell(sign_in: SignIn, office: Office) -> Client:
    return sign_in(office.nell)


def the_ballot() -> Ballot:
    return Ballot.objects.get(slug=SLUG)


def test_nell_reads_what_it_means_and_chooses_it(nell: Client) -> None:
    text = text_of(nell.get("/desk/ballots/new/"))
    assert (
        "By branch returns alone No link is mailed. Each branch consults its members in its own way" in text
    )
    assert nell.post("/desk/ballots/new/", CHOSEN)["Location"] == f"{PAGE}words/"
    ballot = the_ballot()
    assert (ballot.by_returns, ballot.branch, ballot.receipt, ballot.custody) == (
        True,
        None,
        "inclusion",
        "platform",
    )
    assert ballot.introduction.startswith("The employers have made their final offer. Your union asks")


def test_without_a_choice_members_vote_by_link(nell: Client) -> None:
    nell.post("/desk/ballots/new/", {"pattern": "offer", "branch": "nation"})
    assert (the_ballot().by_returns, the_ballot().custody) == (False, "scrutineers")


def test_a_branch_and_returns_do_not_go_together(nell: Client) -> None:
    page = nell.post("/desk/ballots/new/", {**CHOSEN, "branch": "NW-001"})
    assert (page.status_code, "Branch returns are for a ballot of the whole union." in text_of(page)) == (
        422,
        True,
    )
    assert Ballot.objects.count() == 0


def test_officers_of_branch_and_region_are_not_asked_and_cannot(sign_in: SignIn, office: Office) -> None:
    rhea = User.objects.create_user("rhea@example.org", name="Rhea Lomax")
    Role.objects.create(user=rhea, kind=Role.Kind.REGIONAL_OFFICE, region=office.branches[0].region)
    for user in (office.ada, rhea):
        client = sign_in(user)
        assert "By branch returns alone" not in text_of(client.get("/desk/ballots/new/"))
        client.post("/desk/ballots/new/", {**CHOSEN, "branch": "NW-001"})
        assert list(Ballot.objects.filter(created_by=user).values_list("by_returns", flat=True)) == [False]
        with pytest.raises(errors.NotYours):
            start_from_pattern(OFFER, branch=None, by_returns=True, by=user, at=office.at)
        with pytest.raises(errors.FormIncomplete, match="held by the national office"):
            start_from_pattern(OFFER, branch=office.branches[0], by_returns=True, by=user, at=office.at)


def test_the_verb_refuses_a_branch_whoever_asks(office: Office) -> None:
    with pytest.raises(errors.FormIncomplete, match="in a branch members vote by link"):
        draw_up_ballot(
            title="Returns", slug="returns", branch=office.branches[0], by_returns=True, receipt="inclusion",
            opens_at=office.at, closes_at=office.at + timedelta(days=3), by=office.nell, at=office.at,
        )  # fmt: skip


def test_the_screens_say_nothing_of_links_and_letters(nell: Client, office: Office) -> None:
    nell.post("/desk/ballots/new/", CHOSEN)
    sunday = timezone.make_aware(datetime(2022, 3, 6, 9))  # it begins and ends on one, and has begun
    Ballot.objects.update(opens_at=sunday, closes_at=sunday + timedelta(weeks=2))
    shown = {
        screen: text_of(nell.get(f"{PAGE}{screen}/")) for screen in ("words", "voters", "dates", "check")
    }
    for screen, text in shown.items():
        words = [said in text for said in ("e-mail", "test mail", "Preview", "their link", "oting ")]
        assert words == [False] * 5, screen
    assert "120 members in the branches that take part" in shown["voters"]
    assert "Branches key their figures between the two." in shown["dates"]
    assert "By branch returns alone. No link is mailed" in shown["check"]
    assert "A letter goes to Joss Tarrant, who has to agree." in shown["check"]
    with pytest.raises(errors.WrongMoment):
        send_test_letter(the_ballot(), to=office.nell, at=office.at)
    assert nell.post(f"{PAGE}test-mail/").status_code == 409


def test_from_the_first_screen_to_the_chasing(sign_in: SignIn, nell: Client, office: Office) -> None:
    nell.post("/desk/ballots/new/", CHOSEN)
    nell.post(f"{PAGE}voters/", {"regions": ["NW"]})
    today = f"{timezone.localdate():%Y-%m-%d}"
    later = f"{timezone.localdate() + timedelta(days=9):%Y-%m-%d}"
    hours = {"opens_time": "00:00", "closes_time": "17:00"}
    nell.post(f"{PAGE}dates/", {"opens_on": today, "closes_on": later, **hours})
    assert nell.post(f"{PAGE}freeze/propose/").status_code == 302
    joss = sign_in(office.joss)
    page = joss.get(f"{PAGE}freeze/approve/")
    assert "two officers of each branch key its figures" in text_of(page)
    assert "Region: Region NW" in text_of(page)
    asked = the_ballot().approvals.get()
    assert joss.post(f"{PAGE}freeze/approve/", {"approval": str(asked.pk)}).status_code == 302
    due.pass_once(at=timezone.now())
    assert (the_ballot().state, RollEntry.objects.count()) == (State.OPEN, 0)
    assert Message.objects.filter(kind="ballot_invitation").count() == 0

    text = text_of(nell.get(PAGE))
    assert "Branches send in their figures 2 of 2 returns missing." in text
    gone = [said in text for said in ("Turnout", "Letters by post", "Reminders", "Key of the box", "Pause")]
    assert gone == [False] * 5
    asked_them = nell.post(f"{PAGE}returns/chase/", follow=True)
    assert "Asked 1 officer for what is missing." in asked_them.content.decode()
    ada = text_of(sign_in(office.ada).get("/desk/ballots/"))
    assert "accept or reject?: send in the figures of your branch, until" in ada


def test_before_the_opening_the_returns_say_when(nell: Client, office: Office) -> None:
    nell.post("/desk/ballots/new/", CHOSEN)
    nell.post(f"{PAGE}freeze/propose/")
    Ballot.objects.update(frozen_at=office.at, state=State.SCHEDULED)
    the_ballot().units.create(number=1, name="Harbour", electorate=40).branches.add(office.branches[0])
    page = text_of(nell.get(f"{PAGE}returns/"))
    assert ("Returns are keyed from" in page, "Missing" in page) == (True, False)
    assert "two officers of each branch can key its figures" in text_of(nell.get(PAGE))


def test_members_read_on_the_public_page_that_nobody_gets_a_link(client: Client, nell: Client) -> None:
    nell.post("/desk/ballots/new/", CHOSEN)
    Ballot.objects.update(frozen_at=timezone.now(), state=State.OPEN, opens_at=timezone.now())
    text = text_of(client.get(f"/ballots/{SLUG}/"))
    assert "Nobody gets a voting link here. Each branch asks its members in its own way" in text
    assert ("Send my link again" in text, "Turnout so far" in text) == (False, False)
    welsh = text_of(client.get(f"/cy/ballots/{SLUG}/"))
    assert "Nid oes neb yn cael dolen bleidleisio yma." in welsh
    Ballot.objects.update(state=State.CLOSED, closed_at=timezone.now())
    text = text_of(client.get(f"/ballots/{SLUG}/"))
    assert "The consultation has closed It closed on" in text
    assert "What the branches sent in is counted" in text
    assert ("Voting" in text, "their own desk" in text) == (False, False)  # nobody has a place on a roll
    panel = render_to_string("ballots/_panel.html", panel_context(the_ballot(), at=timezone.now()))
    assert ("The consultation has closed. The result" in panel, "Voting" in panel) == (True, False)

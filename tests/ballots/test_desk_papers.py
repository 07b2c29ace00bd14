"""The ways to marks and returns at the desk: there for those who use them, while they do something."""

from datetime import datetime

import pytest

from ballots import marking
from ballots.closing import close_ballot
from ballots.models import Ballot, Method, State
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User

pytestmark = pytest.mark.django_db
PAGE = "/desk/ballots/njc-pay-claim-2022/"
MARKS, RETURNS = f'href="{PAGE}marks/"', f'href="{PAGE}returns/"'


@told_once
def scene(at: datetime) -> Scene:
    """Open, with one member of twelve marked as voting on paper."""
    scene = scenes.opened(at, members=12)
    marking.mark(scene.ballot, number="NW-001-0003", method=Method.PAPER, by=scene.ines, at=at)
    return scene


def ways(sign_in: SignIn, user: User) -> tuple[bool, bool]:
    """Whether the ballot's page leads to the marks, and to the returns."""
    page = sign_in(user).get(PAGE).content.decode()
    return MARKS in page, RETURNS in page


def test_papers_are_given_out_while_the_ballot_is_open_and_returned_after_it(
    sign_in: SignIn, scene: Scene
) -> None:
    assert ways(sign_in, scene.ines) == (True, False)
    assert close_ballot(scene.ballot, at=scene.ballot.closes_at)
    assert ways(sign_in, scene.ines) == (False, True)


@pytest.mark.parametrize("state", [State.SCHEDULED, State.PAUSED, State.COUNTED, State.PUBLISHED, State.VOID])
def test_in_other_states_nothing_leads_there(sign_in: SignIn, scene: Scene, state: State) -> None:
    Ballot.objects.update(state=state)
    assert ways(sign_in, scene.ines) == (False, False)


def test_a_closed_ballot_without_papers_has_no_returns(sign_in: SignIn, at: datetime) -> None:
    scene = scenes.opened(at, members=12)
    assert close_ballot(scene.ballot, at=scene.ballot.closes_at)
    assert ways(sign_in, scene.ines) == (False, False)


def test_a_scrutineer_is_not_led_to_what_officers_do(sign_in: SignIn, scene: Scene) -> None:
    Ballot.objects.update(branch=None, custody="scrutineers", wrapped_private_key=None)
    joss = User.objects.create_user("joss@example.org", name="Joss Tarrant")
    Role.objects.create(user=joss, kind=Role.Kind.SCRUTINEER)
    page = sign_in(joss).get(PAGE).content.decode()
    words = [f"{PAGE}{way}/" in page for way in ("marks", "returns", "corrections", "letters", "reminders")]
    assert words == [False] * 5
    assert sign_in(joss).get(f"{PAGE}marks/").status_code == 404


def test_a_closed_ballot_waits_for_its_papers_and_says_so(sign_in: SignIn, scene: Scene) -> None:
    assert close_ballot(scene.ballot, at=scene.ballot.closes_at)
    page = sign_in(scene.ines).get(PAGE)
    assert "Next: count the papers 1 of 1 return missing." in text_of(page)
    assert ("Refresh" in page, "are being opened and counted" in text_of(page)) == (False, False)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.SCHEDULED, "Papers are given out while voting is open, from"),
        (State.PAUSED, "Voting is paused. Papers are given out again when it goes on."),
        (State.CLOSED, "Voting has closed: no more papers are given out."),
        (State.PUBLISHED, "Voting has closed: no more papers are given out."),
        (State.VOID, "This ballot is void: no papers are given out."),
    ],
)
def test_where_no_paper_is_given_out_the_page_says_so(
    sign_in: SignIn, scene: Scene, state: State, sentence: str
) -> None:
    Ballot.objects.update(state=state)
    page = sign_in(scene.ines).get(f"{PAGE}marks/")
    assert (sentence in text_of(page), "Mark this member" in text_of(page)) == (True, False)


def test_a_number_sent_too_late_is_kept_and_told(sign_in: SignIn, scene: Scene) -> None:
    Ballot.objects.update(state=State.CLOSED)
    page = sign_in(scene.ines).post(f"{PAGE}marks/", {"number": "NW-001-0004", "method": "paper"})
    assert (page.status_code, 'value="NW-001-0004"' in page.content.decode()) == (422, True)
    assert "This ballot has closed" in text_of(page)


@pytest.mark.parametrize(
    ("state", "sentence", "keyed"),
    [
        (State.OPEN, "Returns are keyed once the ballot has closed, on", False),
        (State.CLOSED, "1 of 1 return missing.", True),
        (State.VOID, "This ballot is void: no returns are taken, and none is counted.", False),
    ],
)
def test_the_returns_say_when_they_are_keyed(
    sign_in: SignIn, scene: Scene, state: State, sentence: str, keyed: bool
) -> None:
    Ballot.objects.update(state=state)
    page = sign_in(scene.ines).get(f"{PAGE}returns/")
    assert (sentence in text_of(page), "Key the figures" in text_of(page)) == (True, keyed)


# --- national ballots, which the office runs and branches have a part in


@told_once
def national(scene: Scene) -> Scene:
    """The same ballot as the nation's; of the two branches only Northside takes part."""
    Ballot.objects.update(branch=None, custody="scrutineers", wrapped_private_key=None)
    return scene


def parts(sign_in: SignIn, user: User) -> list[str]:
    """What the list of ballots offers somebody in the national one."""
    page = sign_in(user).get("/desk/ballots/").content.decode()
    ends = ("", "marks/", "returns/", "turnout/")
    return [end for end in ends if f'href="{PAGE}{end}"' in page]


def test_an_officer_finds_the_own_part_of_a_national_ballot_and_not_the_ballot(
    sign_in: SignIn, national: Scene
) -> None:
    assert parts(sign_in, national.ines) == ["marks/", "turnout/"]
    Ballot.objects.update(state=State.CLOSED)
    assert parts(sign_in, national.ines) == ["returns/", "turnout/"]
    Ballot.objects.update(state=State.PUBLISHED)
    assert parts(sign_in, national.ines) == []


def test_an_officer_without_a_member_in_it_finds_nothing(sign_in: SignIn, national: Scene) -> None:
    assert parts(sign_in, national.orla) == []
    assert sign_in(national.orla).get(f"{PAGE}turnout/").status_code == 404


def test_the_office_finds_the_ballot_once(sign_in: SignIn, national: Scene) -> None:
    nell = User.objects.create_user("nell@example.org", name="Nell Voss")
    Role.objects.create(user=nell, kind=Role.Kind.NATIONAL_OFFICE)
    assert parts(sign_in, nell) == [""]

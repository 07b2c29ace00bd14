"""What Ines reads on the ballot's page while the worker is at it, and when it has ended."""

from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from ballots import due, under_way
from ballots.models import Act, Ballot, State
from tests.ballots import scenes
from tests.ballots.paces import job_of, state_of
from tests.ballots.scenes import Scene
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User
from union.jobs import working
from union.jobs.asking import ask_for
from union.jobs.models import Job

pytestmark = pytest.mark.django_db
PAGE = "/desk/ballots/njc-pay-claim-2022/"
FREEZING = "Fixing the ballot and its roll"
INVITING = "Putting the invitations in the outbox"
CALL_OFF = f'action="{PAGE}call-off/"'


@told_once
def voted(at: datetime) -> Scene:
    return scenes.voted(at)


@told_once
def opened(at: datetime) -> Scene:
    return scenes.opened(at)


@told_once
def agreed(at: datetime) -> Scene:
    scene = scenes.drafted(at)
    scenes.agreed(scene, Act.FREEZE)
    return scene


def running(scene: Scene, kind: str, **far: int) -> Job:
    """A job of this kind that some other worker is at."""
    ask_for(kind, subject=scene.ballot.subject, by=None, at=scene.at)
    assert working.claim(worker="elsewhere", at=scene.at)
    Job.objects.filter(kind=kind).update(**far)
    return job_of(kind, scene.ballot)


def html_of(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.fixture
def ines(sign_in: SignIn, agreed: Scene) -> Client:
    return sign_in(agreed.ines)


# --- freezing


def test_ines_follows_how_the_roll_is_copied(ines: Client, agreed: Scene) -> None:
    assert "It takes effect within half a minute" in text_of(ines.get(PAGE))
    running(agreed, under_way.FREEZE, done=200_000, total=1_300_000)
    page = ines.get(PAGE)
    assert f"{FREEZING} 200,000 of 1,300,000 (15%)." in text_of(page)
    assert "If this is stopped, it has to be proposed anew." in text_of(page)
    assert 'max="100" value="15"' in html_of(page)
    assert (page["Refresh"], CALL_OFF in html_of(page)) == ("3", True)
    assert "It takes effect within half a minute" not in text_of(page)


def test_when_it_is_fixed_she_reads_how_many_are_on_the_roll(
    ines: Client, agreed: Scene, at: datetime
) -> None:
    due.freeze_approved(at=at)
    text = text_of(ines.get(PAGE))
    assert "40 members on the roll, 39 with an e-mail address." in text
    assert FREEZING not in text


@pytest.mark.parametrize("has_begun", [True, False])
def test_ines_calls_it_off(ines: Client, agreed: Scene, at: datetime, has_begun: bool) -> None:
    if has_begun:
        running(agreed, under_way.FREEZE)
    assert CALL_OFF in html_of(ines.get(PAGE))
    assert ines.post(f"{PAGE}call-off/")["Location"] == PAGE
    text = text_of(ines.get(PAGE))
    assert "Next: finish the draft and ask a colleague" in text
    assert "Not done: Ines Okafor called it off. Propose it again when the ballot is ready." in text
    assert "Ines Okafor called off the fixing of the ballot" in text
    assert due.freeze_approved(at=at) == 0
    assert "Stopping." in text or not has_begun


def test_a_freeze_that_was_stopped_says_so_until_it_is_asked_for_again(
    ines: Client, agreed: Scene, at: datetime
) -> None:
    job = ask_for(under_way.FREEZE, subject=agreed.ballot.subject, by=None, at=at)
    ines.post(f"{PAGE}call-off/")
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert "Refresh" not in ines.get(PAGE)
    scenes.agreed(agreed, Act.FREEZE)
    due.freeze_approved(at=at)
    assert "40 members on the roll" in text_of(ines.get(PAGE))


def test_what_is_fixed_can_no_longer_be_called_off(ines: Client, agreed: Scene, at: datetime) -> None:
    due.freeze_approved(at=at)
    assert CALL_OFF not in html_of(ines.get(PAGE))
    late = ines.post(f"{PAGE}call-off/")
    assert (late.status_code, "Refresh" in late) == (409, False)
    assert "There is nothing to call off any more" in text_of(late)
    assert state_of(agreed.ballot) == State.SCHEDULED


def test_a_scrutineer_sees_the_bar_and_no_button(sign_in: SignIn, agreed: Scene) -> None:
    Ballot.objects.update(branch=None)
    joss = User.objects.create_user("joss@example.org", name="Joss")
    Role.objects.create(user=joss, kind=Role.Kind.SCRUTINEER)
    running(agreed, under_way.FREEZE, done=10, total=40)
    client = sign_in(joss)
    page = client.get(PAGE)
    assert ("10 of 40 (25%)." in text_of(page), CALL_OFF in html_of(page)) == (True, False)
    refused = client.post(f"{PAGE}call-off/")
    assert (refused.status_code, "Look again now" in text_of(refused)) == (403, False)
    assert not job_of(under_way.FREEZE, agreed.ballot).cancel_asked


def test_a_failure_says_why_and_what_comes_next(ines: Client, agreed: Scene) -> None:
    running(agreed, under_way.FREEZE)
    Job.objects.update(state="failed", reason=working.UNEXPECTED, finished_at=agreed.at)
    page = ines.get(PAGE)
    assert (
        f"{FREEZING}: not done Something went wrong on our side and nothing was done. If that happens again, "
        "tell whoever runs the site. It is tried again by itself within five minutes." in text_of(page)
    )
    assert "It takes effect within half a minute" not in text_of(page)
    assert CALL_OFF in html_of(page)
    ines.post(f"{PAGE}call-off/")
    assert "not done" not in text_of(ines.get(PAGE)).replace("Not done: Ines", "")


# --- inviting


def test_ines_follows_the_invitations_and_is_told_how_to_stop_them(sign_in: SignIn, opened: Scene) -> None:
    running(opened, under_way.INVITE, done=10, total=39)
    page = sign_in(opened.ines).get(PAGE)
    assert f"{INVITING} 10 of 39 (25%)." in text_of(page)
    assert "To stop the letters, pause the voting." in text_of(page)
    assert (page["Refresh"], CALL_OFF in html_of(page), "Stop it" in text_of(page)) == ("3", False, False)


def test_the_report_of_the_invitations_names_no_number_of_votes(
    sign_in: SignIn, at: datetime, opened: Scene
) -> None:
    scenes.cast(opened.entry(0), scenes.A, at=at)
    due.invite_due(at=at)
    text = text_of(sign_in(opened.ines).get(PAGE))
    assert "Invited: 39 members with an e-mail address." in text
    assert " 38 " not in text  # a time of day may have these digits


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.PAUSED, "Invitations stopped at 10 of 39 members with an e-mail address; they go on when the"),
        (State.CLOSED, "Invitations stopped at 10 of 39 members with an e-mail address."),
    ],
)
def test_invitations_that_were_stopped(sign_in: SignIn, state: State, words: str, opened: Scene) -> None:
    running(opened, under_way.INVITE)
    Job.objects.update(state="done", report={"invited": 10, "so_far": 10, "of": 39})
    Ballot.objects.update(state=state)
    assert words in text_of(sign_in(opened.ines).get(PAGE))


# --- counting


def test_ines_follows_the_count_and_reads_how_many_papers_there_were(
    sign_in: SignIn, at: datetime, voted: Scene
) -> None:
    scenes.close(voted)
    ines = sign_in(voted.ines)
    assert "The papers are being opened and counted." in text_of(ines.get(PAGE))
    job = running(voted, under_way.COUNT, done=11, total=22)
    page = ines.get(PAGE)
    assert "Counting the papers 11 of 22 (50%)." in text_of(page)
    assert "This only reads the papers, and ends by itself." in text_of(page)
    assert ("Stop it" in text_of(page), page["Refresh"]) == (False, "3")
    assert due.count_due(at=at + timedelta(minutes=6)) == 1
    assert job_of(under_way.COUNT, voted.ballot) == job
    assert "Result counted: 22 papers." in text_of(ines.get(PAGE))


def test_a_count_of_fewer_than_ten_papers_is_told_no_more_exactly_than_the_turnout(
    sign_in: SignIn, at: datetime
) -> None:
    scene = scenes.voted(at, a=5, b=3, abstain=1)
    scenes.close(scene)
    assert due.count_due(at=at) == 1
    assert "Result counted: fewer than 10 papers." in text_of(sign_in(scene.ines).get(PAGE))


def test_a_failure_of_a_void_ballot_is_nobodys_trouble_any_more(
    sign_in: SignIn, at: datetime, voted: Scene
) -> None:
    scenes.close(voted)
    running(voted, under_way.COUNT)
    Job.objects.update(state="failed", reason="The key does not open the box.", finished_at=at)
    ines = sign_in(voted.ines)
    assert "The key does not open the box." in text_of(ines.get(PAGE))
    Ballot.objects.update(state=State.VOID)
    assert "The key does not open the box." not in text_of(ines.get(PAGE))

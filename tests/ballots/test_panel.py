"""The panel of a ballot on other pages, the block that holds it, and how an editor chooses a ballot."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth.models import Group
from django.template import Context, Template

from ballots.blocks import VoteBlock
from ballots.models import Ballot, State
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import User

pytestmark = pytest.mark.django_db
CHOOSER = "/cms/ballot_chooser/"


@told_once
def voted(at: datetime) -> Scene:
    return scenes.voted(at)


@told_once
def opened(at: datetime) -> Scene:
    return scenes.opened(at)


def panel(ballot: Ballot) -> str:
    html = Template("{% load ballot_panel %}{% ballot_panel ballot %}").render(Context({"ballot": ballot}))
    return " ".join(html.split())


def test_an_open_ballot_says_when_it_closes_and_how_to_vote(voted: Scene) -> None:
    html = panel(voted.ballot)
    assert "To vote, open the personal link in the mail from your branch." in html
    assert "Consultative ballot" in html
    assert "<svg" not in html


def test_a_published_ballot_shows_its_result(at: datetime) -> None:
    html = panel(scenes.published(at).ballot)
    assert "“A: RPI plus 2%” has a majority: 12 of 22 votes, 54.6%." in html
    assert 'role="img"' in html
    assert "Turnout 55.0%: 22 of 40 members." in html


def test_evidence_is_linked_to_only_once_the_result_is_out(at: datetime) -> None:
    def evidence(ballot: Ballot) -> list[str]:
        return re.findall(r'href="/ballots/njc-pay-claim-2022/([a-z.]+)"', panel(ballot))

    scene, seen = scenes.drafted(at), []
    scenes.agreed(scene, scenes.Act.FREEZE)
    steps: list[Callable[[], object]] = [
        lambda: scenes.freeze_ballot(scene.ballot, at=at),
        lambda: scenes.schedule_ballot(scene.ballot, at=at),
        lambda: scenes.open_ballot(scene.ballot, at=at),
        lambda: [scenes.cast(entry, scenes.A, at=at) for entry in scene.ballot.roll.all()[:12]],
        lambda: scenes.close(scene),
        lambda: scenes.count(scene),
        lambda: scenes.publish(scene),
    ]
    for step in steps:
        step()
        scene.ballot.refresh_from_db()
        seen.append(evidence(scene.ballot))
    assert seen == [*[[]] * 6, ["certificate.pdf", "bundle.zip"]]


def test_a_paused_ballot_and_a_closed_one_say_which_they_are(at: datetime, opened: Scene) -> None:
    Ballot.objects.update(state=State.PAUSED)
    assert ">Paused<" in panel(Ballot.objects.get())
    Ballot.objects.update(state=State.CLOSED, closed_at=at)
    closed = panel(Ballot.objects.get())
    assert (">Closed<" in closed, "Voting has closed. The result appears here" in closed) == (True, True)
    assert opened.ballot.title in closed


def test_a_counted_ballot_shows_no_result(voted: Scene) -> None:
    scenes.close(voted)
    scenes.count(voted)
    assert "<svg" not in panel(voted.ballot)


def test_the_block_draws_the_panel(opened: Scene) -> None:
    ballot = opened.ballot
    block = VoteBlock()
    assert "NJC pay claim 2022" in block.render(block.to_python({"ballot": ballot.pk}))


@told_once
def editor() -> User:
    kit = User.objects.create_user("editor@example.org", name="Kit Marlowe")
    kit.groups.add(Group.objects.get(name="Editors"))
    return kit


def test_an_editor_chooses_among_public_ballots_only(sign_in: SignIn, editor: User, at: datetime) -> None:
    scene = scenes.drafted(at)
    kit = sign_in(editor)
    assert "NJC pay claim 2022" not in kit.get(CHOOSER).content.decode()
    assert kit.get(f"{CHOOSER}chosen/{scene.ballot.pk}/").status_code == 404
    scenes.agreed(scene, scenes.Act.FREEZE)
    assert scenes.freeze_ballot(scene.ballot, at=at)
    scene.ballot.refresh_from_db()
    assert scenes.schedule_ballot(scene.ballot, at=at)
    assert "NJC pay claim 2022" in kit.get(CHOOSER).content.decode()
    assert kit.get(f"{CHOOSER}chosen/{scene.ballot.pk}/").status_code == 200

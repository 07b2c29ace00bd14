"""Rowan signed on paper in Northside, and tells the branch that they want their name back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from petitions.batches import count_batch
from petitions.confirming import confirm
from petitions.counting import published_count, roll_up
from petitions.crossing_out import take_off_paper
from petitions.models import Consent, PaperRow, Petition, SignatureIdentity
from petitions.sheets import PaperError, ask_for_sheets
from petitions.signing import Origin, sign
from tests.conftest import SignIn
from tests.petitions.factories import branch, open_petition, rowan
from tests.petitions.paper_scenes import Scene, checked, counted, key, keyed
from tests.petitions.reading import words
from union.accounts.models import User
from union.audit.models import Entry

pytestmark = pytest.mark.django_db
PAGE = "/desk/petitions/ten-points/take-off/"


def take_off(scene: Scene, *, by: User | None = None, name: str = "ROWAN  ashby") -> None:
    take_off_paper(scene.petition, name=name, postcode="LS1 4AP", by=by or scene.ines, at=scene.at)


def count_of(scene: Scene) -> int:
    roll_up(at=scene.at)
    return published_count(scene.petition)


@pytest.mark.any_database
def test_a_counted_name_leaves_the_count_and_nothing_of_it_is_kept(scene: Scene) -> None:
    key(scene, name="Rowan Ashby", email="rowan.ashby@example.org", petition_news=True)
    counted(scene, "Ash Ashby")
    assert count_of(scene) == 2
    take_off(scene)
    assert count_of(scene) == 1
    assert [person.name for person in SignatureIdentity.objects.all()] == ["Ash Ashby"]
    assert [row.name for row in PaperRow.objects.all()] == ["Ash Ashby"]
    assert Consent.objects.exclude(signature__identity__name="Ash Ashby").count() == 0
    entry = Entry.objects.get(action="petitions.paper_name_taken_off")
    assert (entry.by, entry.detail) == (scene.ines, {"signatures": 1, "lines": 0})


@pytest.mark.parametrize("tell", [keyed, checked])
def test_a_line_that_waits_keeps_its_place_as_crossed_out(scene: Scene, tell: Callable[..., Scene]) -> None:
    """One of Rowan's lines is not signed: it could not be counted, and holds the name all the same."""
    key(scene, name="Rowan Ashby", unusable="unsigned")
    tell(scene, "Rowan Ashby", "Ash Ashby")
    take_off(scene)
    *gone, third = PaperRow.objects.all()
    left = [(row.line, row.unusable, row.name, row.postcode) for row in gone]
    assert left == [(1, "crossed_out", "", ""), (2, "crossed_out", "", "")]
    assert (third.line, third.unusable, third.name) == (3, "", "Ash Ashby")
    if tell is checked:
        count_batch(scene.again(), by=scene.bram, at=scene.at)
        assert (count_of(scene), scene.again().rows_unusable) == (1, 2)


def test_who_signed_online_too_stays_there_and_their_line_goes(scene: Scene) -> None:
    confirm(sign(scene.petition, signer=rowan(), at=scene.at).signature_id, at=scene.at)
    counted(scene, "Rowan Ashby")
    take_off(scene)
    assert count_of(scene) == 1
    row = PaperRow.objects.get()
    assert (row.outcome, row.unusable, row.name, row.person) == ("already", "crossed_out", "", None)


def test_of_two_people_of_one_name_one_stays(scene: Scene) -> None:
    checked(scene, "Rowan Ashby", "Rowan Ashby")
    PaperRow.objects.filter(line=2).update(two_people=True)
    count_batch(scene.again(), by=scene.bram, at=scene.at)
    take_off(scene)
    assert (count_of(scene), [person.slot for person in SignatureIdentity.objects.all()]) == (1, [1])
    assert [(row.line, row.name, row.outcome) for row in PaperRow.objects.all()] == [
        (1, "Rowan Ashby", "counted")
    ]
    take_off(scene)
    assert count_of(scene) == 0


def test_another_branch_another_name_and_somebody_online_are_not_found(scene: Scene) -> None:
    counted(scene, "Ash Ashby")
    confirm(sign(scene.petition, signer=rowan(), at=scene.at).signature_id, at=scene.at)
    for by, name in ((scene.orla, "Ash Ashby"), (scene.ines, "Ash Ashley"), (scene.ines, "Rowan Ashby")):
        with pytest.raises(PaperError, match="Nobody of this name and postcode stands on a sheet"):
            take_off(scene, by=by, name=name)
    assert count_of(scene) == 2
    take_off(scene, by=scene.nell, name="Ash Ashby")
    assert count_of(scene) == 1


def elsewhere(scene: Scene, *, petition: Petition, by: User, code: str) -> Scene:
    """Sheets of another petition or branch, on which nothing is keyed yet."""
    at_branch = branch(code)
    batch = ask_for_sheets(petition, branch=at_branch, sheets=1, by=by, at=scene.at)
    return replace(scene, petition=petition, branch=at_branch, batch=batch, ines=by)


@pytest.mark.parametrize("tell", [keyed, counted])
def test_who_stands_elsewhere_too_stays_there(scene: Scene, tell: Callable[..., Scene]) -> None:
    """The same name and postcode under another petition and in Harbour; the same name in another street."""
    other = open_petition(at=scene.at - timedelta(days=2), slug="other")
    under_another = elsewhere(scene, petition=other, by=scene.ines, code="NW-001")
    in_harbour = elsewhere(scene, petition=scene.petition, by=scene.orla, code="SE-002")
    tell(under_another, "Rowan Ashby")
    key(scene, name="Rowan Ashby", postcode="LS2 8AB")
    keyed(scene, "Rowan Ashby")
    keyed(in_harbour, "Rowan Ashby")
    take_off(scene)
    left = PaperRow.objects.filter(name="Rowan Ashby").order_by(
        "batch__petition__slug", "batch__branch__code"
    )
    assert list(left.values_list("batch__petition__slug", "batch__branch__code", "postcode")) == [
        ("other", "NW-001", "LS1 4AP"),
        ("ten-points", "NW-001", "LS2 8AB"),
        ("ten-points", "SE-002", "LS1 4AP"),
    ]
    entry = Entry.objects.get(action="petitions.paper_name_taken_off")
    assert (entry.subject, entry.detail) == (f"petition:{scene.petition.pk}", {"signatures": 0, "lines": 1})


def test_who_signed_at_a_stall_of_the_branch_is_not_taken_off_by_an_officer(scene: Scene) -> None:
    """They have a link of their own: nobody else takes their name back."""
    origin = Origin(source="stall", branch="NW-001")
    confirm(sign(scene.petition, signer=rowan(), origin=origin, at=scene.at).signature_id, at=scene.at)
    counted(scene, "Ash Ashby")
    with pytest.raises(PaperError, match="Nobody of this name and postcode stands on a sheet"):
        take_off(scene)
    assert count_of(scene) == 2


def test_ines_takes_rowan_off_at_the_desk(sign_in: SignIn, scene: Scene) -> None:
    counted(scene, "Rowan Ashby")
    ines = sign_in(scene.ines)
    assert f'href="{PAGE}"' in ines.get("/desk/petitions/ten-points/").content.decode()
    assert "you that they want their name back" in words(ines.get(PAGE).content)
    empty = ines.post(PAGE, {"name": " ", "postcode": "x"})
    assert (empty.status_code, "Enter the name as it stands" in words(empty.content)) == (422, True)
    unknown = ines.post(PAGE, {"name": "Robin Ashby", "postcode": "ls1 4ap"})
    assert (unknown.status_code, 'value="Robin Ashby"' in unknown.content.decode()) == (422, True)
    done = ines.post(PAGE, {"name": "Rowan Ashby", "postcode": "ls14ap"}, follow=True)
    assert "The name is off, and no longer counts." in words(done.content)
    assert SignatureIdentity.objects.count() == 0


def test_nobody_else_is_let_in(client: Client, sign_in: SignIn, scene: Scene) -> None:
    sent = {"name": "Rowan Ashby", "postcode": "LS1 4AP"}
    anonymous = client.post(PAGE, sent)
    assert (anonymous.status_code, anonymous["Location"]) == (302, f"/accounts/login/?next={PAGE}")
    assert sign_in(User.objects.create_user("rowan@example.org")).post(PAGE, sent).status_code == 404

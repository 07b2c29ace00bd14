"""Stalls at the desk: Ines starts one and ends it."""

import pytest
from django.test import Client

from petitions.models import PaperBatch, Petition, Stall
from petitions.stalls import code_of
from tests.petitions.paper_scenes import Scene
from tests.petitions.reading import words

pytestmark = pytest.mark.django_db
HERE = "/desk/petitions/"


def test_ines_starts_a_stall_and_ends_it(ines: Client, scene: Scene) -> None:
    page = ines.post(f"{HERE}ten-points/stalls/", {"place": "Market Square", "branch": scene.branch.pk})
    stall = Stall.objects.get()
    here = f"{HERE}ten-points/stalls/{stall.pk}/"
    assert page["Location"] == here
    html = ines.get(here).content.decode()
    assert (f"/petitions/stall/{code_of(stall)}/" in html, "data:image/svg+xml" in html) == (True, True)
    assert "Market Square" in words(ines.get(f"{HERE}ten-points/").content)
    assert ines.get(f"{here}end/").status_code == 405
    assert ines.post(f"{here}end/")["Location"] == here
    ended = ines.get(here).content.decode()
    assert ("This stall ended on" in ended, code_of(stall) in ended) == (True, False)


def test_a_stall_without_a_place_and_one_of_a_paused_petition_get_a_sentence(
    ines: Client, scene: Scene
) -> None:
    page = ines.post(f"{HERE}ten-points/stalls/", {"place": "", "branch": scene.branch.pk})
    assert (page.status_code, "Enter where the stall is." in words(page.content)) == (422, True)
    Petition.objects.update(state="paused")
    page = ines.post(f"{HERE}ten-points/stalls/", {"place": "Market", "branch": scene.branch.pk})
    assert (page.status_code, "there can be no stall" in words(page.content)) == (422, True)
    assert Stall.objects.count() == 0


def test_a_branch_of_somebody_else_is_no_choice(ines: Client, scene: Scene) -> None:
    foreign = scene.orla.roles.get().branch_id
    for address, sent in (("sheets", {"sheets": "4"}), ("stalls", {"place": "Market"})):
        page = ines.post(f"{HERE}ten-points/{address}/", {**sent, "branch": foreign})
        assert page.status_code == 422
    assert (PaperBatch.objects.count(), Stall.objects.count()) == (1, 0)

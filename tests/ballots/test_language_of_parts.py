"""What officers wrote is marked as being in their language where the page is in the other (WCAG 3.1.2)."""

from collections import defaultdict
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from ballots.drafting import revise_ballot
from ballots.fixing import form_of
from ballots.models import Ballot, Option, Question, Threshold
from ballots.posted_letters import letters_html
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.ballots.test_booth import slip_in
from tests.ballots.test_welsh import opened as welsh_ballot
from tests.conftest import SignIn
from union.members.models import Branch, Region

pytestmark = pytest.mark.django_db
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Heard(HTMLParser):
    """Every stretch of text with the languages in which a screen reader says it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.langs, self.said = [""], defaultdict[str, set[str]](set)
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in VOID:
            hidden = "hidden" if self.langs[-1] == "hidden" or found.get("aria-hidden") == "true" else ""
            self.langs.append(hidden or found.get("lang") or self.langs[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.langs.pop()

    def handle_data(self, data: str) -> None:
        if self.langs[-1] != "hidden":
            self.said[data.strip()].add(self.langs[-1])


def heard(page: HttpResponse | str) -> dict[str, set[str]]:
    return Heard(page if isinstance(page, str) else page.content.decode()).said


def words_of(ballot: Ballot) -> set[str]:
    options = Option.objects.filter(question__ballot=ballot, abstains=False)
    return {ballot.title, ballot.introduction, *ballot.questions.values_list("text", flat=True)} | {
        words for option in options for words in (option.label, option.detail) if words
    }


def languages_in(page: HttpResponse | str, ballot: Ballot) -> set[str]:
    """In which languages this page says the officers' words, wherever they stand by themselves."""
    found = heard(page)
    return set().union(*(found[words] for words in words_of(ballot) if words in found))


def in_english(at: datetime) -> Scene:
    scene = scenes.drafted(at)
    Ballot.objects.update(introduction="Your branch asks you.")
    Question.objects.update(recommendation="choose A")
    Option.objects.filter(number=1).update(detail="From 1 April.")
    Threshold.objects.create(
        ballot=scene.ballot, label="Half vote", basis="turnout", numerator=1, denominator=2, note="Own rules."
    )
    scenes.agreed(scene, scenes.Act.FREEZE)
    assert scenes.freeze_ballot(scene.ballot, at=at)
    assert scenes.schedule_ballot(scene.ballot, at=at)
    scene.ballot.refresh_from_db()
    assert scenes.open_ballot(scene.ballot, at=at)
    scene.ballot.refresh_from_db()
    return scene


def walked(client: Client, scene: Scene, *, under: str) -> list[Any]:
    """Rowan's way through the booth and the pages around it, then the result."""
    ballot = scene.ballot
    pages: list[Any] = [client.get(f"{under}{scene.link()}", follow=True)]
    pages.append(client.post(f"{under}/vote/review/", {}))
    pages.append(client.post(f"{under}/vote/review/", {"question_1": "1"}))
    pages.append(client.post(f"{under}/vote/cast/", {"slip": slip_in(pages[-1])}))
    pages.append(client.get(f"{under}/ballots/{ballot.slug}/"))
    pages.append(client.get(f"{under}/ballots/{ballot.slug}/receipt/"))
    for number in range(2, 24):
        scenes.cast(scene.entry(number), scenes.A if number < 14 else scenes.B, at=scene.at)
    scenes.close(scene)
    scenes.count(scene)
    scenes.publish(scene)
    pages.append(client.get(f"{under}/ballots/{ballot.slug}/"))
    pages.append(client.get(f"{under}/ballots/{ballot.slug}/board/"))
    return pages


def test_english_words_on_welsh_pages_are_said_in_english(client: Client, at: datetime) -> None:
    scene = in_english(at)
    pages = walked(client, scene, under="/cy")
    assert [languages_in(page, scene.ballot) for page in pages] == [{"en-GB"}] * len(pages)
    result = heard(pages[-2])
    assert (result["Half vote"], result["Own rules."]) == ({"en-GB"}, {"en-GB"})
    paper = heard(pages[0])
    assert [paper[words] for words in sorted(words_of(scene.ballot))] == [{"en-GB"}] * 6
    assert (paper["choose A"], paper["Ymatal"]) == ({"en-GB"}, {"cy"})  # abstaining is in our own words


def test_welsh_words_on_english_pages_are_said_in_welsh(client: Client, at: datetime) -> None:
    scene = welsh_ballot(at)
    pages = walked(client, scene, under="")
    assert [languages_in(page, scene.ballot) for page in pages] == [{"cy"}] * len(pages)
    assert heard(pages[0])["Abstain"] == {"en-GB"}


@pytest.mark.parametrize("under", ["", "/cy"])
def test_nothing_is_marked_where_page_and_words_are_in_one_language(
    client: Client, at: datetime, under: str
) -> None:
    scene = welsh_ballot(at) if under else in_english(at)
    pages = [client.get(f"{under}{scene.link()}", follow=True)]
    pages.append(client.get(f"{under}/ballots/{scene.ballot.slug}/"))
    assert [page.content.decode().count("<span lang=") for page in pages] == [0, 0]


def test_the_panel_of_a_ballot_is_named_by_its_title_in_the_language_of_the_title(at: datetime) -> None:
    scene = in_english(at)
    with translation.override("cy"):
        panel = Template("{% load ballot_panel %}{% ballot_panel ballot %}").render(
            Context({"ballot": scene.ballot})
        )
    assert f'aria-labelledby="ballot-{scene.ballot.pk}"' in panel
    assert f'<h2 id="ballot-{scene.ballot.pk}">' in panel
    assert "aria-label=" not in panel
    assert heard(panel)["NJC pay claim 2022"] == {"en-GB"}


def test_a_posted_letter_names_the_ballot_in_its_own_language(at: datetime) -> None:
    scene = in_english(at)
    with translation.override("cy"):
        letter = letters_html(scene.ballot, [scene.entry()], language="cy", at=at)
    assert heard(letter)["NJC pay claim 2022"] == {"en-GB"}


def test_the_language_is_part_of_what_two_people_fix(at: datetime) -> None:
    scene = scenes.drafted(at)
    assert "language" not in form_of(scene.ballot)
    welsh = revise_ballot(scene.ballot, by=scene.ines, at=at, language=Ballot.Language.WELSH)
    assert form_of(welsh)["language"] == "cy"


def test_ines_is_asked_for_the_language_where_members_may_read_welsh(sign_in: SignIn, at: datetime) -> None:
    scene = scenes.drafted(at)
    ines, here = sign_in(scene.ines), f"/desk/ballots/{scene.ballot.slug}/words/"
    assert b"Written in" not in ines.get(here).content
    sent = {
        "title": "Hawliad cyflog",
        "question": "Pa hawliad?",
        "options": "2",
        "label_1": "A",
        "label_2": "B",
        "language": "cy",
    }
    ines.post(here, sent)  # where it was not asked for, nothing is changed by it
    assert Ballot.objects.get().language == "en-GB"
    here = f"/desk/ballots/{Ballot.objects.get().slug}/words/"  # which follows the title
    Region.objects.filter(pk=Branch.objects.get(pk=scene.branch.pk).region_id).update(name_cy="Cymru")
    assert b"Written in" in ines.get(here).content
    refused = ines.post(here, sent | {"language": "fr"})
    assert refused.status_code == 422
    ines.post(here, sent)
    assert Ballot.objects.get().language == "cy"

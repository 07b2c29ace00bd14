"""Letters with a link are drawn once for all members of a ballot; each is the plain one, styles put in."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from ballots import inviting
from ballots.inviting import INVITATION, RENEWED, addresses
from ballots.linking import token_for
from ballots.models import Ballot, RollEntry
from ballots.reminding import REMINDER
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.once import told_once
from union.mail.composing import compose, render
from union.mail.models import Message
from union.mail.rendering import Letter, render_letter
from union.mail.styling import styled
from union.members.models import Branch, Member
from union.pages.models import Organisation

pytestmark = pytest.mark.django_db
NAMES = [
    "Rowan Ashby",
    "O'Brien & <b>Sons</b>",
    'Siân "Sam" Ŵyn',
    "{{ name }} %(name)s \\1",
    "  two  spaces ",
]


@told_once
def scene() -> Scene:
    opened = scenes.opened(timezone.now())
    Ballot.objects.update(title="Pay & conditions: O'Brien's <claim>")
    for number, name in enumerate(NAMES):
        Member.objects.filter(pk=opened.entry(number).member_id).update(name=name)
    return opened


def message_for(entry: RollEntry, kind: str, *, language: str = "en") -> Message:
    return Message(kind=kind, subject=f"entry:{entry.pk}", language=language, recipient="a@example.org")


def plain(entry: RollEntry, kind: str, *, language: str) -> Letter:
    """The letter rendered as every other one is, with its styles put in."""
    event, said = {
        INVITATION: ("ballots/invitation", {"renewed": False}),
        RENEWED: ("ballots/invitation", {"renewed": True}),
        REMINDER: ("ballots/reminder", {}),
    }[kind]
    with translation.override("en-gb" if language == "en" else language):
        links = addresses(token_for(entry))
        context = {"ballot": entry.ballot, "name": entry.member.name, **said, **links}
        letter = render_letter(event, context)
    return replace(letter, html=styled(letter.html), is_styled=True)


def with_plain_quotes(letter: Letter | None) -> Letter:
    """What puts styles in writes the quotes of a text as they are; in a name they are escaped."""
    assert letter
    return replace(letter, html=letter.html.replace("&#x27;", "'").replace("&quot;", '"'))


@pytest.mark.parametrize("national", [False, True])
@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("kind", [INVITATION, RENEWED, REMINDER])
def test_the_kept_letter_is_the_plain_one_to_the_byte_but_for_quotes(
    scene: Scene, kind: str, language: str, national: bool
) -> None:
    if national:
        Ballot.objects.update(branch=None)
    entries = RollEntry.objects.select_related("ballot__branch", "member").order_by("number")[: len(NAMES)]
    letters = [render(message_for(entry, kind, language=language)) for entry in entries]
    assert [with_plain_quotes(letter) for letter in letters] == [
        with_plain_quotes(plain(entry, kind, language=language)) for entry in entries
    ]
    texts = [(letter.text, letter.html) for letter in letters if letter]
    assert ["O'Brien & <b>Sons</b>" in part for part in texts[1]] == [True, False]
    assert "O&#x27;Brien &amp; &lt;b&gt;Sons&lt;/b&gt;" in texts[1][1]
    assert [part.count(token_for(entries[1])) for part in texts[0]] == [0, 0]
    assert len({text for text, _ in texts}) == len(NAMES)
    assert not any("\0" in part for pair in texts for part in pair)


def test_what_leaves_for_the_mail_server_is_the_plain_letter(scene: Scene, noon: datetime) -> None:
    entry = RollEntry.objects.select_related("ballot__branch", "member").get(pk=scene.entry(1).pk)
    message = message_for(entry, INVITATION)
    message.message_id = "<1@example.org>"
    letters = (render(message), plain(entry, INVITATION, language="en"))
    kept, drawn = (compose(message, with_plain_quotes(letter), at=noon) for letter in letters)
    assert (kept.subject, kept.body, kept.alternatives) == (drawn.subject, drawn.body, drawn.alternatives)
    assert 'style="' in kept.alternatives[0].content


def test_a_later_close_a_renamed_branch_and_another_name_of_the_union_are_in_the_next_letter(
    scene: Scene,
) -> None:
    message = message_for(scene.entry(0), INVITATION)
    first = render(message)
    Ballot.objects.update(closes_at=scene.ballot.closes_at + timedelta(days=3))
    Branch.objects.filter(pk=scene.branch.pk).update(name="Northside and Ely")
    Organisation.objects.create(site_id=1, name="Union of Ten")
    cache.clear()
    second = render(message)
    entry = RollEntry.objects.select_related("ballot__branch", "member").get(pk=scene.entry(0).pk)
    assert first
    assert with_plain_quotes(second) == with_plain_quotes(plain(entry, INVITATION, language="en"))
    assert ["Northside and Ely" in letter.text for letter in (first, second)] == [False, True]
    assert ["Union of Ten" in letter.html for letter in (first, second)] == [False, True]


def test_nothing_of_a_member_is_in_what_is_kept(scene: Scene) -> None:
    worlds = []
    for number in (0, 1):
        for kind in (INVITATION, RENEWED, REMINDER):
            render(message_for(scene.entry(number), kind))
        worlds.append([(page._between, page.gaps) for page in inviting.LETTERS._drawn.values()])
        inviting.LETTERS.clear()
    assert worlds[0] == worlds[1]
    assert len(worlds[0]) == 9
    assert {name for _, gaps in worlds[0] for name in gaps} == {"name", "token"}


def test_a_letter_after_the_first_asks_the_database_once(scene: Scene) -> None:
    first, second = (message_for(scene.entry(number), INVITATION) for number in (0, 1))
    render(first)
    with CaptureQueriesContext(connection) as captured:
        render(second)
    assert len(captured) == 1

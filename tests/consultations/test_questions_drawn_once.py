"""An empty question is drawn once for everybody: nobody can tell, and nothing of a reply stays."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from campaigns.consultations import question_pages
from campaigns.consultations.forms import AnswerForm
from campaigns.consultations.holding import NAME
from campaigns.consultations.models import Consultation, Reply
from campaigns.consultations.speaking import questions_of
from tests.consultations.everything import ADDRESS, SENT, asking, send

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def consultation() -> Consultation:
    return asking(timezone.now(), in_welsh=True)


def somebody() -> tuple[Client, str]:
    """Somebody who began, and their receipt code."""
    client = Client()
    client.post(ADDRESS)
    return client, client.cookies[NAME].value.split(":")[0]


def page(client: Client, key: str, root: str = ADDRESS) -> str:
    return client.get(f"{root}q/{key}/").content.decode()


def own(html: str, code: str) -> str:
    """A page without what is its reader's own."""
    [token] = TOKEN.findall(html)
    assert html.count(code) <= 1
    return html.replace(token, "token").replace(code, "code")


def visit() -> HttpRequest:
    """A visitor who holds no code."""
    request = RequestFactory().get(ADDRESS)
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize("language", ["en-gb", "cy"])
@pytest.mark.parametrize("mode", ["public", "anonymous_verified"])
def test_the_kept_page_is_the_plain_one_to_the_byte(
    consultation: Consultation, language: str, mode: str
) -> None:
    somebody()
    Consultation.objects.update(mode=mode)
    reply = Reply.objects.select_related("consultation", "version").get()
    with translation.override(language):
        questions = questions_of(reply)
        for asked in questions.asked:
            seen = {"worried": "5"} if asked.key == "why" else {}
            pages = [
                question_pages.empty(visit(), reply, asked, questions, seen, lang=""),
                question_pages.empty(visit(), reply, asked, questions, seen, lang=""),
                question_pages.filled(visit(), reply, AnswerForm(asked), questions, seen),
            ]
            first, second, plain = (TOKEN.sub("token", page.content.decode()) for page in pages)
            assert first == second == plain
            assert ("\0" in first, len(first) > 3000, asked.label in first) == (False, True, True)


def kept() -> list[tuple[list[bytes], list[str]]]:
    return [(drawn._between, drawn.gaps) for drawn in question_pages.KEPT._drawn.values()]


def test_what_is_kept_is_the_same_whoever_answered_and_what(consultation: Consultation) -> None:
    worlds = []
    for role, reason in (("worker", "Because of Ida."), ("other", "Nobody asked Ida.")):
        client, code = somebody()
        for key in SENT:
            page(client, key)
            send(client, key, **({"answer": role} if key == "role" else {}))
            page(client, key)
        client.post(f"{ADDRESS}q/why/", {"answer": reason})
        page(client, "why")
        worlds.append(kept())
        whole = b"".join(piece for between, _ in kept() for piece in between).decode()
        assert [word in whole for word in (code, "Ida", " checked", "Court work")] == [False] * 4
        question_pages.KEPT.clear()
    assert worlds[0] == worlds[1]
    assert len(worlds[0]) >= len(SENT)


def test_each_reader_has_a_code_and_a_token_of_their_own(consultation: Consultation) -> None:
    (rowan, hers), (sam, his) = somebody(), somebody()
    pages = [page(rowan, "role"), page(sam, "role")]
    assert [[code in html for code in (hers, his)] for html in pages] == [[True, False], [False, True]]
    assert len({TOKEN.findall(html)[0] for html in pages}) == 2


def test_a_later_close_and_a_reply_that_was_sent_show_at_once(consultation: Consultation) -> None:
    rowan, _code = somebody()
    before = page(rowan, "team")
    Consultation.objects.update(closes=consultation.closes + timedelta(days=1))
    later = page(rowan, "team")
    send(rowan, "role")
    rowan.post(f"{ADDRESS}check/")
    Reply.objects.update(state="sent", sent_on=timezone.localdate())
    sent = page(rowan, "team")
    words = "A reply that is not sent is deleted after 30 days."
    assert [words in html for html in (before, later, sent)] == [True, True, False]
    until = re.compile(r"until ([^,]+),")
    assert until.findall(before) != until.findall(later)
    assert until.findall(later) == until.findall(sent)

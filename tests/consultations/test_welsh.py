"""Rowan answers in Welsh, and meets no English of ours; words of a consultation that has no Welsh say so."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone, translation

from campaigns.consultations.models import Answer, Consent, Consultation, Reply, Theme
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.templatetags import consultation_words
from deploy import translating
from tests.consultations.everything import ADDRESS, SENT, asking
from tests.once import told_once
from union.pages.models import Organisation

pytestmark = pytest.mark.django_db
WELSH = f"/cy{ADDRESS}"
WORD = re.compile(r"(?<!\w)[^\W\d_]{2,}(?!\w)")
# What members write in these tests, and names of things that are the same in both languages.
NAMES = {"tenpoint", "english", "tiwtor"}


def words_in(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(re.sub(r"%\(\w+\)s|<[^>]*>", " ", text))}


def english() -> set[str]:
    """Every word of our English sentences that none of our Welsh ones has."""
    ours, welsh = set[str](), set[str]()
    for entry in translating.catalogue():
        ours |= words_in(f"{entry.msgid} {entry.msgid_plural}")
        welsh |= words_in(" ".join([entry.msgstr, *entry.msgstr_plural.values()]))
    return ours - welsh - NAMES


ENGLISH = english()


def english_on(page: HttpResponseBase) -> list[str]:
    """English words of ours that are read or heard on a page, beside those that say they are English."""
    html = page.content.decode()
    assert '<html lang="cy">' in html
    html = html.replace(Organisation._meta.get_field("name").default, "")
    [main] = re.findall(r"<main[^>]*>(.*)</main>", html, re.DOTALL)
    heard = re.findall(r'(?:<title>|name="description" content=")([^"<]*)', html)
    heard += re.findall(r'(?:aria-label|data-left|data-over)="([^"]*)', html)
    read = re.sub(r'<(\w+)[^>]* lang="en-GB".*?</\1>|<p class="tracker.*?</p>', " ", main, flags=re.DOTALL)
    return sorted(words_in(" ".join([*heard, read])) & ENGLISH)


@told_once
def consultation() -> Consultation:
    return asking(timezone.now(), in_welsh=True)


def in_welsh(client: Client) -> Sequence[HttpResponseBase]:
    """Every page on the way from the start to the end, with a slip at each question."""
    pages = [client.get(WELSH), client.post(WELSH, follow=True), client.post(f"{WELSH}check/")]
    slips: dict[str, list[dict[str, object]]] = {
        "role": [{"answer": "king"}, {"answer": "other", "other": "x" * 201}],
        "tasks": [{"answer": ["none", "visits"]}, {"other": "Cinio"}, {"answer": ["x"]}],
        "worried": [{"answer": "6"}],
        "why": [{"answer": ""}, {"answer": "Ffoniwch 07700 900123"}],
        "cases": [{"answer": "x"}, {"answer": "2.5"}, {"answer": "230"}],
        "spent": [{"answer": "x"}, {"answer": "900"}],
        "since": [{"answer_day": "31"}, {"answer_day": "31", "answer_month": "Medi", "answer_year": "2019"}],
        "team": [{"answer": "x" * 121}, {"answer": "\x00"}],
        "support": [{"answer_manager": "good"}],
        "order": [{"answer_pay": "1", "answer_cases": "1"}, {"answer_pay": "4"}],
    }
    for key, wrong in slips.items():
        address = f"{WELSH}q/{key}/"
        pages.append(client.get(address))
        pages += [client.post(address, sent) for sent in wrong]
        texts = {"other": "Tiwtor", **({"answer": "Tiwtor"} if key in {"why", "team"} else {})}
        pages.append(client.post(address, {**SENT[key], **texts, "as_it_is": "yes"}, follow=True))
    pages += [
        client.post(f"{WELSH}check/", {"consents": ["x"]}),
        client.post(f"{WELSH}check/", {"consents": ["press"]}, follow=True),
        client.get(f"{WELSH}check/"),
        client.get(f"{WELSH}return/"),
        client.post(f"{WELSH}return/", {"code": "x"}),
        client.post(f"{WELSH}return/", {"code": "0000-0000-0000-0000"}),
        client.get(f"{WELSH}withdraw/"),
    ]
    return pages


def test_rowan_answers_in_welsh(client: Client, consultation: Consultation) -> None:
    pages = in_welsh(client)
    assert {page.status_code for page in pages} == {200}
    assert [(page.request["PATH_INFO"], english_on(page)) for page in pages if english_on(page)] == []
    assert Reply.objects.get().state == "sent"
    assert Consent.objects.get().wording == "quote-1-cy"
    answers = pages[-5].content.decode()
    assert "27 Mawrth 2019" in answers
    assert "Gan fy rheolwr: Da" in answers
    assert "1. Llai o achosion" in answers


def test_a_closed_consultation_says_so_in_welsh(client: Client, consultation: Consultation) -> None:
    pages = in_welsh(client)
    close_consultation(consultation, by=None, at=timezone.now())
    pages = [
        client.get(WELSH),
        client.get(f"{WELSH}check/"),
        client.post(f"{WELSH}q/team/", {"answer": "Tiwtor"}),
        client.post(f"{WELSH}stop-quoting/", follow=True),
        Client().post(f"{WELSH}q/role/", {"answer": "other", "other": "Tiwtor"}),
        Client().get(f"{WELSH}withdrawn/"),
    ]
    assert [page.status_code for page in pages] == [200, 200, 409, 200, 403, 200]
    assert [english_on(page) for page in pages] == [[]] * 6


def test_one_that_has_not_begun_says_so_in_welsh(client: Client) -> None:
    asking(timezone.now() + timedelta(days=3), in_welsh=True)
    assert english_on(client.get(WELSH)) == []


def test_the_words_of_the_consultation_are_welsh_too(client: Client, consultation: Consultation) -> None:
    start = client.get(WELSH).content.decode()
    for words in ("Gwylio gwaith cymdeithasol", "Dywedwch wrthym", "Ein bod yn gofyn.", "Dau gymedrolwr."):
        assert words in start
    assert f'<link rel="alternate" hreflang="en-GB" href="{ADDRESS}">' in start
    assert f'<link rel="alternate" hreflang="cy" href="{WELSH}">' in start
    assert f'<link rel="alternate" hreflang="cy" href="{WELSH}">' in client.get(ADDRESS).content.decode()
    client.post(WELSH)
    page = client.get(f"{WELSH}q/tasks/").content.decode()
    for words in ("Beth wnaethoch chi", "Meddyliwch", "Rhywbeth arall", "Dim byd", "Eich gwaith"):
        assert words in page
    assert 'lang="en' not in page.split("</main>")[0]  # the foot has the union's own line


def test_what_has_no_welsh_says_that_it_is_english(client: Client) -> None:
    asking(timezone.now())
    pages = in_welsh(client)
    start, role = pages[0].content.decode(), client.get(f"{WELSH}q/role/").content.decode()
    assert '<h1 lang="en-GB">Your workload</h1>' in start
    assert 'rel="alternate"' not in start
    assert '<legend lang="en-GB"><h1>What is your job role?</h1></legend>' in role
    assert "Parhau" in role
    assert Answer.objects.get(question="role").value == "other"


@pytest.mark.parametrize(
    ("page", "said", "mark"),
    [
        ("cy", "They have no time for the children.", ' lang="en-GB"'),
        ("cy", "Mae’r plant yn aros amdanom ni.", ""),
        ("en-gb", "Mae’r plant yn aros amdanom ni.", ' lang="cy"'),
        ("en-gb", "They have no time for the children.", ""),
    ],
)
def test_what_a_member_said_is_marked_where_it_is_in_another_language(
    page: str, said: str, mark: str
) -> None:
    with translation.override(page):
        assert consultation_words.lang_said(said) == mark


def test_words_of_a_theme_that_has_no_welsh_are_marked_on_a_welsh_page() -> None:
    english, both = Theme(title="Fewer forms"), Theme(title="Fewer forms", title_cy="Llai o ffurflenni")
    with translation.override("cy"):
        marks = [consultation_words.lang_of(theme, "title") for theme in (english, both)]
        said = [consultation_words.members_said(n) for n in (1, 12)]
    assert marks == [' lang="en-GB"', ""]
    assert said == ["Dywedodd 1 aelod hyn", "Dywedodd 12 o aelodau hyn"]
    with translation.override("en-gb"):
        assert consultation_words.lang_of(english, "title") == ""

"""The booth draws its pages once for everybody: nobody can tell, and nothing of a voter stays."""

import gc
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any
from urllib.parse import clear_cache

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from ballots.booth import drawing
from ballots.casting import Receipt
from ballots.fixing import questions_of, scale_of
from ballots.forms import PaperForm
from ballots.models import Ballot, Question, RollEntry
from ballots.pay_shown import claims_of, gains_at, pay_at
from tests.ballots import scenes, test_kinds
from tests.ballots.scenes import A, B, Scene
from tests.ballots.test_booth import slip_in, tracker_in
from tests.once import told_once
from union.members.models import Branch
from union.pages.models import Organisation
from union.pay.own_pay import OwnPayForm, hidden_hours

pytestmark = pytest.mark.django_db
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
SIGNATURE = "a+b/c=="


@pytest.fixture(scope="module")
def at() -> datetime:
    return timezone.now()


@told_once
def open_ballot(at: datetime) -> Scene:
    return scenes.opened(at)


def visit() -> HttpRequest:
    """A visitor without any cookie."""
    request = RequestFactory().get("/vote/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def without_token(page: HttpResponse) -> bytes:
    """The bytes of a page, with the one token it has on all its forms taken out."""
    assert len(set(TOKEN.findall(page.content))) <= 1
    return TOKEN.sub(b"token", page.content)


def plain_paper(request: HttpRequest, entry: RollEntry) -> HttpResponse:
    """The paper drawn as any page is."""
    ballot, questions, scale = entry.ballot, questions_of(entry.ballot), scale_of(entry.ballot)
    hours = OwnPayForm({}, scale=scale) if scale else None
    gains = gains_at(questions, pay_at(ballot, entry.pay_point), worked=hours.worked if hours else None)
    context = {
        "ballot": ballot,
        "form": PaperForm(questions, gains=gains),
        "hours": hours,
        "worked": hours.worked if hours else None,
        "claims": claims_of(ballot, questions),
        "scale": scale,
        "own_point": entry.pay_point,
    }
    return render(request, "ballots/booth_choose.html", context)


CHECK = {"hours": hidden_hours({"hours": '"<18', "weeks": ""}), "tracker": "7K2M9QX4TD", "slip": "gAAA-_="}


def answers_of(ballot: Ballot) -> list[tuple[Question, SafeString]]:
    sent = {"question_1": "2", "question_2": "1", "question_3": ["1", "2"], "question_4_2": "1"}
    form = PaperForm(questions_of(ballot), sent)
    assert form.is_valid()
    return form.chosen


def plain_check(request: HttpRequest, entry: RollEntry) -> HttpResponse:
    chosen = answers_of(entry.ballot)
    return render(request, "ballots/booth_review.html", {"ballot": entry.ballot, "chosen": chosen, **CHECK})


def a_check(request: HttpRequest, entry: RollEntry) -> HttpResponse:
    return drawing.check(request, entry.ballot, chosen=answers_of(entry.ballot), **CHECK)  # type: ignore[arg-type]


RECEIPT = {"tracker": "7K2M9QX4TD", "digest": "ab" * 32, "signature": SIGNATURE}


def plain_receipt(request: HttpRequest, entry: RollEntry) -> HttpResponse:
    return render(request, "ballots/booth_receipt.html", {"ballot": entry.ballot, **RECEIPT})


def a_receipt(request: HttpRequest, entry: RollEntry) -> HttpResponse:
    return drawing.receipt(request, Receipt(entry.ballot, **RECEIPT))


PAGES: list[tuple[Callable[..., HttpResponse], Callable[..., HttpResponse]]] = [
    (drawing.empty_paper, plain_paper),
    (a_check, plain_check),
    (a_receipt, plain_receipt),
]


@pytest.mark.parametrize("language", ["en-gb", "cy"])
@pytest.mark.parametrize("paid", [True, False])
@pytest.mark.parametrize(("drawn_once", "plain"), PAGES)
def test_the_kept_page_is_the_plain_one_to_the_byte(
    at: datetime,
    language: str,
    paid: bool,
    drawn_once: Callable[..., HttpResponse],
    plain: Callable[..., HttpResponse],
) -> None:
    scene = test_kinds.opened(at)
    Branch.objects.update(name="O’Brien & <b>Sons</b>")
    if not paid:
        Ballot.objects.update(pay_scale=None)
    entry = RollEntry.objects.select_related("ballot__branch").get(pk=scene.entry().pk)
    with translation.override(language):
        first, second, drawn = (page(visit(), entry) for page in (drawn_once, drawn_once, plain))
    assert without_token(first) == without_token(second) == without_token(drawn)
    assert len(drawn.content) > 3000
    assert b"\0" not in first.content + second.content
    assert [list(page.cookies) for page in (first, second)] == [list(drawn.cookies)] * 2


def written(form: OwnPayForm) -> str:
    """Its hidden fields, without what would describe them to somebody who sees them."""
    return re.sub(
        r'( aria-describedby="[\w ]+"| aria-invalid="true")', "", "".join(field.as_hidden() for field in form)
    )


def test_hours_are_brought_along_as_the_form_would_write_them(open_ballot: Scene) -> None:
    for hours, weeks in (("", ""), ("18.5", ""), ('"<b>', "44.2")):
        sent = {"hours": hours, "weeks": weeks}
        form = OwnPayForm(sent, scale=scenes.pay_scale())
        assert hidden_hours(sent) == written(form)
    assert hidden_hours({}) == written(OwnPayForm({}, scale=scenes.pay_scale()))


def test_each_voter_has_a_token_of_their_own_that_the_next_page_takes(open_ballot: Scene) -> None:
    tokens = set[str]()
    for number in (0, 1):
        voter = Client(enforce_csrf_checks=True)
        paper = voter.get(open_ballot.link(number), follow=True)
        token = TOKEN.findall(paper.content)[0].decode()
        review = voter.post("/vote/review/", {"question_1": str(A), "csrfmiddlewaretoken": token})
        tokens |= {token, TOKEN.findall(review.content)[0].decode()}
        sent = {"slip": slip_in(review), "csrfmiddlewaretoken": TOKEN.findall(review.content)[1].decode()}
        assert voter.post("/vote/cast/", sent).status_code == 200
    assert len(tokens) == 4


def test_members_at_two_pay_points_see_their_own_figures(open_ballot: Scene) -> None:
    at_40 = open_ballot.entry(1)
    RollEntry.objects.filter(pk=at_40.pk).update(pay_point=40)
    for _ in range(2):
        pages = [Client().get(open_ballot.link(number), follow=True).content.decode() for number in (0, 1)]
        points = [re.findall(r"Your pay point: (\d+)", page) for page in pages]
        assert points == [["15"], ["40"]]


def test_a_later_close_a_renamed_branch_and_a_new_name_of_the_union_show_at_once(open_ballot: Scene) -> None:
    def shown() -> str:
        return Client().get(open_ballot.link(), follow=True).content.decode()

    before, closes_at = shown(), open_ballot.ballot.closes_at
    Ballot.objects.update(closes_at=closes_at + timedelta(days=1))
    later = timezone.localtime(closes_at + timedelta(days=1)).date().isoformat()
    Branch.objects.filter(pk=open_ballot.branch.pk).update(name="Northside and Ely")
    renamed = shown()
    assert [f'datetime="{later}' in page for page in (before, renamed)] == [False, True]
    assert ["Northside and Ely" in page for page in (before, renamed)] == [False, True]
    Organisation.objects.create(site_id=1, name="Union of Ten")
    cache.clear()
    assert ["Union of Ten" in page for page in (before, renamed, shown())] == [False, False, True]


def test_a_word_for_one_voter_is_shown_to_her_and_kept_for_nobody(open_ballot: Scene) -> None:
    rowan = Client()
    told = [Message(constants.INFO, "A word for Rowan alone")]
    rowan.get(open_ballot.link())
    rowan.cookies["messages"] = CookieStorage(RequestFactory().get("/"))._encode(told)
    pages = [rowan.get("/vote/"), rowan.get("/vote/"), Client().get(open_ballot.link(1), follow=True)]
    assert [b"A word for Rowan alone" in page.content for page in pages] == [True, False, False]


# --- nothing of a voter stays


def kept_pages() -> list[tuple[list[bytes], list[str]]]:
    return [(page._between, page.gaps) for page in drawing.KEPT._drawn.values()]


def vote(scene: Scene, number: int, choice: int) -> list[Any]:
    """All pages of a vote: with hours, incomplete, in both languages, changed once, cast twice."""
    voter = Client()
    hours = {"hours": "17.3", "weeks": "41.9"}
    chosen = {"question_1": str(choice), **hours}
    pages = [
        voter.get(scene.link(number), follow=True),
        voter.post("/vote/", {**chosen, "figures": "show"}),
        voter.post("/cy/vote/", {**chosen, "language": "cy"}),
        voter.get("/cy/vote/"),
        voter.post("/vote/review/", hours),
        voter.post("/vote/review/", chosen),
    ]
    slip = {"slip": slip_in(pages[-1])}
    pages += [
        voter.post("/vote/", {**slip, **hours}),
        voter.post("/cy/vote/review/", chosen),
        voter.post("/vote/cast/", slip),
        voter.post("/vote/cast/", slip),
    ]
    assert [page.status_code for page in pages] == [200, 200, 200, 200, 422, 200, 200, 200, 200, 409]
    return pages


def test_what_is_kept_is_the_same_however_somebody_voted(open_ballot: Scene) -> None:
    worlds = []
    for number, choice in ((0, A), (1, B), (2, scenes.ABSTAIN)):
        vote(open_ballot, number, choice)
        worlds.append(kept_pages())
        drawing.KEPT.clear()
    assert worlds[0] == worlds[1] == worlds[2]
    assert len(worlds[0]) == 5  # paper and check in two languages, and the receipt
    kept = b"".join(piece for between, _ in worlds[0] for piece in between)
    assert [kept.count(word) for word in (b" checked", b"17.3", b"41.9", b"Rowan Ashby")] == [0, 0, 0, 0]


def texts_alive() -> Iterator[str | bytes]:
    """Every text that anything in this process holds on to."""
    gc.unfreeze()
    gc.collect()
    seen = set[int]()
    waiting: list[object] = gc.get_objects()
    while waiting:
        for part in gc.get_referents(waiting.pop()):
            kind = type(part)  # isinstance would wake up what is lazy
            if issubclass(kind, str | bytes):
                yield part
            elif kind in (dict, tuple, list) and not gc.is_tracked(part) and id(part) not in seen:
                seen.add(id(part))
                waiting.append(part)


def alive(backwards: list[str]) -> list[bool]:
    """Which of these words are still held, which are told backwards so that the question is no answer."""
    texts = texts_alive()
    whole = "\0".join(str(part, "latin-1") if isinstance(part, bytes) else part for part in texts)
    gc.freeze()  # as before: looking for garbage in all of it would slow down the rest of the run
    return [word[::-1] in whole for word in backwards]


def told_by(scene: Scene) -> list[str]:
    """Rowan votes; what her pages said and her link is, backwards."""
    pages = vote(scene, 0, B)
    review, receipt = pages[5], pages[8]
    words = [
        tracker_in(review),
        slip_in(review)[:60],
        TOKEN.findall(pages[0].content)[0].decode(),
        re.findall(r'class="digest">([^<]+)<', receipt.content.decode())[1][:40],
        scene.link().split("/")[2],
        pages[0].wsgi_request.COOKIES["booth"],
    ]
    return [word[::-1] for word in words]


def test_nothing_that_a_voter_was_shown_or_brought_stays_in_the_process(open_ballot: Scene) -> None:
    backwards = told_by(open_ballot)
    clear_cache()  # the test's browser takes addresses apart, which no server does with a link
    another = token_urlsafe(30)  # which does stay, so it is found
    planted = {"somewhere": [("deep", f"in a page: {another[::-1]}")]}
    assert alive([another, *backwards]) == [True, *[False] * len(backwards)]
    assert planted

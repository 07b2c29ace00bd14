"""What strangers and broken programs send to the booth: each gets a sentence, and nothing is recorded."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from ballots.codes import code_for, credential_from_code, tidy
from ballots.keys import code_key, link_key
from ballots.linking import credential_from_token, credential_of, token_for
from ballots.models import StagedPaper
from tests.ballots import scenes
from tests.ballots.factories import a_branch, opened
from tests.ballots.scenes import Scene
from tests.once import told_once
from union.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
FORMS = ["/vote/", "/vote/review/", "/vote/cast/", "/vote/code/", "/vote/link/", "/cy/vote/cast/"]
FORM = "application/x-www-form-urlencoded"
MANY_FILES = b"".join(
    b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n\r\n' for _ in range(150)
)
UNREADABLE = {
    "thousands of fields": (FORM, b"a=&" * 3000),
    "a hundred and fifty files": ("multipart/form-data; boundary=x", MANY_FILES + b"--x--\r\n"),
    "parts without a boundary": ("multipart/form-data", b"--y\r\nrubbish"),
}
STRANGE = {
    "another alphabet": (f"{FORM}; charset=utf-16", b"a=b"),
    "an alphabet that is none": (f"{FORM}; charset=nope", b"a=b"),
    "bytes that are no text": (FORM, b"slip=%ff%fe&question_1=%ff&code=%ff%00&address=%00%ff"),
    "JSON": ("application/json", b'{"slip": 1}'),
    "parts that do not begin": ("multipart/form-data; boundary=x", b"--y\r\nrubbish"),
}


@told_once
def open_ballot() -> Scene:
    return scenes.opened(timezone.now(), members=5)


@pytest.fixture
def rowan(open_ballot: Scene) -> Client:
    """A browser in the booth, from which forms come without a token when they cannot be read."""
    client = Client(raise_request_exception=False)
    client.get(open_ballot.link())
    return client


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_form_that_cannot_be_read_is_refused_in_a_sentence(
    rowan: Client, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    kind, body = UNREADABLE[what]
    for address in FORMS:
        page = rowan.generic("POST", address, body, content_type=kind)
        kept = page["Cache-Control"]
        assert (page.status_code, kept, caplog.records) == (400, "no-store, no-transform", []), address
        words = page.content.decode()
        assert "nothing was recorded" in words or "ni chofnodwyd dim" in words
    assert StagedPaper.objects.count() == 0


def test_a_form_of_a_strange_kind_is_asked_for_again(rowan: Client) -> None:
    for what, (kind, body) in STRANGE.items():
        for address in FORMS:
            page = rowan.generic("POST", address, body, content_type=kind)
            assert page.status_code in {200, 400, 422}, (what, address)
        assert StagedPaper.objects.count() == 0, what


def test_a_form_in_another_alphabet_is_no_fault_of_ours(open_ballot: Scene) -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.get(open_ballot.link())
    strict.get("/vote/")
    body = f"csrfmiddlewaretoken={strict.cookies['csrftoken'].value}&a=b".encode()
    for address in [*FORMS, "/me/", "/accounts/login/", "/ballots/njc-pay-claim-2022/receipt/"]:
        page = strict.generic("POST", address, body, content_type=f"{FORM}; charset=utf-16")
        assert page.status_code in {200, 400, 422}, address


def test_a_host_that_is_not_ours_is_refused_and_named_nowhere(open_ballot: Scene) -> None:
    for host in ["evil.example", "a b", "127.0.0.1,evil.example", "[::1", "x\\@evil.example"]:
        stranger = Client(raise_request_exception=False)
        for address in ("/", "/vote/", "/me/", "/ballots/njc-pay-claim-2022/", open_ballot.link()):
            page = stranger.get(address, headers={"host": host})
            assert (page.status_code, "evil" in page.content.decode()) == (400, False), (host, address)
        assert list(stranger.cookies) == [], host


@pytest.mark.parametrize("length", [255, 306, 4000])
def test_an_address_too_long_for_any_mailbox_is_asked_for_again(open_ballot: Scene, length: int) -> None:
    page = Client().post("/vote/link/", {"address": "a@" + ("b." * length)[: length - 5] + "org"})
    assert (page.status_code, Message.objects.filter(kind="ballot_link_again").count()) == (422, 0)
    assert "Enter an e-mail address of 254 characters or fewer." in page.content.decode()


def test_a_number_written_otherwise_is_no_answer(rowan: Client) -> None:
    for number in ["²", "１", "١", "1e0", "0x1", "-1", "9" * 400, "\x00", "True", "1.0", "1/2", "\ud7ff"]:
        assert rowan.post("/vote/review/", {"question_1": number}).status_code == 422, number


def test_a_code_in_other_letters_lets_nobody_in(open_ballot: Scene) -> None:
    for code in [
        "ﬁ" * 8,
        "ß" * 8,
        "١" * 16,
        "𝟎" * 16,
        "ı" * 16,
        "ſ" * 16,
        "é" * 16,
        "\u202e" + "0" * 16,
        "0" * 201,
        "0\r\nX: y",
    ]:
        page = Client().post("/vote/code/", {"code": code})
        assert (page.status_code, "booth" in page.cookies) == (422, False), code


def test_hours_of_any_kind_draw_the_paper(rowan: Client) -> None:
    for hours in ["²", "NaN", "sNaN", "Infinity", "1e999", "1e-400", "9" * 400, "\x00", "-0"]:
        assert rowan.get("/vote/", {"hours": hours, "weeks": hours}).status_code == 200, hours


@pytest.mark.parametrize(
    "to", ["http://evil.example/", "//evil.example/", "/\\evil.example/", "%0d%0aSet-Cookie:a=b"]
)
def test_a_link_leads_to_the_booth_whatever_stands_behind_it(open_ballot: Scene, to: str) -> None:
    for name in ("next", "url", "redirect_to", "return"):
        answer = Client().get(f"{open_ballot.link()}?{name}={to}")
        assert (answer.status_code, answer["Location"]) == (302, "/vote/")


def test_the_kept_result_page_says_nothing_of_who_asked_first() -> None:
    at: datetime = timezone.now()
    scene = scenes.published(at, members=40)
    address = f"/ballots/{scene.ballot.slug}/"
    poison = {
        "x-forwarded-host": "evil.example",
        "referer": "http://evil.example/",
        "accept-language": "evil",
    }
    first = Client(headers=poison).get(f"{address}?evil=1")
    second = Client().get(address)
    assert [page.status_code for page in (first, second)] == [200, 200]
    assert ("evil" in first.content.decode(), "evil" in second.content.decode()) == (False, False)
    assert Client(headers=poison | {"host": "evil.example"}).get(address).status_code == 400


def test_a_link_and_a_code_open_their_own_ballot_though_another_has_the_same_number(noon: datetime) -> None:
    """Numbers are random and could meet; each ballot has a key of its own."""
    here, there = (
        opened(a_branch(code, members=3), noon=noon, slug=code.lower()) for code in ("NW-001", "SW-001")
    )
    rowan = here.roll.earliest("pk")
    there.roll.filter(pk=there.roll.earliest("pk").pk).update(link_id=rowan.link_id)
    other = there.roll.earliest("pk")
    assert (token_for(rowan)[:10], token_for(rowan) == token_for(other)) == (token_for(other)[:10], False)
    assert code_for(rowan) != code_for(other)
    assert link_key(here.pk) != code_key(here.pk)  # whoever sees a link makes no code of it
    for entry in (rowan, other):
        assert credential_from_token(token_for(entry)) == credential_of(entry)
        assert credential_from_code(tidy(code_for(entry))) == credential_of(entry)

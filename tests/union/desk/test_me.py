"""One's own desk: the link that opens it, who comes in, and what it says to everybody else."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail import hooks

from tests.conftest import SignIn
from union.accounts.models import User
from union.accounts.welcoming import verify_address
from union.desk import me_letters, me_links, me_views
from union.desk.me_letters import render_link
from union.desk.me_links import message_of
from union.desk.me_sections import Records
from union.desk.models import SpentLink
from union.expiring import expire
from union.mail.models import Message, State
from union.mail.sending import send_due
from union.networks import too_many_tries

pytestmark = pytest.mark.django_db
ROWAN, IDRIS = "rowan.ashby@example.org", "idris@example.org"
PATHS = ["/me/", "/me/close/", "/me/closed/", "/me/download/", "/me/erase/", "/me/erased/"]


class Diary:
    """An app of these tests: what people wrote into it, by address."""

    rows: dict[str, list[str]] = {}

    @classmethod
    def erase(cls, address: str, *, at: datetime) -> int:
        return len(cls.rows.pop(address, []))


def diary() -> Records:
    return Records(
        name="diary",
        collect=lambda address: {"lines": Diary.rows.get(address, [])},
        goes=lambda address: [f"{len(Diary.rows[address])} lines"] if address in Diary.rows else [],
        erase=Diary.erase,
    )


@pytest.fixture(autouse=True)
def _diary() -> Iterator[None]:
    Diary.rows = {ROWAN: ["Met the branch."]}
    with hooks.register_temporarily("personal_data", diary):
        yield


def ask(address: str = ROWAN) -> Message:
    Client().post("/me/", {"email": address})
    return Message.objects.latest("pk")


def link_of(message: Message) -> str:
    return f"/me/{me_links.token_for(message)}/"


def opened(address: str = ROWAN) -> Client:
    """A browser in which the desk of this address is open."""
    client = Client()
    assert client.post(link_of(ask(address))).status_code == 302
    return client


def text_of(page: Any) -> str:
    main = page.content.decode().split("<main", 1)[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


# --- asking -----------------------------------------------------------------------------------------------


def test_asking_is_answered_alike_and_by_the_same_statements_whoever_it_is() -> None:
    Client().get("/me/")  # which site this is, is asked once
    answers = []
    for address in (ROWAN, IDRIS):
        client = Client()
        with CaptureQueriesContext(connection) as captured:
            page = client.post("/me/", {"email": address})
        statements = [re.sub(r"'[^']*'|\d+", "?", q["sql"]) for q in captured.captured_queries]
        answers.append((page.status_code, text_of(page).replace(address, "?"), statements))
        assert "sessionid" not in client.cookies
    assert answers[0] == answers[1]
    assert len([s for s in answers[0][2] if "mail_message" in s]) == 2
    assert list(Message.objects.order_by("pk").values_list("kind", "recipient", "lane")) == [
        ("me_link", ROWAN, "interactive"),
        ("me_link", IDRIS, "interactive"),
    ]


def test_the_sixth_letter_of_a_day_waits_until_the_link_in_the_fifth_works_no_more() -> None:
    """A stranger who asks for Rowan all day keeps her out at no time, and sends her one letter an hour."""
    answers = {text_of(Client().post("/me/", {"email": ROWAN})) for _ in range(7)}
    assert (len(answers), Message.objects.count()) == (1, 5)
    Message.objects.update(subject="me:2020-01-01")
    ask()
    assert Message.objects.count() == 6
    morning = datetime(2030, 3, 15, 9, tzinfo=UTC)
    for minute in range(0, 240, 2):
        asked = morning + timedelta(minutes=minute)
        me_letters.ask(ROWAN, language="en", at=asked)
        newest = Message.objects.filter(queued_at__gte=morning).latest("queued_at")
        assert message_of(me_links.token_for(newest), at=asked) == newest
    assert Message.objects.filter(queued_at__gte=morning).count() == 5 + 3


def test_no_place_has_letters_sent_to_a_whole_address_book() -> None:
    """The answer tells nothing of the address: it is the place that has asked too often."""
    ours, elsewhere = "2001:db8:7:1::1", "2001:db8:7:2::1"
    for n in range(me_views.ASKED_A_DAY):
        too_many_tries("me", address=f"2001:db8:7:1::{n:x}", most=me_views.ASKED_A_DAY, at=timezone.now())
    refused = Client().post("/me/", {"email": "nobody@example.org"}, REMOTE_ADDR=ours)
    assert (refused.status_code, str(me_views.TOO_MANY) in refused.content.decode()) == (429, True)
    assert "nobody@example.org" in refused.content.decode()
    assert Message.objects.count() == 0
    assert Client().post("/me/", {"email": "nobody@example.org"}, REMOTE_ADDR=elsewhere).status_code == 200


def test_letters_are_numbered_within_a_day_and_mailbox() -> None:
    for address in (ROWAN, IDRIS, "Rowan.Ashby@Example.org"):
        ask(address)
    assert list(Message.objects.order_by("pk").values_list("version", flat=True)) == [1, 1, 2]


def test_an_address_that_is_none_comes_back_with_a_sentence() -> None:
    page = Client().post("/me/", {"email": "rowan at home"})
    assert page.status_code == 422
    assert "Enter an e-mail address in the usual shape" in text_of(page)
    assert 'value="rowan at home"' in page.content.decode()
    assert "<title>Error: Your desk" in page.content.decode()
    assert Message.objects.count() == 0


def test_reading_the_form_sets_no_cookie_but_the_forms_own() -> None:
    client = Client()
    page = client.get("/me/")
    assert (page.status_code, set(client.cookies)) == (200, {"csrftoken"})
    assert "no-store" in page["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert Session.objects.count() == 0


# --- the letter -------------------------------------------------------------------------------------------


def test_a_stranger_reads_in_the_letter_that_we_hold_nothing() -> None:
    letter = render_link(ask(IDRIS))
    assert letter is not None
    assert letter.subject == "The link to your desk"
    assert f"We hold nothing from {IDRIS}:" in letter.text
    for words in (letter.text, letter.html):
        assert "The roll of members and accounts to work for the union are kept by its offices" in words
    assert re.findall(r"/me/\w", letter.text + letter.html) == []


def test_who_gave_us_something_gets_the_link() -> None:
    message = ask()
    letter = render_link(message)
    assert letter is not None
    assert f"\nhttp://testserver{link_of(message)}\n" in letter.text
    assert f'href="http://testserver{link_of(message)}"' in letter.html
    assert render_link(message) == letter


def test_a_letter_that_would_come_too_late_does_not_leave() -> None:
    message = ask()
    Message.objects.update(queued_at=timezone.now() - timedelta(hours=1))
    message.refresh_from_db()
    assert render_link(message) is None


@pytest.mark.django_db(transaction=True)
def test_the_letter_leaves_and_its_row_holds_no_link() -> None:
    message = ask(IDRIS)
    assert send_due(at=timezone.now()) == 1
    assert mail.outbox[0].to == [IDRIS]
    message.refresh_from_db()
    assert message.state == State.SENT
    assert me_links.token_for(message) not in str(Message.objects.values())


# --- the link ---------------------------------------------------------------------------------------------


def test_only_the_button_opens_the_desk_and_only_once() -> None:
    message, client = ask(), Client()
    link = link_of(message)
    page = client.get(link)
    assert (page.status_code, "Open my desk" in text_of(page)) == (200, True)
    assert (page["Referrer-Policy"], "no-store" in page["Cache-Control"]) == ("no-referrer", True)
    assert dict(client.cookies) == {}
    done = client.post(link)
    assert (done.status_code, done["Location"], done["Referrer-Policy"]) == (302, "/me/", "no-referrer")
    assert f"This is what we hold from {ROWAN}" in text_of(client.get("/me/"))
    assert Client().post(link)["Location"] == "/me/"  # pressed twice: the first answer got lost
    SpentLink.objects.update(at=timezone.now() - timedelta(seconds=10))
    stranger = Client()
    for again in (stranger.get(link), stranger.post(link)):
        assert (again.status_code, "This link has been used" in text_of(again)) == (410, True)
        assert again["Referrer-Policy"] == "no-referrer"
    assert "Send me the link" in text_of(stranger.get("/me/"))


def test_a_link_lives_an_hour() -> None:
    message = ask()
    link = link_of(message)
    Message.objects.update(queued_at=timezone.now() - timedelta(hours=1))
    message.refresh_from_db()
    assert Client().post(link).status_code == 404  # another moment, another seal
    for page in (Client().get(link_of(message)), Client().post(link_of(message))):
        assert (page.status_code, "This link has expired" in text_of(page)) == (410, True)


def test_a_link_is_bound_to_its_mailbox_and_its_letter() -> None:
    message = ask()
    link = link_of(message)
    token = link.split("/")[2]
    for forged in (
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token[:-4],
        "AAAA",
        "x",
        "é",
        "/" + token,
    ):
        assert Client().post(f"/me/{forged}/").status_code == 404
    Message.objects.update(recipient_hash="0" * 64)
    assert Client().post(link).status_code == 404
    Message.objects.update(recipient_hash=message.recipient_hash, kind="petition_confirm")
    assert Client().post(link).status_code == 404


def test_another_site_cannot_open_a_strangers_desk_in_my_browser() -> None:
    link, client = link_of(ask()), Client()
    page = client.post(link, headers={"sec-fetch-site": "cross-site"})
    assert (page.status_code, "Open my desk" in text_of(page)) == (200, True)
    assert "Send me the link" in text_of(client.get("/me/"))
    assert client.post(link, headers={"sec-fetch-site": "same-origin"}).status_code == 302


def test_opening_changes_the_key_of_the_session(sign_in: SignIn) -> None:
    user = User.objects.create_user(IDRIS)
    client = sign_in(user)
    before = client.session.session_key
    client.post(link_of(ask()))
    assert client.session.session_key != before
    assert f"This is what we hold from {ROWAN}" in text_of(client.get("/me/"))
    client.post("/me/close/")
    assert client.get("/accounts/email/").status_code != 302 or client.session.get("_auth_user_id")


def test_the_desk_closes_after_an_hour_and_by_its_button() -> None:
    client = opened()
    client.post("/me/close/")
    assert "Send me the link" in text_of(client.get("/me/"))
    assert Session.objects.count() == 0
    client = opened()
    session = client.session
    session["me"] = {"address": ROWAN, "until": (timezone.now() - timedelta(seconds=1)).isoformat()}
    session.save()
    assert "Send me the link" in text_of(client.get("/me/"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_comes_after_the_hour_is_told_that_the_desk_has_closed(method: str) -> None:
    page = getattr(Client(), method)("/me/erase/", follow=True)
    assert "it closes an hour after you opened it. Nothing was changed." in page.content.decode()
    assert ("Send me the link" in text_of(page), Session.objects.count()) == (True, 0)


# --- by account -------------------------------------------------------------------------------------------


def test_an_account_proves_its_verified_address_and_no_other(sign_in: SignIn) -> None:
    user = User.objects.create_user(ROWAN)
    EmailAddress.objects.create(user=user, email=ROWAN, verified=False)
    assert "Send me the link" in text_of(sign_in(user).get("/me/"))
    verify_address(user)
    page = sign_in(user).get("/me/")
    assert f"This is what we hold from {ROWAN}" in text_of(page)
    assert 'action="/accounts/logout/"' in page.content.decode()
    User.objects.update(email=IDRIS)
    assert "Send me the link" in text_of(sign_in(User.objects.get()).get("/me/"))


# --- what is there ----------------------------------------------------------------------------------------


def test_everything_can_be_downloaded_by_its_owner_only() -> None:
    assert Client().get("/me/download/")["Location"] == "/me/"
    page = opened().get("/me/download/")
    assert page["Content-Disposition"] == 'attachment; filename="what-we-hold.json"'
    assert "no-store" in page["Cache-Control"]
    body = page.json()
    assert (body["address"], body["records"]["diary"]) == (ROWAN, {"lines": ["Met the branch."]})
    assert opened(IDRIS).get("/me/download/").json()["records"]["diary"] == {"lines": []}


def test_erasing_says_first_what_goes_and_what_stays() -> None:
    assert Client().get("/me/erase/")["Location"] == Client().post("/me/erase/")["Location"] == "/me/"
    client = opened()
    text = text_of(client.get("/me/erase/"))
    assert [part in text for part in ("1 lines", "the roll is kept", "a ballot that is still running")] == [
        True
    ] * 3
    assert Diary.rows == {ROWAN: ["Met the branch."]}
    done = client.post("/me/erase/")
    assert (done.status_code, done["Location"], Diary.rows) == (302, "/me/erased/", {})
    assert "It is erased" in text_of(client.get("/me/erased/"))
    assert "Send me the link" in text_of(client.get("/me/"))
    assert Message.objects.count() == 0
    assert [str(row) for row in SpentLink.objects.all()] == [f"link of message {SpentLink.objects.get().pk}"]


def test_a_used_link_is_forgotten_once_it_has_expired() -> None:
    opened()
    at = timezone.now()
    for dry_run, left in ((True, 1), (False, 0)):
        lines = {line.what: line.n for line in expire(at=at + timedelta(hours=1), dry_run=dry_run)}
        assert (lines["used links to a desk"], SpentLink.objects.count()) == (1, left)


def test_where_one_app_fails_nothing_is_erased() -> None:
    def broken(address: str, *, at: datetime) -> int:
        raise LookupError

    client = opened()
    ask()
    failing = Records("broken", collect=lambda a: {}, goes=lambda a: [], erase=broken)
    with hooks.register_temporarily("personal_data", lambda: failing, order=100), pytest.raises(LookupError):
        client.post("/me/erase/")
    assert Message.objects.count() == 2


def test_other_methods_are_refused() -> None:
    client, link = opened(), link_of(ask())
    for path in [*PATHS, link]:
        for method in ["put", "patch", "delete"]:
            assert getattr(client, method)(path).status_code == 405, (path, method)


def test_what_is_only_read_takes_no_posts() -> None:
    client = opened()
    for path in ["/me/closed/", "/me/download/", "/me/erased/"]:
        assert client.post(path).status_code == 405, path


def test_titles_and_addresses_say_nothing() -> None:
    client = opened()
    for path in ("/me/", "/me/erase/", "/me/erased/", "/me/closed/"):
        assert "<title>Your desk – " in client.get(path).content.decode()
    assert 'href="/me/">What we hold about you</a>' in client.get("/me/").content.decode()
    for answer, step in (
        (Client().post("/me/", {"email": ROWAN}), "Check your e-mail"),
        (Client().get("/me/nonsense/"), "This link does not work"),
    ):
        assert f"<title>{step} – Your desk – " in answer.content.decode()


def test_the_desk_asks_the_database_the_same_few_times(django_assert_num_queries: Any) -> None:
    client = opened()
    client.get("/me/")
    with django_assert_num_queries(18):
        client.get("/me/")


def test_the_desk_speaks_the_language_of_its_address() -> None:
    Client().post("/cy/me/", {"email": ROWAN})
    message = Message.objects.get()
    assert message.language == "cy"
    assert Client().get(f"/cy{link_of(message)}").status_code == 200

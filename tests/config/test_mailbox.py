"""The demo's mailbox: what was sent, newest first, and nothing of it outside the demo."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from config import mailbox

pytestmark = pytest.mark.django_db
ADA, BEN = "ada.o'neil+union@example.org", "ben@example.org"


@pytest.fixture
def demo(settings: LazySettings, tmp_path: Path) -> LazySettings:
    settings.ROOT_URLCONF = "tests.config.demo_urls"
    settings.EMAIL_BACKEND = "config.mailbox.MailboxBackend"
    settings.MAIL_DIR = tmp_path
    return settings


def write(subject: str, *, to: str = ADA, html: str = "") -> mailbox.StoredLetter:
    email = EmailMultiAlternatives(subject, "Vote at http://testserver/vote/abc/ <today>.\n", to=[to])
    if html:
        email.attach_alternative(html, "text/html")
    email.send()
    return mailbox.letters()[0]


def rows(client: Client, query: str = "") -> list[tuple[str, str]]:
    return [(letter.subject, letter.to) for letter in client.get(f"/demo/mail/{query}").context["page"]]


@pytest.mark.usefixtures("demo")
def test_letters_are_listed_newest_first(client: Client) -> None:
    write("Confirm your signature"), write("Câst your vote", to=BEN)
    assert rows(client) == [("Câst your vote", BEN), ("Confirm your signature", ADA)]
    assert "2 letters, newest first" in client.get("/demo/mail/").content.decode()


@pytest.mark.usefixtures("demo")
def test_letters_to_one_address_are_found(client: Client) -> None:
    write("Confirm your signature"), write("Cast your vote", to=BEN)
    assert rows(client, "?to=BEN@") == [("Cast your vote", BEN)]
    assert rows(client, "?to=%20ada.o'neil%2Bunion@example.org") == [("Confirm your signature", ADA)]
    assert "Nothing for “&lt;cat&gt;” yet." in client.get("/demo/mail/?to=<cat>").content.decode()


@pytest.mark.usefixtures("demo")
def test_empty_mailbox_says_how_to_fill_it(client: Client) -> None:
    assert "There is no mail yet. Sign a petition" in client.get("/demo/mail/").content.decode()


@pytest.mark.usefixtures("demo")
def test_long_list_has_pages_and_opens_only_what_it_shows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(120):
        mailbox.put_away(f"Subject: Letter {number}\n\nHello\n".encode(), to=BEN)
    assert rows(client)[0] == ("Letter 119", BEN)
    assert rows(client, "?page=3&to=ben") == [(f"Letter {number}", BEN) for number in range(19, -1, -1)]
    assert len(rows(client, "?page=nonsense")) == 50


@pytest.mark.usefixtures("demo")
def test_letter_is_shown_as_text_with_its_links(client: Client) -> None:
    letter = write("Cast your vote")
    page = client.get(f"/demo/mail/{letter.name}/").content.decode()
    assert '<a href="http://testserver/vote/abc/" rel="nofollow">http://testserver/vote/abc/</a>' in page
    assert "&lt;today&gt;" in page
    assert "as a mail programme shows it" not in page


@pytest.mark.usefixtures("demo")
def test_letter_as_html_can_do_nothing(client: Client) -> None:
    letter = write("Cast your vote", html="<p>Vote</p><script>alert(1)</script>")
    assert f"/demo/mail/{letter.name}/html/" in client.get(f"/demo/mail/{letter.name}/").content.decode()
    answer = client.get(f"/demo/mail/{letter.name}/html/")
    assert "<p>Vote</p>" in answer.content.decode()
    assert answer["Content-Security-Policy"] == (
        "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    )


@pytest.mark.usefixtures("demo")
def test_letter_that_is_not_there(client: Client) -> None:
    write("Cast your vote")
    for name in ["1" * 19 + "-" + "a" * 8, "..", "*-*", "../settings"]:
        assert client.get(f"/demo/mail/{name}/").status_code == 404, name
        assert client.get(f"/demo/mail/{name}/html/").status_code == 404, name


@pytest.mark.usefixtures("demo")
def test_mailbox_is_read_only(client: Client) -> None:
    letter = write("Cast your vote")
    for path in ("/demo/mail/", f"/demo/mail/{letter.name}/", f"/demo/mail/{letter.name}/html/"):
        assert client.post(path).status_code == 405


def test_mailbox_does_not_exist_outside_the_demo(client: Client) -> None:
    assert client.get("/demo/mail/").status_code == 404

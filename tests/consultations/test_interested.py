"""An address left for the report: proved by a link, kept apart from replies, and let go."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlparse

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from campaigns.consultations.errors import ConsultationClosed, UnknownLink
from campaigns.consultations.interested import (
    CONFIRM,
    ask_to_hear,
    collect,
    confirm_interest,
    confirm_token,
    erase,
    expire,
    find_interested,
    goes,
    mailbox_of,
    stop_letters,
    stop_token,
)
from campaigns.consultations.models import Consultation, Interested, NoReports
from campaigns.consultations.reporting import report_consultation
from campaigns.consultations.resending import TRIES_A_DAY
from tests.consultations.canary import tables_with
from tests.consultations.factories import moderator
from tests.consultations.theme_scenes import closed
from union.mail.composing import render
from union.mail.models import Message
from union.mail.sending import recipient_hash, send_due

pytestmark = pytest.mark.django_db
NIA, NEWS = "nia@example.org", "/views/workload/news/"


@pytest.fixture
def letter_path() -> Callable[[], str]:
    """The path of the link in the one letter that was delivered."""

    def found() -> str:
        mail.outbox.clear()
        send_due(at=timezone.now())
        [letter] = mail.outbox
        [link] = [word for word in letter.body.split() if "/views/news/" in word]
        return urlparse(link).path

    return found


def test_nia_leaves_her_address_and_proves_it_with_a_button(
    client: Client, consultation: Consultation, letter_path: Callable[[], str]
) -> None:
    answer = client.post(NEWS, {"email": " Nia@Example.org "})
    assert ("One step is left" in answer.content.decode(), answer.cookies.keys()) == (True, set())
    path = letter_path()
    for method in (client.get, client.head):
        answer = method(path)
        assert (answer.status_code, answer["Referrer-Policy"]) == (200, "no-referrer")
        assert not Interested.objects.get(email=NIA).confirmed
    for _ in range(2):
        assert "You will hear from us" in client.post(path).content.decode()
    assert Interested.objects.get(email=NIA).confirmed
    assert render(Message.objects.get(kind=CONFIRM)) is None  # its link has done its work


def test_the_page_says_the_same_of_every_address_and_sends_one_letter_a_day(
    client: Client, consultation: Consultation, now: datetime
) -> None:
    pages = {client.post(NEWS, {"email": NIA}).content.decode() for _ in range(3)}
    confirm_interest(Interested.objects.get())
    pages.add(client.post(NEWS, {"email": NIA}).content.decode())
    assert (len(pages), Message.objects.count(), Interested.objects.count()) == (1, 1, 1)
    other = client.post(NEWS, {"email": "ada@example.org"}).content.decode()
    assert other.replace("ada@", "nia@") in pages
    ask_to_hear(consultation, email="ada@example.org", language="en", at=now + timedelta(hours=25))
    assert Message.objects.count() == 3


def test_from_one_place_thirty_addresses_a_day_get_a_letter(
    client: Client, consultation: Consultation
) -> None:
    """Somebody types in a whole address book."""
    for n in range(TRIES_A_DAY):
        assert client.post(NEWS, {"email": f"n{n}@example.org"}).status_code == 200
    refused = client.post(NEWS, {"email": NIA})
    assert (refused.status_code, "Try again tomorrow" in refused.content.decode()) == (429, True)
    assert f'value="{NIA}"' in refused.content.decode()
    assert (Message.objects.count(), Interested.objects.count()) == (TRIES_A_DAY, TRIES_A_DAY)
    assert client.post(NEWS, {"email": NIA}, REMOTE_ADDR="198.51.100.7").status_code == 200
    assert Interested.objects.filter(email=NIA).exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the address to which we may write."),
        ("nia", "Type an address such as name@example.org."),
        ("x" * 400 + "@example.org", "Type an address such as name@example.org."),
    ],
)
def test_a_slip_is_said_and_what_was_typed_stays(
    client: Client, consultation: Consultation, typed: str, sentence: str
) -> None:
    html = client.post(NEWS, {"email": typed}).content.decode()
    assert (sentence in html, f'value="{typed}"' in html or not typed) == (True, True)
    assert not Interested.objects.exists()


def test_no_row_can_be_put_beside_a_reply(client: Client, consultation: Consultation) -> None:
    """No time, no order, no link: a random key and a day."""
    client.post(NEWS, {"email": NIA})
    fields = {field.name for field in Interested._meta.get_fields()}
    assert fields == {"id", "consultation", "email", "language", "asked_on", "confirmed"}
    assert Interested.objects.get().pk.version == 4
    assert tables_with(NIA) == ["consultations_interested", "mail_message"]


@pytest.mark.parametrize("forged", ["x", "0" * 32 + ":x", "%00", "é"])
@pytest.mark.parametrize("page", ["confirm", "stop"])
def test_a_forged_link_is_no_link(client: Client, forged: str, page: str) -> None:
    answer = client.get(f"/views/news/{page}/{forged}/")
    assert (answer.status_code, "This link does not work" in answer.content.decode()) == (404, True)


def test_a_link_is_for_one_purpose(consultation: Consultation, now: datetime) -> None:
    ask_to_hear(consultation, email=NIA, language="en", at=now)
    with pytest.raises(UnknownLink):
        mailbox_of(confirm_token(Interested.objects.get()))
    with pytest.raises(UnknownLink):
        find_interested(stop_token(recipient_hash(NIA)))


def test_a_mailbox_refuses_further_letters_with_a_button_or_by_one_click(
    client: Client, now: datetime
) -> None:
    path = f"/views/news/stop/{stop_token(recipient_hash(NIA))}/"
    assert "No more letters when the union reports?" in client.get(path).content.decode()
    assert not NoReports.objects.exists()
    for _ in range(2):
        answer = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, "No more of these letters" in answer.content.decode()) == (200, True)
    assert NoReports.objects.count() == 1


def test_who_asks_again_is_written_to_again(consultation: Consultation, now: datetime) -> None:
    stop_letters(recipient_hash(NIA), at=now)
    ask_to_hear(consultation, email=NIA, language="en", at=now)
    confirm_interest(Interested.objects.get())
    assert not NoReports.objects.exists()


def test_nobody_can_ask_once_the_union_has_reported(
    client: Client, consultation: Consultation, now: datetime
) -> None:
    ask_to_hear(consultation, email=NIA, language="en", at=now)
    token = confirm_token(Interested.objects.get())
    closed(consultation, at=now)
    report_consultation(consultation, summary="Read on.", by=moderator("sana"), at=now)
    with pytest.raises(ConsultationClosed):
        ask_to_hear(consultation, email="ada@example.org", language="en", at=now)
    assert "The union has reported" in client.post(NEWS, {"email": "ada@example.org"}).content.decode()
    assert "We no longer hold this address" in client.post(f"/views/news/confirm/{token}/").content.decode()


def test_an_address_that_nobody_proves_goes_after_a_week(consultation: Consultation, now: datetime) -> None:
    ask_to_hear(consultation, email=NIA, language="en", at=now - timedelta(days=9))
    ask_to_hear(consultation, email="ada@example.org", language="en", at=now - timedelta(days=9))
    confirm_interest(Interested.objects.get(email="ada@example.org"))
    ask_to_hear(consultation, email="bea@example.org", language="en", at=now)
    assert [(line.n, Interested.objects.count()) for line in expire(at=now, dry_run=True)] == [(1, 3)]
    assert [(line.n, Interested.objects.count()) for line in expire(at=now, dry_run=False)] == [(1, 2)]
    closed(consultation, at=now)
    long = now + timedelta(days=731)
    assert [(line.n, Interested.objects.count()) for line in expire(at=long, dry_run=True)] == [(2, 2)]
    report_consultation(consultation, summary="Read on.", by=moderator("sana"), at=now)
    later = now + timedelta(days=8)
    assert [(line.n, Interested.objects.count()) for line in expire(at=later, dry_run=False)] == [(2, 0)]


def test_what_is_held_about_an_address_can_be_had_and_deleted(
    consultation: Consultation, now: datetime
) -> None:
    for address in (NIA, "ash@example.org"):
        ask_to_hear(consultation, email=address, language="en", at=now)
    held = {"consultation": "Your workload", "asked_on": str(timezone.localdate(now)), "confirmed": False}
    assert collect("Nia@example.org") == {"reports_asked_for": [held]}
    assert goes(NIA) == ["your wish to hear when the union reports on members’ views"]
    assert (erase(NIA, at=now), collect(NIA), goes(NIA)) == (2, {}, [])
    assert tables_with(NIA) == []
    assert Interested.objects.get().email == Message.objects.get().recipient == "ash@example.org"

"""Telling those who asked for news: to whom, in which words, and that a kill loses and doubles nothing."""

import re
from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from petitions import announcing, telling
from petitions.confirming import confirm
from petitions.links import STOP_NEWS, token_for
from petitions.models import Consent, Entry, Petition, Signature, Telling
from petitions.signing import Origin, sign
from petitions.stopping import stop_news
from petitions.withdrawing import withdraw
from tests.conftest import SignIn
from tests.html import seen
from tests.petitions.factories import an_entry, open_petition, rowan
from tests.petitions.reading import everything, words
from tests.petitions.test_cms import staff
from union.mail.models import Message
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db


def signer(
    petition: Petition, name: str, *, at: datetime, agrees: bool = True, language: str = "en"
) -> Signature:
    """Somebody who signed and confirmed."""
    person = rowan(
        name=f"{name} Ashby",
        email=f"{name.lower()}@example.org",
        consents=["petition_news"] if agrees else ["union_campaigns"],
    )
    entered = sign(petition, signer=person, at=at, origin=Origin(language=language))
    confirm(entered.signature_id, at=at)
    return Signature.objects.get(pk=entered.signature_id)


def published(petition: Petition, *, at: datetime, **fields: object) -> Entry:
    entry = an_entry(petition, at=at, **{"published_at": None, "tell": True, **fields})
    announcing.publish(entry, by=None, at=at)
    return entry


def queued() -> list[str]:
    return sorted(Message.objects.filter(kind="petition_news").values_list("recipient", flat=True))


def test_only_those_whose_last_answer_is_yes_are_told(petition: Petition, at: datetime) -> None:
    for name in ("Amara", "Devi", "Elin"):
        signer(petition, name, at=at)
    signer(petition, "Callum", at=at, agrees=False)
    Consent.objects.filter(signature=signer(petition, "Kwame", at=at)).delete()  # was never asked
    stopped = signer(petition, "Farah", at=at)
    stop_news(stopped.pk, at=at)
    again = signer(petition, "Gwil", at=at)
    stop_news(again.pk, at=at)
    Consent.objects.create(
        signature=again, purpose="petition_news", number=3, given=True, wording=1, at=at, source="me"
    )
    withdraw(signer(petition, "Hana", at=at).pk, at=at)
    sign(petition, signer=rowan(email="idris@example.org", consents=["petition_news"]), at=at)
    other = open_petition(at=at - timedelta(days=2), slug="other")
    signer(other, "Jess", at=at)
    published(petition, at=at)
    row = Telling.objects.get()
    assert (row.total, row.queued, row.finished_at) == (4, 0, None)
    assert telling.carry_on(at=at) == 4
    assert queued() == [f"{name}@example.org" for name in ("amara", "devi", "elin", "gwil")]
    row.refresh_from_db()
    assert (row.queued, row.finished_at) == (4, at)
    assert telling.carry_on(at=at) == 0


def test_an_entry_that_is_not_told_starts_nothing(petition: Petition, at: datetime) -> None:
    signer(petition, "Amara", at=at)
    published(petition, at=at, tell=False)
    assert (Telling.objects.count(), telling.carry_on(at=at), queued()) == (0, 0, [])


@pytest.mark.any_database
def test_a_lost_worker_leaves_nobody_out_and_nobody_twice(petition: Petition, at: datetime) -> None:
    names = ["Amara", "Callum", "Devi", "Elin", "Farah", "Gwil", "Hana"]
    for name in names:
        signer(petition, name, at=at)
    published(petition, at=at)
    steps = []
    for _ in range(5):  # each worker dies after one batch of two
        telling.carry_on(at=at, batch=2, batches=1)
        row = Telling.objects.get()
        steps.append((row.queued, len(queued()), row.finished_at is not None))
    assert steps == [(2, 2, False), (4, 4, False), (6, 6, False), (7, 7, True), (7, 7, True)]
    Telling.objects.update(last_pk=None, queued=0, finished_at=None)  # and were the cursor lost altogether
    telling.carry_on(at=at)
    assert queued() == sorted(f"{name.lower()}@example.org" for name in names)


def test_who_signs_after_it_was_published_is_not_told(petition: Petition, at: datetime) -> None:
    signer(petition, "Amara", at=at)
    published(petition, at=at)
    signer(petition, "Devi", at=at + timedelta(minutes=1))
    telling.carry_on(at=at + timedelta(minutes=2))
    assert queued() == ["amara@example.org"]


def letters_to(*names: str) -> list[str]:
    """The letters of news that left, in the order of these names."""
    news = {m.to[0]: m for m in mail.outbox if "List-Unsubscribe" in m.extra_headers}
    return [str(news[f"{name}@example.org"].body) for name in names]


@pytest.mark.django_db(transaction=True)
def test_each_reads_it_in_their_own_language_with_a_way_to_stop(petition: Petition, at: datetime) -> None:
    Petition.objects.update(
        title_cy="Cefnogwch y cynllun", demand_cy="Mabwysiadwch.", decision_maker_cy="y Gweinidog"
    )
    amara = signer(petition, "Amara", at=at)
    signer(petition, "Bethan", at=at, language="cy")
    published(petition, at=at, title_cy="Cwrddon ni", text_cy="Gwrandawodd hi.")
    telling.carry_on(at=at)
    send_due(at=at)
    english, welsh = letters_to("amara", "bethan")
    assert ("She listened." in english, "Gwrandawodd hi." in welsh, "She listened." in welsh) == (
        True,
        True,
        False,
    )
    assert "/cy/petitions/ten-points/" in welsh
    letter = next(m for m in mail.outbox if m.subject == "We met the minister – Back the ten-point plan")
    link = re.search(r"http\S+/petitions/news/\S+/stop/", english)
    assert link is not None
    assert link[0].endswith(f"/petitions/news/{token_for(amara.pk, purpose=STOP_NEWS)}/stop/")
    assert letter.extra_headers["List-Unsubscribe"] == f"<{link[0]}>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("change", "left"), [("no", ["cancelled"]), ("withdrawn", []), ("taken back", ["cancelled"])]
)
def test_a_letter_does_not_leave_once_it_is_not_wanted_any_more(
    petition: Petition, at: datetime, change: str, left: list[str]
) -> None:
    amara = signer(petition, "Amara", at=at)
    entry = published(petition, at=at)
    telling.carry_on(at=at)
    if change == "no":
        stop_news(amara.pk, at=at)
    elif change == "withdrawn":
        withdraw(amara.pk, at=at)
    else:
        announcing.take_back(entry, by=None, at=at)
    send_due(at=at)
    states = Message.objects.filter(kind="petition_news").values_list("state", flat=True)
    assert (list(states), mail.outbox) == (left, [])


def test_taking_an_entry_back_stops_the_telling(petition: Petition, at: datetime) -> None:
    signer(petition, "Amara", at=at)
    entry = published(petition, at=at)
    announcing.take_back(entry, by=None, at=at)
    assert (telling.carry_on(at=at), queued(), Telling.objects.get().finished_at) == (0, [], at)


def stop_url(signature: Signature, *, language: str = "") -> str:
    return f"{language}/petitions/news/{token_for(signature.pk, purpose=STOP_NEWS)}/stop/"


def test_the_link_asks_and_only_the_button_stops_the_news(petition: Petition, at: datetime) -> None:
    amara = signer(petition, "Amara", at=at)
    strict = Client(enforce_csrf_checks=True)
    before = everything()
    for page in (strict.get(stop_url(amara)), strict.head(stop_url(amara))):
        assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert everything() == before
    for _ in range(2):
        done = strict.post(stop_url(amara), {"List-Unsubscribe": "One-Click"})
        assert (done.status_code, "You get no more news" in words(done.content)) == (200, True)
    events = Consent.objects.filter(signature=amara, purpose="petition_news")
    assert list(events.values_list("number", "given", "source")) == [
        (1, True, "online"),
        (2, False, "news link"),
    ]
    assert telling.agreeing(petition, at=at).count() == 0


def test_a_link_of_another_purpose_or_nobodys_stops_nothing(
    client: Client, petition: Petition, at: datetime
) -> None:
    amara = signer(petition, "Amara", at=at)
    confirming = f"/petitions/news/{token_for(amara.pk)}/stop/"
    assert client.post(confirming).status_code == 404
    assert client.post("/petitions/news/short/stop/").status_code == 404
    assert client.get(f"/petitions/confirm/{token_for(amara.pk, purpose=STOP_NEWS)}/").status_code == 404
    assert client.put(stop_url(amara)).status_code == 405
    assert telling.agreeing(petition, at=at).count() == 1
    withdraw(amara.pk, at=at)
    assert client.post(stop_url(amara)).status_code == 200


def test_sana_sees_the_number_before_she_sends_and_the_progress_after(
    sign_in: SignIn, petition: Petition, at: datetime
) -> None:
    for name in ("Amara", "Devi"):
        signer(petition, name, at=at)
    entry = an_entry(petition, at=at, published_at=None, tell=True)
    judge, url = sign_in(staff("sana", "Moderators")), f"/cms/petitions/{petition.pk}/entries/{entry.pk}/"
    page = judge.get(url)
    before = words(page.content)
    assert ("This goes to 2 people" in before, "Publish it and tell 2 people" in before) == (True, True)
    judge.post(f"{url}publish/", {"seen": seen(page)})
    assert "It goes to 2 people: 0 queued, 0 sent." in words(judge.get(url).content)
    telling.carry_on(at=at + timedelta(minutes=1))
    assert "It goes to 2 people: 2 queued, 0 sent." in words(judge.get(url).content)


@pytest.mark.django_db(transaction=True)
def test_kit_sends_the_letter_to_himself_as_often_as_he_likes(
    sign_in: SignIn, petition: Petition, at: datetime
) -> None:
    signer(petition, "Amara", at=at)
    entry = an_entry(petition, at=at, published_at=None, tell=True)
    writer = sign_in(staff("kit", "Editors"))
    for _ in range(2):
        writer.post(f"/cms/petitions/{petition.pk}/entries/{entry.pk}/trial/")
    send_due(at=at + timedelta(minutes=1))
    trials = [m for m in mail.outbox if m.to == ["kit@example.org"]]
    assert [m.subject for m in trials] == ["Trial: We met the minister – Back the ten-point plan"] * 2
    assert "/stop/" not in str(trials[0].body)
    assert queued() == []


@pytest.mark.django_db(transaction=True)
def test_a_successor_is_an_invitation_and_carries_nothing_over(petition: Petition, at: datetime) -> None:
    signer(petition, "Amara", at=at)
    follows = open_petition(at=at, slug="once-more", title="Once more")
    Petition.objects.filter(pk=petition.pk).update(state="closed", closing_at=at, successor=follows)
    published(petition, at=at, kind="next", title="We go on")
    telling.carry_on(at=at)
    send_due(at=at)
    (letter,) = letters_to("amara")
    assert "/petitions/once-more/" in letter
    assert "Your name is not on it unless you put it there." in letter
    assert Signature.objects.filter(petition=follows).count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_four_workers_write_to_nobody_twice_and_leave_nobody_out(petition: Petition, at: datetime) -> None:
    names = [f"Person{letter}" for letter in "abcdefghijkl"]
    for name in names:
        signer(petition, name, at=at)
    published(petition, at=at)

    def work() -> None:
        try:
            while Telling.objects.filter(finished_at__isnull=True).exists():
                telling.carry_on(at=at, batch=2, batches=1)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert queued() == [f"{name.lower()}@example.org" for name in names]
    assert Telling.objects.get().queued == len(names)

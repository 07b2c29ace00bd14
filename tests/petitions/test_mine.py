"""Rowan's own signatures: found by mailbox, changed, withdrawn, handed over, erased without a trace."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from petitions import codes, mine
from petitions.confirming import confirm
from petitions.counting import roll_up
from petitions.models import Consent, PaperRow, Petition, Signature, SignatureIdentity, Tally
from petitions.signing import Origin, sign
from tests.petitions import paper_scenes
from tests.petitions.factories import link_to, open_petition, rowan
from tests.petitions.reading import everything, words
from union.desk import me_links
from union.desk.me_letters import ask
from union.desk.me_sections import erase_everything
from union.mail.bouncing import suppress
from union.mail.models import Message, Suppression
from union.mail.sending import enqueue, recipient_hash

pytestmark = pytest.mark.django_db
ROWAN, IDRIS = "rowan.ashby@example.org", "idris@example.org"


def signed(petition: Petition, *, at: datetime, **fields: Any) -> Signature:
    entered = sign(petition, signer=rowan(consents=["petition_news"], **fields), at=at)
    return Signature.objects.get(pk=entered.signature_id)


def counted(petition: Petition, *, at: datetime, **fields: Any) -> Signature:
    signature = signed(petition, at=at, **fields)
    confirm(signature.pk, at=at)
    return signature


def at_the_desk(address: str = ROWAN) -> Client:
    """A browser in which the desk of this address is open."""
    ask(address, language="en", at=timezone.now())
    client = Client()
    message = Message.objects.filter(kind="me_link").latest("pk")
    client.post(f"/me/{me_links.token_for(message)}/")
    return client


def page_of(signature: Signature) -> str:
    return f"/me/signatures/{codes.handle_for(signature.pk)}/"


def cells(petition: Petition) -> dict[tuple[str, str], int]:
    roll_up(at=timezone.now())
    rows = Tally.objects.filter(petition=petition).exclude(n=0).values_list("dimension", "key", "n")
    return {(dimension, key): n for dimension, key, n in rows}


# --- finding ----------------------------------------------------------------------------------------------


def test_a_mailbox_is_found_under_every_petition_and_spelling(petition: Petition, at: datetime) -> None:
    other = open_petition(at=at, slug="beds", title="Keep the beds")
    first = signed(petition, at=at - timedelta(hours=2), email="row.an+union@gmail.com")
    partner = signed(petition, at=at - timedelta(hours=1), name="Sam Ashby", email="rowan@googlemail.com")
    second = signed(other, at=at, email="Rowan@GMAIL.com")
    signed(petition, at=at, name="Idris", email=IDRIS)
    assert [s.pk for s in mine.signatures_from("r.owan@gmail.com")] == [second.pk, partner.pk, first.pk]
    assert [s.pk for s in mine.signatures_from(IDRIS)] == [Signature.objects.get(identity__email=IDRIS).pk]
    assert mine.signatures_from("nobody@example.org") == []


@pytest.mark.parametrize("n", [1, 3])
def test_finding_takes_four_statements_however_many_petitions(
    n: int, at: datetime, django_assert_num_queries: Any
) -> None:
    for number in range(n):
        signed(open_petition(at=at, slug=f"p{number}"), at=at)
    with django_assert_num_queries(4):
        found = [
            (s.petition.title, s.identity.name, mine.agreed_words(s)) for s in mine.signatures_from(ROWAN)
        ]
    assert found == [("Back the ten-point plan", "Rowan Ashby", ["E-mail me news of this petition"])] * n


def test_the_mailbox_is_looked_up_in_its_index(petition: Petition, at: datetime) -> None:
    open_petition(at=at, slug="beds")
    with CaptureQueriesContext(connection) as captured:
        mine.signatures_from(ROWAN)
    select = next(q["sql"] for q in captured.captured_queries if '"email_hash" = ' in q["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {select}")
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert plan.count("(petition_id=? AND email_hash=?)") == 2


# --- the section ------------------------------------------------------------------------------------------


def test_rowan_reads_what_was_signed_and_agreed_to(petition: Petition, at: datetime) -> None:
    counted(petition, at=at)
    text = words(at_the_desk().get("/me/").content)
    shown = (
        "Your signatures",
        "Back the ten-point plan",
        "Rowan Ashby, LS1 4AP",
        "Counted",
        "E-mail me news of",
    )
    assert [part in text for part in shown] == [True] * 5
    assert "Your signatures" not in words(at_the_desk(IDRIS).get("/me/").content)


@pytest.mark.parametrize("n", [1, 3])
def test_the_desk_takes_ten_statements_however_many_signatures(
    n: int, at: datetime, django_assert_num_queries: Any
) -> None:
    for number in range(n):
        counted(open_petition(at=at, slug=f"p{number}"), at=at)
    client = at_the_desk()
    client.get("/me/")
    with django_assert_num_queries(10):
        assert client.get("/me/").content.decode().count("<article") == n


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("pending", "Waits until you follow the link in our e-mail"),
        ("held", "Somebody at the union looks at it first"),
        ("invalid", "Struck out: it does not count"),
    ],
)
def test_the_state_is_said_in_words(petition: Petition, at: datetime, state: str, sentence: str) -> None:
    signed(petition, at=at)
    Signature.objects.update(state=state, held_reason="too quick")
    text = words(at_the_desk().get("/me/").content)
    assert (sentence in text, "too quick" in text) == (True, False)


def test_who_has_lost_the_letter_confirms_from_the_desk(petition: Petition, at: datetime) -> None:
    signature, rowan_there = signed(petition, at=at), at_the_desk()
    page = rowan_there.get("/me/").content.decode()
    assert f'href="{link_to(signature)}"' in page
    rowan_there.post(link_to(signature))
    page = rowan_there.get("/me/").content.decode()
    assert ("Counted" in page, link_to(signature) in page) == (True, False)


@pytest.mark.parametrize(
    "change",
    [{"state": "held", "held_reason": "too quick"}, {"signed_at": timezone.now() - timedelta(days=30)}],
)
def test_what_cannot_be_confirmed_is_not_offered(
    petition: Petition, at: datetime, change: dict[str, Any]
) -> None:
    signature = signed(petition, at=at)
    Signature.objects.update(**change)
    assert link_to(signature) not in at_the_desk().get("/me/").content.decode()


def test_no_address_or_title_names_the_petition(petition: Petition, at: datetime) -> None:
    signature = signed(petition, at=at)
    page = at_the_desk().get("/me/").content.decode()
    assert str(signature.pk) not in page
    for path in (page_of(signature), f"{page_of(signature)}withdraw/"):
        assert "<title>Your desk – " in at_the_desk().get(path).content.decode()


# --- consents ---------------------------------------------------------------------------------------------


def test_changing_a_consent_is_one_more_event(petition: Petition, at: datetime) -> None:
    signature, client = counted(petition, at=at), at_the_desk()
    page = client.get(page_of(signature)).content.decode()
    assert page.count("checked") == 1
    done = client.post(page_of(signature), {"consents": ["public_name"]})
    assert (done.status_code, done["Location"]) == (302, "/me/")
    assert "Saved: what you agree to is as you ticked it." in words(client.get("/me/").content)
    events = Consent.objects.filter(number__gt=1).values_list(
        "purpose", "number", "given", "wording", "source"
    )
    assert sorted(events) == [("petition_news", 2, False, 1, "me"), ("public_name", 2, True, 1, "me")]
    assert mine.agreed_words(mine.signatures_from(ROWAN)[0]) == ["Show my name in public beside the petition"]
    client.post(page_of(signature), {"consents": ["public_name"]})
    assert Consent.objects.count() == 6
    client.post(page_of(signature), {})
    assert list(Consent.objects.filter(number=3).values_list("purpose", "given")) == [("public_name", False)]


def test_what_was_agreed_to_under_older_words_stays_agreed_under_those(
    petition: Petition, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    signature = signed(petition, at=at)
    monkeypatch.setitem(mine.wording.WORDINGS, "petition_news", {1: "Old words", 2: "New words"})
    client = at_the_desk()
    page = words(client.get(page_of(signature)).content)
    assert ("Old words" in page, "New words" in page) == (True, False)
    client.post(page_of(signature), {"consents": ["petition_news"]})
    assert Consent.objects.count() == 4
    client.post(page_of(signature), {})
    assert "New words" in words(client.get(page_of(signature)).content)
    client.post(page_of(signature), {"consents": ["petition_news"]})
    latest = Consent.objects.get(number=3)
    assert (latest.given, latest.wording) == (True, 2)


def test_a_consent_nobody_offers_is_refused_in_a_sentence(petition: Petition, at: datetime) -> None:
    signature, client = signed(petition, at=at), at_the_desk()
    page = client.post(page_of(signature), {"consents": ["sell_my_data"]})
    assert (page.status_code, Consent.objects.count()) == (422, 4)
    assert "Tick only what stands on the page" in words(page.content)
    assert "<title>Error: Your desk" in page.content.decode()


# --- withdrawing ------------------------------------------------------------------------------------------


def test_rowan_takes_the_name_off_and_is_told_how_to_sign_again(petition: Petition, at: datetime) -> None:
    signature, client = counted(petition, at=at), at_the_desk()
    path = f"{page_of(signature)}withdraw/"
    assert "Take your name off?" in words(client.get(path).content)
    assert cells(petition)["all", ""] == 1
    for _ in range(2):
        assert client.post(path).status_code in (200, 302)
        assert "Your name is off" in words(client.get(path).content)
    assert 'href="/petitions/ten-points/">Sign again</a>' in client.get(path).content.decode()
    assert cells(petition) == {}
    assert SignatureIdentity.objects.count() == Consent.objects.count() == 0
    assert list(Message.objects.values_list("kind", flat=True)) == ["me_link"]
    assert "We hold nothing from this address." in words(client.get("/me/").content)
    again = counted(petition, at=at)
    assert (again.pk != signature.pk, cells(petition)["all", ""]) == (True, 1)


# --- the wrong person, method, state ----------------------------------------------------------------------


def test_nobody_else_opens_changes_or_withdraws_it(petition: Petition, at: datetime) -> None:
    signature = counted(petition, at=at)
    idris = at_the_desk(IDRIS)
    Message.objects.all().delete()
    before = everything()
    for path in (page_of(signature), f"{page_of(signature)}withdraw/"):
        for method in ("get", "post"):
            assert getattr(Client(), method)(path)["Location"] == "/me/"
            assert getattr(idris, method)(path).status_code == 404
    assert everything() == before


def test_a_handle_of_nothing_is_not_found(petition: Petition, at: datetime) -> None:
    signature = signed(petition, at=at)
    client = at_the_desk()
    for handle in ("x", "A" * 60, "%00", str(signature.pk)):
        assert client.get(f"/me/signatures/{handle}/").status_code == 404
        assert client.post(f"/me/signatures/{handle}/withdraw/").status_code == 404
    Signature.objects.all().delete()
    assert client.post(page_of(signature)).status_code == 404


def test_other_methods_are_refused(petition: Petition, at: datetime) -> None:
    signature, client = signed(petition, at=at), at_the_desk()
    for path in (page_of(signature), f"{page_of(signature)}withdraw/"):
        for method in ("put", "patch", "delete"):
            assert getattr(client, method)(path).status_code == 405, (path, method)


# --- taking it along --------------------------------------------------------------------------------------


def test_the_download_holds_what_was_given(petition: Petition, at: datetime) -> None:
    counted(petition, at=at, role="Social worker", employer="Leeds", reason="For my clients")
    records = at_the_desk().get("/me/download/").json()["records"]["petitions"]["signatures"]
    assert len(records) == 1
    told = {
        key: records[0][key] for key in ("petition", "name", "email", "postcode", "reason", "role", "state")
    }
    assert told == {
        "petition": "Back the ten-point plan",
        "name": "Rowan Ashby",
        "email": ROWAN,
        "postcode": "LS1 4AP",
        "reason": "For my clients",
        "role": "Social worker",
        "state": "confirmed",
    }
    assert [c["words"] for c in records[0]["consents"] if c["given"]] == ["E-mail me news of this petition"]
    assert at_the_desk(IDRIS).get("/me/download/").json()["records"]["petitions"] == {
        "signatures": [],
        "paper": [],
    }


# --- erasing ----------------------------------------------------------------------------------------------


def every_text() -> Iterator[tuple[str, str]]:
    """Every row of every table of the database, as text, with the name of its table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, json.dumps(row, default=str).casefold()


def traces(*needles: str) -> set[str]:
    return {table for table, row in every_text() for needle in needles if needle.casefold() in row}


@pytest.mark.any_database
def test_after_erasing_no_table_holds_name_address_or_postcode(petition: Petition, at: datetime) -> None:
    other = open_petition(at=at, slug="beds", title="Keep the beds")
    origin = Origin(address_hash="a" * 32)
    counted(petition, at=at, reason="Rowan Ashby of LS1 4AP says so", role="Rowan Ashby's nurse")
    sign(petition, signer=rowan(name="Sam Ashby"), origin=origin, at=at)  # the second person of the mailbox
    signed(other, at=at, email="Rowan.Ashby+beds@example.org")
    sign(other, signer=rowan(), origin=origin, doubt="many from example.org", at=at)
    sign(petition, signer=rowan(), at=at)  # "you have signed already"
    sign(open_petition(at=at, slug="held"), signer=rowan(), doubt="many from ashby.example", at=at)
    counted(petition, at=at, name="Idris Kestle", email=IDRIS, postcode="M1 1AE")
    client = at_the_desk()
    suppress(recipient_hash(ROWAN), reason="550", at=at)
    needles = ("rowan", "ashby", "LS1 4AP")
    assert {"petitions_signatureidentity", "mail_message"} <= traces(*needles)
    assert client.post("/me/erase/").status_code == 302
    roll_up(at=at)
    left = traces(*needles)
    # An alias that no provider documents is another mailbox: only its own link erases it.
    assert left == {"petitions_signatureidentity", "mail_message"}
    erase_everything("rowan.ashby+beds@example.org", at=at)
    assert traces(*needles) == set()
    assert (Suppression.objects.count(), Session.objects.count()) == (1, 0)
    assert cells(petition)["all", ""] == Signature.objects.filter(state="confirmed").count() == 1
    assert list(SignatureIdentity.objects.values_list("name", flat=True)) == ["Idris Kestle"]


def test_erasing_finds_the_letters_to_every_spelling_of_the_mailbox(petition: Petition, at: datetime) -> None:
    signed(petition, at=at, email="Row.An@gmail.com")
    signed(petition, at=at, name="Sam Ashby", email="rowan@googlemail.com")
    assert Message.objects.count() == 2
    erase_everything("rowan@gmail.com", at=at)
    assert (Message.objects.count(), SignatureIdentity.objects.count()) == (0, 0)


def test_a_line_on_paper_that_waits_is_crossed_out(at: datetime) -> None:
    scene = paper_scenes.printed(at)
    line = paper_scenes.key(scene, name="Rowan Ashby", postcode="LS1 4AP", email="Rowan.Ashby@example.org")
    kept = paper_scenes.key(scene, name="Idris Kestle", postcode="M1 1AE", email=IDRIS)
    client = at_the_desk()
    assert "your line on a paper sheet" in words(client.get("/me/erase/").content)
    told = client.get("/me/download/").json()["records"]["petitions"]["paper"]
    assert [row["name"] for row in told] == ["Rowan Ashby"]
    client.post("/me/erase/")
    assert traces("rowan", "ashby", "LS1 4AP") == set()
    line.refresh_from_db()
    assert (line.unusable, list(PaperRow.objects.exclude(name=""))) == ("crossed_out", [kept])


def test_a_counted_line_on_paper_goes_with_its_signature(at: datetime) -> None:
    scene = paper_scenes.counted(paper_scenes.printed(at), "Rowan Ashby", "Idris Kestle")
    assert cells(scene.petition)["all", ""] == 2
    SignatureIdentity.objects.filter(name="Rowan Ashby").update(email="Rowan.Ashby@example.org")
    [hers] = mine.signatures_from(ROWAN)
    assert mine.signature_of(ROWAN, signature_id=hers.pk) == hers
    with pytest.raises(mine.NotYours):
        mine.signature_of(IDRIS, signature_id=hers.pk)
    erase_everything(ROWAN, at=at)
    assert (cells(scene.petition)["all", ""], traces("rowan", "ashby")) == (1, set())


def test_a_line_with_another_address_than_the_signature_is_crossed_out(at: datetime) -> None:
    """Rowan had signed online from home, and wrote the address at work on the sheet."""
    scene = paper_scenes.printed(at)
    home = signed(scene.petition, at=at)
    confirm(home.pk, at=at)
    line = paper_scenes.key(scene, name="Rowan Ashby", email="r.ashby@work.example.org")
    paper_scenes.counted(scene)
    line.refresh_from_db()
    assert (line.outcome, line.person) == ("already", home.identity)
    erase_everything("R.Ashby@work.example.org", at=at)
    assert traces("r.ashby@work") == set()
    line.refresh_from_db()
    assert (line.unusable, line.person, cells(scene.petition)["all", ""]) == ("crossed_out", None, 1)


def test_erasing_finds_letters_by_their_mailbox_and_by_what_they_are_about(
    petition: Petition, at: datetime
) -> None:
    signature = signed(petition, at=at)
    enqueue("petition_confirm", subject="entry:1", to=ROWAN, at=at)
    enqueue("petition_confirm", subject=f"signature:{signature.pk}", to="old@example.org", at=at)
    enqueue("petition_confirm", subject="entry:1", to=IDRIS, at=at)
    erase_everything(ROWAN, at=at)
    assert list(Message.objects.values_list("recipient", flat=True)) == [IDRIS]


def test_a_letter_that_waits_does_not_leave_after_erasing_and_a_ballots_letter_does(
    petition: Petition, at: datetime
) -> None:
    signed(petition, at=at)
    enqueue("ballot_invitation", subject="credential:1", to=ROWAN, at=at)
    erase_everything(ROWAN, at=at)
    assert list(Message.objects.values_list("kind", flat=True)) == ["ballot_invitation"]


def test_erasing_says_how_much_goes(petition: Petition, at: datetime) -> None:
    signed(petition, at=at)
    assert "1 signature under a petition" in words(at_the_desk().get("/me/erase/").content)
    signed(open_petition(at=at, slug="beds"), at=at)
    assert "2 signatures under petitions" in words(at_the_desk().get("/me/erase/").content)

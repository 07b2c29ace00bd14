"""The public pages of a petition: what people see and send."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from petitions.confirming import confirm
from petitions.counting import roll_up
from petitions.models import Consent, Petition, Signature, SignatureIdentity, Tally
from petitions.opening import close
from tests.petitions.factories import filled_form, open_petition
from tests.petitions.reading import signed, words

pytestmark = pytest.mark.django_db


# --- the petition -----------------------------------------------------------------------------------------


def test_petition_page_shows_the_demand_the_count_and_the_form(client: Client, petition: Petition) -> None:
    Tally.objects.create(petition=petition, dimension="all", n=1341)
    page = client.get("/petitions/ten-points/")
    assert page.status_code == 200
    text = words(page.content)
    assert "Adopt the plan in full." in text
    assert "1,341 people have signed" in text
    assert 'action="/petitions/ten-points/sign/"' in page.content.decode()
    assert "checked" not in page.content.decode()


def test_petition_page_asks_nothing_of_the_database_that_grows_with_signatures(
    client: Client,
    petition: Petition,
    at: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.get("/petitions/ten-points/")  # the site record is read once a process
    cache.clear()
    with CaptureQueriesContext(connection) as one:
        client.get("/petitions/ten-points/")
    Signature.objects.bulk_create(
        [Signature(petition=petition, signed_at=at, confirmed_at=at, state="confirmed") for _ in range(300)]
    )
    cache.clear()
    with CaptureQueriesContext(connection) as many:
        client.get("/petitions/ten-points/")
    assert len(one) == len(many) <= 13
    with django_assert_num_queries(0):
        client.get("/petitions/ten-points/")


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_a_petition_still_being_written_is_not_there(client: Client, petition: Petition, state: str) -> None:
    Petition.objects.update(state=state)
    assert client.get("/petitions/ten-points/").status_code == 404
    assert client.get("/petitions/ten-points/count.json").status_code == 404
    assert client.post("/petitions/ten-points/sign/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "paused"}, "takes no signatures for the moment"),
        ({"state": "scheduled", "opens_at": datetime.fromisoformat("2099-05-01T09:00+01:00")}, "1 May 2099"),
        (
            {"state": "closed", "closing_at": datetime.fromisoformat("2022-05-01T09:00+01:00")},
            "no more signatures",
        ),
    ],
)
def test_a_petition_that_is_not_open_says_so_and_shows_no_form(
    client: Client, petition: Petition, at: datetime, fields: dict[str, Any], sentence: str
) -> None:
    Petition.objects.update(**fields)
    page = client.get("/petitions/ten-points/")
    assert (page.status_code, sentence in words(page.content)) == (200, True)
    assert "<form" not in page.content.decode().partition("<main")[2]
    why = "My two children were in care, and nobody asked them once."
    form = filled_form(petition, at=at) | {"reason": why}
    refused = client.post("/petitions/ten-points/sign/", form, headers={"Sec-Fetch-Site": "same-origin"})
    assert (refused.status_code, sentence in words(refused.content)) == (409, True)
    assert f"What you typed Copy it, if you want to keep it. {why}" in words(refused.content)
    assert Signature.objects.count() == 0


def test_a_petition_in_its_last_48_hours_says_that_links_still_work(
    client: Client, petition: Petition, at: datetime
) -> None:
    Petition.objects.update(state="closing", closing_at=at)
    assert "confirm with the link in your e-mail for 48 hours" in words(
        client.get("/petitions/ten-points/").content
    )


# --- signing ----------------------------------------------------------------------------------------------


def test_rowan_signs_and_is_told_to_look_for_the_mail(
    client: Client, petition: Petition, at: datetime
) -> None:
    page = client.post(
        "/petitions/ten-points/sign/",
        filled_form(petition, at=at, consents=["petition_news"], union_member="yes"),
    )
    assert page.status_code == 200
    assert "rowan.ashby@example.org" in words(page.content)
    signature = Signature.objects.select_related("identity").get()
    assert (signature.state, signature.identity.postcode, signature.union_member) == (
        "pending",
        "LS1 4AP",
        "yes",
    )
    assert list(Consent.objects.filter(given=True).values_list("purpose", flat=True)) == ["petition_news"]


STATEMENTS = [
    "INSERT INTO petitions_ratewindow",
    "SELECT petitions_signatureidentity",
    "INSERT INTO petitions_signature",
    "INSERT INTO petitions_signatureidentity",
    "INSERT INTO petitions_consent",
    "INSERT INTO mail_message",
]


@pytest.mark.any_database
def test_signing_runs_the_same_six_statements_whatever_is_there(
    client: Client, petition: Petition, at: datetime
) -> None:
    form = filled_form(petition, at=at)

    def statements(**changed: str) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            client.post("/petitions/ten-points/sign/", {**form, **changed})
        return [shape for q in captured.captured_queries if (shape := table_of(q["sql"]))]

    client.get("/petitions/ten-points/")
    new = statements()
    pending = statements()
    confirm(Signature.objects.get().pk, at=at)
    confirmed, second = statements(), statements(name="Ash Ashby")
    third, full = statements(name="Bo Ashby"), [statements() for _ in range(3)][-1]
    assert SignatureIdentity.objects.filter(slot=2).count() == 1
    for ran in (new, pending, confirmed, second, third, full):
        assert ran == STATEMENTS


def table_of(sql: str) -> str:
    """The verb and the first table of a statement on the app's tables or the outbox, else nothing."""
    verb = re.match(r"(INSERT|SELECT|UPDATE|DELETE)", sql)
    table = re.search(r'"(petitions_\w+|mail_message)"', sql)
    into = " INTO" if verb and verb[0] == "INSERT" else ""
    return f"{verb[0]}{into} {table[1]}" if verb and table else ""


def test_the_answer_is_the_same_for_new_pending_confirmed_and_held(petition: Petition, at: datetime) -> None:
    form = filled_form(petition, at=at)

    def answer(**changed: str) -> tuple[int, dict[str, str], bytes]:
        page = Client().post("/petitions/ten-points/sign/", {**form, **changed})
        masked, handles = re.subn(rb'(name="handle" value=")[\w=-]{60}"', rb"\1", page.content)
        assert handles == (1 if page.status_code == 200 else 0)
        masked = re.sub(rb'nonce-[^\'"]+|csrfmiddlewaretoken" value="[^"]+', b"", masked)
        headers = {k: v for k, v in page.headers.items() if k not in ("Expires", "Content-Security-Policy")}
        return page.status_code, headers, masked

    new = answer()
    pending = answer()
    confirm(Signature.objects.get().pk, at=at)
    confirmed = answer()
    second = answer(name="Ash Ashby")
    Signature.objects.filter(identity__slot=2).delete()
    held = answer(name="Ash Ashby", website="https://example.org")
    assert new == pending == confirmed == second == held
    assert Signature.objects.count() == 2


def test_a_filled_trap_and_a_form_sent_too_soon_hold_the_signature(
    client: Client, petition: Petition, at: datetime
) -> None:
    for name, changed in [
        ("Trap", {"website": "https://example.org"}),
        ("Quick", filled_form(petition, at=timezone.now() + timedelta(minutes=1))),
        ("Forged", {"shown": "1.1647345600:forged"}),
        ("Missing", {"shown": ""}),
    ]:
        own = {"email": f"{name}@example.org", "name": name}
        client.post("/petitions/ten-points/sign/", {**filled_form(petition, at=at), **changed, **own})
    held = Signature.objects.filter(state="held").order_by("signed_at").values_list("held_reason", flat=True)
    assert list(held) == ["trap filled", "too quick", "form not ours", "form not ours"]


def test_the_stamp_of_another_petition_is_no_stamp(client: Client, petition: Petition, at: datetime) -> None:
    other = open_petition(at=at, slug="other")
    client.post("/petitions/ten-points/sign/", filled_form(other, at=at))
    assert Signature.objects.get().held_reason == "form not ours"


def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    client: Client, petition: Petition, at: datetime
) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"name": ""}, "Enter your full name."),
        ({"name": "x" * 101}, "Enter your name in 100 characters or fewer: you have written 101."),
        ({"name": "Win at www.example.org"}, "Enter your name as you would sign it, without web addresses."),
        ({"name": "12345"}, "Enter your name as you would sign it, without web addresses."),
        ({"email": "rowan"}, "Enter an e-mail address in the usual shape, like name@example.org."),
        ({"email": f"{'r' * 250}@example.org"}, "Enter an e-mail address of 254 characters or fewer."),
        ({"postcode": "LS1"}, "Enter a UK postcode, like LS1 4AP."),
        ({"postcode": "L" * 5000}, "Enter a UK postcode, like LS1 4AP."),
        ({"role": "x" * 81}, "Describe your job in 80 characters or fewer."),
        ({"employer": "x" * 121}, "Name your employer in 120 characters or fewer."),
        ({"reason": "x" * 501}, "Say why in 500 characters or fewer: you have written 501."),
        ({"reason": "Look at bit.ly/x"}, "Say why in your own words, without web or e-mail addresses."),
        ({"reason": "See www.example"}, "Say why in your own words, without web or e-mail addresses."),
        ({"reason": "ash@example.org"}, "Say why in your own words, without web or e-mail addresses."),
        ({"union_member": "perhaps"}, "Select a valid choice. perhaps is not one of the available choices."),
        (
            {"consents": ["everything"]},
            "Select a valid choice. everything is not one of the available choices.",
        ),
        ({"name": "Rowan\x00Ashby"}, "Null characters are not allowed."),
    ]
    for changed, sentence in cases:
        form = {**filled_form(petition, at=at, role="Team manager"), **changed}
        page = client.post("/petitions/ten-points/sign/", form)
        assert page.status_code == 422, changed
        assert sentence in words(page.content), changed
        assert "<title>Error: " in page.content.decode(), changed
        assert f'value="{form["shown"]}"' in page.content.decode(), changed
        assert f'value="{form["role"]}"' in page.content.decode(), changed
        assert Signature.objects.count() == 0, changed


def test_a_body_beyond_all_measure_is_refused_and_enters_nothing(
    client: Client, petition: Petition, at: datetime
) -> None:
    page = client.post("/petitions/ten-points/sign/", filled_form(petition, at=at, name="x" * 1_000_001))
    assert (page.status_code, Signature.objects.count()) == (400, 0)


def test_a_likely_typing_error_is_a_question_with_two_answers(
    client: Client, petition: Petition, at: datetime
) -> None:
    form = filled_form(petition, at=at, email="rowan@gmial.com")
    page = client.post("/petitions/ten-points/sign/", form)
    assert (page.status_code, "Which e-mail address is right?" in words(page.content)) == (422, True)
    wrong = client.post("/petitions/ten-points/sign/", {**form, "which_address": "thief@example.org"})
    assert (wrong.status_code, Signature.objects.count()) == (422, 0)
    for answer in ("rowan@gmial.com", "rowan@gmail.com"):
        client.post("/petitions/ten-points/sign/", {**form, "which_address": answer})
    signed = SignatureIdentity.objects.order_by("email").values_list("email", flat=True)
    assert list(signed) == ["rowan@gmail.com", "rowan@gmial.com"]


def test_the_address_of_the_form_leads_back_to_the_petition(client: Client, petition: Petition) -> None:
    page = client.get("/petitions/ten-points/sign/")
    assert (page.status_code, page.headers["Location"]) == (302, "/petitions/ten-points/")


def test_signing_without_the_csrf_cookie_is_refused(petition: Petition, at: datetime) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/petitions/ten-points/sign/", filled_form(petition, at=at)).status_code == 403
    assert Signature.objects.count() == 0


# --- why, and in which language ---------------------------------------------------------------------------


def test_rowan_says_why_and_a_line_break_is_one_character(
    client: Client, petition: Petition, at: datetime
) -> None:
    reason = f"Caseloads... are 30/32 a week.\r\n{'x' * 469}"
    page = client.post("/petitions/ten-points/sign/", filled_form(petition, at=at, reason=reason))
    assert page.status_code == 200
    assert SignatureIdentity.objects.get().reason == reason.replace("\r\n", "\n")


def test_the_form_says_that_a_reason_is_never_shown_with_the_name(client: Client, petition: Petition) -> None:
    text = words(client.get("/petitions/ten-points/").content)
    assert "never with your name, unless you also tick “Show my name in public” below" in text


def test_a_petition_that_speaks_welsh_is_read_and_signed_in_welsh(
    client: Client, petition: Petition, at: datetime
) -> None:
    assert "hreflang" not in client.get("/petitions/ten-points/").content.decode()
    welsh = {"title_cy": "Cefnogwch", "demand_cy": "Mabwysiadwch.", "decision_maker_cy": "y Gweinidog"}
    Petition.objects.update(**welsh)
    cache.clear()
    english = client.get("/petitions/ten-points/?s=poster").content.decode()
    assert '<a href="/cy/petitions/ten-points/?s=poster" lang="cy" hreflang="cy">Cymraeg</a>' in english
    page = client.get("/cy/petitions/ten-points/").content.decode()
    assert "Cefnogwch</h1>" in page
    assert 'href="/petitions/ten-points/" lang="en-GB" hreflang="en-GB">English</a>' in page
    assert "y Gweinidog" in page
    assert client.post("/cy/petitions/ten-points/sign/", filled_form(petition, at=at)).status_code == 200
    assert Signature.objects.get().language == "cy"


@pytest.mark.parametrize(
    "aliases",
    [
        ["rowan.ashby@example.org", "Rowan.Ashby@EXAMPLE.org", " rowan.ashby@example.org "],
        ["rowan.ashby@gmail.com", "r.o.w.a.n.ashby@gmail.com", "rowanashby+plan@googlemail.com"],
        ["rowan@outlook.com", "rowan+petition@outlook.com"],
        ["rowan@icloud.com", "rowan@me.com", "rowan+x@mac.com"],
        ["rowan@bücher.example", "rowan@BÜCHER.example", "rowan@xn--bcher-kva.example"],
        ["rowan@example.org", "ｒｏｗａｎ@example.org", "rowan＠example.org"],
    ],
)
def test_every_alias_of_a_mailbox_signs_once(
    client: Client, petition: Petition, at: datetime, aliases: list[str]
) -> None:
    for alias in aliases:
        page = client.post("/petitions/ten-points/sign/", filled_form(petition, at=at, email=alias))
        assert (alias, page.status_code) == (alias, 200)
    assert SignatureIdentity.objects.count() == 1


def test_dots_and_tags_that_a_provider_reads_are_two_mailboxes(
    client: Client, petition: Petition, at: datetime
) -> None:
    for alias in ("rowan.ashby@example.org", "rowanashby@example.org", "rowan.ashby+plan@example.org"):
        client.post("/petitions/ten-points/sign/", filled_form(petition, at=at, email=alias))
    assert SignatureIdentity.objects.count() == 3


# --- the count --------------------------------------------------------------------------------------------


def test_count_is_cacheable_by_everybody(
    client: Client, petition: Petition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Tally.objects.create(petition=petition, dimension="all", n=341)
    with django_assert_num_queries(6):
        answer = client.get("/petitions/ten-points/count.json")
    with django_assert_num_queries(0):
        assert client.get("/petitions/ten-points/count.json").json()["count"] == 341
    body = answer.json()
    assert (body["count"], body["goal"]) == (341, 500)
    assert datetime.fromisoformat(body["as_of"]).tzinfo is not None
    assert (
        answer.headers["Cache-Control"]
        == "public, max-age=10, stale-while-revalidate=30, stale-if-error=86400"
    )
    assert ("Set-Cookie" in answer.headers, "Vary" in answer.headers, dict(answer.cookies)) == (
        False,
        False,
        {},
    )


def test_a_roll_up_and_a_change_of_state_are_seen_at_once(
    client: Client, petition: Petition, at: datetime
) -> None:
    rowans = signed(petition, at=at)
    assert client.get("/petitions/ten-points/count.json").json()["count"] == 0
    confirm(rowans.pk, at=at)
    with TestCase.captureOnCommitCallbacks(execute=True):
        roll_up(at=at)
    assert client.get("/petitions/ten-points/count.json").json()["count"] == 1
    with TestCase.captureOnCommitCallbacks(execute=True):
        close(petition, by=None, at=at)
    assert "takes no new signatures" in words(client.get("/petitions/ten-points/").content)

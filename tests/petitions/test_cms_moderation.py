"""Sana moderates signatures in the CMS: she sifts, ticks, reads the preview, decides and undoes."""

import re
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from petitions import counting, reasons
from petitions.confirming import confirm
from petitions.models import Alert, Petition, Ruling, Signature, SignatureIdentity, Tally
from petitions.signing import Origin, sign
from tests.conftest import SignIn
from tests.petitions.factories import open_petition, rowan
from tests.petitions.reading import everything, words
from tests.petitions.test_cms import staff
from union.accounts.models import User
from union.audit.models import Entry

pytestmark = pytest.mark.django_db
HERE = "/cms/petitions/{}/moderation/"
PLACE = "a" * 32


@pytest.fixture
def sana(sign_in: SignIn) -> Client:
    return sign_in(staff("sana", "Moderators"))


def enter(petition: Petition, number: int, *, at: datetime, doubt: str = "", **fields: Any) -> Signature:
    values = {"name": f"Person {number}", "email": f"person.{number}@works.example", **fields}
    origin = Origin(address_hash=PLACE if number % 2 else "")
    entered = sign(petition, signer=rowan(**values), doubt=doubt, origin=origin, at=at)
    return Signature.objects.get(pk=entered.signature_id)


def held(petition: Petition, count: int, *, at: datetime, doubt: str = "too quick") -> list[Signature]:
    return [enter(petition, n, at=at - timedelta(minutes=n), doubt=doubt) for n in range(count)]


def hidden(page: HttpResponse) -> dict[str, list[str]]:
    """The hidden fields of the form that decides."""
    form = page.content.decode().split("/moderation/rule/")[1].split("</form>")[0]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    del found["csrfmiddlewaretoken"]
    return found


def states() -> list[str]:
    return sorted(Signature.objects.values_list("state", flat=True))


# --- the queue --------------------------------------------------------------------------------------------


def test_the_queue_shows_domain_and_area_but_no_address(
    sana: Client, petition: Petition, at: datetime
) -> None:
    held(petition, 3, at=at)
    page = sana.get(HERE.format(petition.pk))
    text = words(page.content)
    assert (page.status_code, "3 signatures" in text, "Too quick 3" in text) == (200, True, True)
    assert ("Person 1" in text, "works.example LS" in text) == (True, True)
    whole = page.content.decode()
    assert ("person.1@" in whole, "LS1 4AP" in whole, PLACE in text) == (False, False, False)


def test_the_queue_is_sifted(sana: Client, petition: Petition, at: datetime) -> None:
    held(petition, 4, at=at)
    enter(petition, 8, at=at, doubt="trap filled", email="x@elsewhere.example")
    for query, count in [
        ("", 5),
        ("reason=too+quick", 4),
        ("domain=@Elsewhere.example", 1),
        (f"place={PLACE}", 2),
        ("state=pending", 0),
        ("until=2001-01-01T00:00", 0),
    ]:
        page = sana.get(f"{HERE.format(petition.pk)}?{query}")
        assert page.content.decode().count('type="checkbox" name="ids"') == count, query


def test_a_date_that_is_none_is_answered_in_words(sana: Client, petition: Petition) -> None:
    page = sana.get(f"{HERE.format(petition.pk)}?since=yesterday&state=confirmed")
    assert (page.status_code, "Correct the dates above" in words(page.content)) == (200, True)


def test_confirmed_ones_are_not_all_looked_through(sana: Client, petition: Petition, at: datetime) -> None:
    signature = enter(petition, 1, at=at)
    confirm(signature.pk, at=at)
    page = sana.get(f"{HERE.format(petition.pk)}?state=confirmed")
    assert ("Say more before we look" in words(page.content), "Person 1" in words(page.content)) == (
        True,
        False,
    )
    page = sana.get(f"{HERE.format(petition.pk)}?state=confirmed&domain=works.example")
    assert "Person 1" in words(page.content)


@pytest.mark.usefixtures("clock_of_the_cache")
def test_as_many_queries_for_three_as_for_three_hundred(
    sana: Client, petition: Petition, at: datetime
) -> None:
    def look() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert sana.get(HERE.format(petition.pk)).status_code == 200
        return len(captured)

    held(petition, 3, at=at)
    look()
    few = look()
    rows = [Signature(petition=petition, state="held", held_reason="x", signed_at=at) for _ in range(297)]
    people = [
        SignatureIdentity(
            signature=row, petition=petition, email_hash=row.pk.hex, name="N", email="a@b.example"
        )
        for row in rows
    ]
    Signature.objects.bulk_create(rows)
    SignatureIdentity.objects.bulk_create(people)
    assert (few, look()) == (QUEUE_QUERIES, QUEUE_QUERIES)
    assert "Page 1 of 6" in words(sana.get(HERE.format(petition.pk)).content)


QUEUE_QUERIES = 19


# --- preview and decision ---------------------------------------------------------------------------------


def test_sana_releases_all_of_a_domain_after_a_preview(
    sana: Client, petition: Petition, at: datetime
) -> None:
    held(petition, 3, at=at)
    sent = {
        "state": "held",
        "domain": "works.example",
        "which": "all",
        "verb": "release",
        "until": at.isoformat(),
    }
    before = everything()
    page = sana.post(f"{HERE.format(petition.pk)}preview/", sent)
    text = words(page.content)
    assert (page.status_code, "Release 3 signatures?" in text, "too quick (3)" in text) == (200, True, True)
    assert ("Stays: each counts once" in text, everything()) == (True, before)
    enter(petition, 9, at=at + timedelta(seconds=1), doubt="too quick")
    answer = sana.post(f"{HERE.format(petition.pk)}rule/", {**hidden(page), "why": "a real office"})
    assert (answer.status_code, answer.headers["Location"]) == (302, HERE.format(petition.pk))
    assert states() == ["held", "pending", "pending", "pending"]
    made = Ruling.objects.get()
    assert (made.kind, made.n, made.reason, made.by.name) == ("release", 3, "a real office", "Sana")
    listed = words(sana.get(HERE.format(petition.pk)).content)
    assert "3 released. You can undo it for 30 days" in listed
    assert "a real office" in listed


def test_sana_strikes_out_two_confirmed_ones_and_undoes_it(
    sana: Client, petition: Petition, at: datetime
) -> None:
    people = [enter(petition, number, at=at) for number in range(3)]
    for signature in people:
        confirm(signature.pk, at=at)
    counting.roll_up(at=at)
    ids = [str(signature.pk) for signature in people[:2]]
    sent = {"state": "confirmed", "ids": ids, "which": "some", "verb": "invalidate"}
    page = sana.post(f"{HERE.format(petition.pk)}preview/", sent)
    assert "Goes down by 2" in words(page.content)
    sana.post(f"{HERE.format(petition.pk)}rule/", {**hidden(page), "why": "a script"})
    counting.roll_up(at=at)
    assert (states(), Tally.objects.get(dimension="all").n) == (["confirmed", "invalid", "invalid"], 1)
    ruling = Ruling.objects.get()
    undo = f"{HERE.format(petition.pk)}rulings/{ruling.pk}/undo/"
    later = {"by": ruling.by, "n": 1, "undo_until": ruling.undo_until, "at": at + timedelta(hours=1)}
    more = [Ruling(petition=petition, kind="release", reason="a class", **later) for _ in range(20)]
    Ruling.objects.bulk_create(more)
    assert undo in sana.get(HERE.format(petition.pk)).content.decode()
    sana.post(undo)
    counting.roll_up(at=at)
    assert (states(), Tally.objects.get(dimension="all").n) == (["confirmed"] * 3, 3)
    assert "Undone: 2 of 2 are back" in words(sana.get(HERE.format(petition.pk)).content)


def test_without_a_reason_the_preview_comes_back_with_everything(
    sana: Client, petition: Petition, at: datetime
) -> None:
    chosen = held(petition, 2, at=at)
    sent = {"state": "held", "ids": [str(chosen[0].pk)], "verb": "invalidate", "which": "some"}
    page = sana.post(f"{HERE.format(petition.pk)}rule/", {**sent, "why": " "})
    assert (page.status_code, states()) == (422, ["held", "held"])
    assert "Say in a few words why" in words(page.content)
    assert hidden(page) == {"state": ["held"], "ids": [str(chosen[0].pk)], "verb": ["invalidate"]}


def test_nothing_ticked_rules_on_nobody(sana: Client, petition: Petition, at: datetime) -> None:
    held(petition, 2, at=at)
    for last in ("preview/", "rule/"):
        sent = {"state": "held", "which": "some", "verb": "invalidate", "why": "x"}
        answer = sana.post(f"{HERE.format(petition.pk)}{last}", sent)
        assert answer.status_code == 302
    assert (states(), Ruling.objects.count()) == (["held", "held"], 0)


def test_a_form_that_is_not_ours_is_not_found(sana: Client, petition: Petition, at: datetime) -> None:
    held(petition, 1, at=at)
    forms: list[dict[str, Any]] = [
        {"verb": "burn", "state": "held"},
        {"verb": "release", "state": "everything"},
        {"verb": "invalidate", "state": "held", "ids": ["1 OR 1"]},
        {"verb": "invalidate", "state": "confirmed"},
    ]
    for sent in forms:
        assert sana.post(f"{HERE.format(petition.pk)}preview/", sent).status_code == 404, sent
        assert sana.post(f"{HERE.format(petition.pk)}rule/", {**sent, "why": "x"}).status_code == 404, sent
        assert states() == ["held"], sent


def test_what_no_longer_can_be_ruled_is_said_in_words(sana: Client, petition: Petition, at: datetime) -> None:
    held(petition, 1, at=at - timedelta(days=31))
    sent = {"state": "held", "which": "all", "verb": "release"}
    page = sana.post(f"{HERE.format(petition.pk)}preview/", sent)
    assert "Nothing can be released here" in words(page.content)
    sana.post(f"{HERE.format(petition.pk)}rule/", {**sent, "why": "x"})
    assert "None of these signatures can be ruled on" in words(sana.get(HERE.format(petition.pk)).content)


def test_another_petitions_ruling_and_alert_are_not_found(
    sana: Client, petition: Petition, at: datetime
) -> None:
    other = open_petition(at=at, slug="other")
    alert = Alert.objects.create(
        petition=other, kind="held", day=at.date(), detail="x", n=20, first_at=at, last_at=at
    )
    assert sana.post(f"{HERE.format(petition.pk)}alerts/{alert.pk}/seen/").status_code == 404
    assert sana.post(f"{HERE.format(petition.pk)}rulings/7/undo/").status_code == 404
    assert sana.get(HERE.format(77)).status_code == 404


# --- who may ----------------------------------------------------------------------------------------------


PAGES = ["", "preview/", "rule/", "reasons/", "rulings/1/undo/", "alerts/1/seen/"]


def test_kit_and_strangers_may_not(sign_in: SignIn, client: Client, petition: Petition, at: datetime) -> None:
    held(petition, 1, at=at)
    browsers = (sign_in(staff("kit", "Editors")), sign_in(staff("rowan")), client)
    for last, browser in product(PAGES, browsers):
        address = f"{HERE.format(petition.pk)}{last}"
        for answer in (browser.get(address), browser.post(address)):
            assert answer.status_code in (302, 403, 404, 405), last
            assert b"Person" not in answer.content, last
    assert states() == ["held"]


def test_what_changes_something_is_never_a_get(sana: Client, petition: Petition) -> None:
    for last in ["preview/", "rule/", "rulings/1/undo/", "alerts/1/seen/"]:
        assert sana.get(f"{HERE.format(petition.pk)}{last}").status_code == 405, last
    assert sana.post(HERE.format(petition.pk)).status_code == 405


# --- alerts and the ways in -------------------------------------------------------------------------------


def test_the_front_page_and_the_list_lead_to_moderation(
    sana: Client, sign_in: SignIn, petition: Petition, at: datetime
) -> None:
    held(petition, 2, at=at)
    link = f'href="{HERE.format(petition.pk)}"'
    for address in ("/cms/", "/cms/petitions/", f"/cms/petitions/{petition.pk}/state/"):
        assert link in sana.get(address).content.decode()
    assert link not in sign_in(staff("kit", "Editors")).get("/cms/").content.decode()
    assert "Signatures of “Back the ten-point plan”: 2 held" in words(sana.get("/cms/").content)


def test_the_front_page_asks_to_conclude_what_ended_half_a_year_ago(
    sana: Client, sign_in: SignIn, petition: Petition, at: datetime
) -> None:
    asked = "“Back the ten-point plan” ended on 15 March 2022. Conclude it"
    ended = datetime(2022, 3, 15, 12, tzinfo=UTC)
    Petition.objects.update(state="handed_in", handed_in_at=at, closing_at=ended, closed_at=ended)
    assert asked in words(sana.get("/cms/").content)
    assert asked not in words(sign_in(staff("kit", "Editors")).get("/cms/").content)
    Petition.objects.update(closing_at=at - timedelta(days=182))
    assert "Conclude it" not in words(sana.get("/cms/").content)
    Petition.objects.update(closing_at=ended, state="concluded", concluded_at=at, outcome="won")
    assert "Conclude it" not in words(sana.get("/cms/").content)


def test_an_alert_is_seen_once(sana: Client, sign_in: SignIn, petition: Petition, at: datetime) -> None:
    alert = Alert.objects.create(
        petition=petition, kind="held", day=at.date(), detail="20 were held.", n=20, first_at=at, last_at=at
    )
    assert "20 were held." in words(sana.get(HERE.format(petition.pk)).content)
    sana.post(f"{HERE.format(petition.pk)}alerts/{alert.pk}/seen/")
    alert.refresh_from_db()
    first = (alert.seen_by, alert.seen_at)
    assert (alert.seen_by, alert.seen_at is not None) == (User.objects.get(email="sana@example.org"), True)
    assert "20 were held." not in words(sana.get(HERE.format(petition.pk)).content)
    sign_in(staff("kit", "Moderators")).post(f"{HERE.format(petition.pk)}alerts/{alert.pk}/seen/")
    alert.refresh_from_db()
    assert (alert.seen_by, alert.seen_at) == first


# --- reasons ----------------------------------------------------------------------------------------------


def three_reasons(petition: Petition, *, at: datetime) -> list[Signature]:
    people = [
        enter(petition, n, at=at, reason=f"Reason {n}", consents=["public_name"] if n == 1 else [])
        for n in range(3)
    ]
    for signature in people[:2]:
        confirm(signature.pk, at=at)
    return people


def test_sana_chooses_a_reason_and_the_petition_shows_it(
    sana: Client, client: Client, petition: Petition, at: datetime
) -> None:
    people = three_reasons(petition, at=at)
    address = f"{HERE.format(petition.pk)}reasons/"
    page = words(sana.get(address).content)
    assert ("Reason 0" in page, "Reason 1" in page, "Reason 2" in page) == (True, True, False)
    assert "Reason" not in words(client.get(petition.get_absolute_url()).content)
    listed = [str(signature.pk) for signature in people]
    with TestCase.captureOnCommitCallbacks(execute=True):
        sana.post(address, {"listed": listed, "chosen": [*listed[1:], "nonsense"]})
    public = words(client.get(petition.get_absolute_url()).content)
    assert ("Reason 1 Person 1" in public, "Reason 0" in public, "Reason 2" in public) == (True, False, False)
    assert "0 not read yet" in words(sana.get(address).content)
    assert Entry.objects.get(action="petitions.reasons_judged").detail == {"shown": 1, "passed": 1}
    with TestCase.captureOnCommitCallbacks(execute=True):
        sana.post(address, {"listed": listed[1:2]})
    assert "Reason" not in words(client.get(petition.get_absolute_url()).content)


def test_a_name_stands_beside_words_only_with_consent(petition: Petition, at: datetime) -> None:
    people = three_reasons(petition, at=at)
    SignatureIdentity.objects.update(reason_chosen=True, reason_judged=True)
    Signature.objects.filter(pk=people[1].pk).update(confirmed_at=at + timedelta(hours=1))
    assert reasons.voices(petition) == (reasons.Voice("Reason 1", "Person 1"), reasons.Voice("Reason 0", ""))
    people[1].consents.create(purpose="public_name", number=2, given=False, wording=1, at=at)
    assert reasons.voices(petition) == (reasons.Voice("Reason 1", ""), reasons.Voice("Reason 0", ""))


@pytest.mark.usefixtures("clock_of_the_cache")
def test_the_preview_and_the_reasons_cost_the_same_for_three_as_for_sixty(
    sana: Client, petition: Petition, at: datetime
) -> None:
    def costs() -> list[int]:
        sent = {"state": "held", "which": "all", "verb": "release"}
        with CaptureQueriesContext(connection) as preview:
            assert sana.post(f"{HERE.format(petition.pk)}preview/", sent).status_code == 200
        with CaptureQueriesContext(connection) as page:
            assert sana.get(f"{HERE.format(petition.pk)}reasons/").status_code == 200
        return [len(preview), len(page)]

    def fill(numbers: range) -> None:
        for number in numbers:
            enter(petition, number, at=at, doubt="too quick")
            signature = enter(petition, 100 + number, at=at, reason=f"Reason {number}")
            confirm(signature.pk, at=at)

    fill(range(3))
    costs()
    few = costs()
    fill(range(3, 60))
    assert (few, costs()) == (COSTS, COSTS)


COSTS = [15, 15]

"""Hand-in packs: asked for, made by the worker, downloaded by those who may, gone after thirty days."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from petitions import handing_in, mine, pack, ruling
from petitions.confirming import confirm
from petitions.handing_in import NothingToHandIn, NotThere, keep_packs, prepare_hand_in, prepare_packs
from petitions.models import Consent, HandIn, Petition, Signature, SignatureIdentity
from petitions.signing import sign
from petitions.withdrawing import withdraw
from tests.conftest import SignIn
from tests.petitions.factories import open_petition, rowan
from tests.petitions.reading import words
from union import leases
from union.accounts.models import User
from union.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def staff(name: str, *groups: str, **fields: Any) -> User:
    user = User.objects.create_user(f"{name}@example.org", name=name.title(), **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


@pytest.fixture
def sana() -> User:
    return staff("sana", "Moderators")


@pytest.fixture
def no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without Pango: nothing is drawn, which also takes no time."""
    monkeypatch.setattr("union.pdf.available", lambda: False)


def signed(petition: Petition, number: int, at: datetime, *consents: str) -> Signature:
    signer = rowan(name=f"Ash {'ABCDEF'[number]}", email=f"{number}@example.org", consents=consents)
    entered = sign(petition, signer=signer, at=at)
    confirm(entered.signature_id, at=at)
    return Signature.objects.get(pk=entered.signature_id)


def actions() -> list[tuple[str, dict[str, object]]]:
    return list(Entry.objects.order_by("pk").values_list("action", "detail"))


# --- making -----------------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_sana_asks_for_a_pack_and_the_worker_makes_it(sana: User, noon: datetime, storage: Path) -> None:
    petition = open_petition(at=noon)
    signed(petition, 0, noon, "decision_maker")
    row = prepare_hand_in(petition, by=sana, at=noon)
    assert (row.state, prepare_packs(at=noon), prepare_packs(at=noon)) == ("preparing", 1, 0)
    row.refresh_from_db()
    assert (row.state, row.count, row.as_of, row.names, row.annex.name) == ("ready", 1, noon, None, "")
    assert row.csv.name == f"hand-in/{row.pk}/ten-points-figures.csv"
    for file, sha256 in [(row.csv, row.csv_sha256), (row.pdf, row.pdf_sha256)]:
        assert hashlib.sha256((storage / file.name).read_bytes()).hexdigest() == sha256
    assert (storage / row.pdf.name).read_bytes().startswith(b"%PDF-")
    assert actions() == [
        ("petitions.pack_asked", {"names": False}),
        ("petitions.pack_made", {"signatures": 1, "names": 0}),
    ]


def test_names_are_a_file_of_their_own(no_pdf: None, sana: User, noon: datetime, storage: Path) -> None:
    petition = open_petition(at=noon)
    signed(petition, 0, noon, "decision_maker")
    signed(petition, 1, noon)
    prepare_hand_in(petition, by=sana, at=noon, with_names=True)
    prepare_packs(at=noon)
    row = HandIn.objects.get()
    assert (row.names, row.pdf.name) == (1, "")
    assert row.fault.startswith("PDFs are off on this machine")
    assert b"Ash A" in (storage / row.annex.name).read_bytes()
    assert b"Ash" not in (storage / row.csv.name).read_bytes()
    assert hashlib.sha256((storage / row.annex.name).read_bytes()).hexdigest() == row.annex_sha256


def test_asked_twice_is_made_once(sana: User, noon: datetime) -> None:
    petition = open_petition(at=noon)
    assert prepare_hand_in(petition, by=sana, at=noon) == prepare_hand_in(petition, by=sana, at=noon)
    assert prepare_hand_in(petition, by=sana, at=noon, with_names=True).pk != HandIn.objects.earliest("pk").pk
    assert (HandIn.objects.count(), Entry.objects.count()) == (2, 2)


def test_a_petition_that_was_never_open_has_nothing_to_hand_in(sana: User, noon: datetime) -> None:
    draft = open_petition(at=noon, state="draft", opened_at=None)
    with pytest.raises(NothingToHandIn):
        prepare_hand_in(draft, by=sana, at=noon)
    assert HandIn.objects.count() == 0


def test_what_a_killed_worker_began_is_begun_again_three_times(
    no_pdf: None, sana: User, noon: datetime
) -> None:
    prepare_hand_in(open_petition(at=noon), by=sana, at=noon)
    HandIn.objects.update(leased_until=noon + handing_in.LEASE, tries=1)
    assert prepare_packs(at=noon + timedelta(minutes=9)) == 0
    assert prepare_packs(at=noon + timedelta(minutes=10)) == 1
    HandIn.objects.update(state="preparing", leased_until=noon, tries=3)
    assert prepare_packs(at=noon) == 0
    row = HandIn.objects.get()
    assert (row.state, row.fault) == ("failed", handing_in.GAVE_UP)


def test_files_of_a_killed_worker_are_overwritten(
    no_pdf: None, sana: User, noon: datetime, storage: Path
) -> None:
    row = prepare_hand_in(open_petition(at=noon), by=sana, at=noon)
    left = storage / f"hand-in/{row.pk}/ten-points-figures.csv"
    left.parent.mkdir(parents=True)
    left.write_text("half a li")
    prepare_packs(at=noon)
    assert [file.name for file in left.parent.iterdir()] == ["ten-points-figures.csv"]
    assert left.read_bytes().startswith(b"\xef\xbb\xbftable")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_pack_is_of_one_moment(no_pdf: None, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody withdraws between the figures and the names: the pack is as it was before, in both files."""
    petition, sana = open_petition(at=noon), staff("sana", "Moderators")
    leaving = signed(petition, 0, noon, "decision_maker")
    gather = pack.gather

    def gather_and_leave(petition: Petition, *, at: datetime) -> pack.Figures:
        figures = gather(petition, at=at)
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(_withdraw_elsewhere, leaving, noon).result()
        return figures

    monkeypatch.setattr(pack, "gather", gather_and_leave)
    row = made(petition, sana, noon, with_names=True)
    assert (row.count, row.names) == (1, 1)
    with pytest.raises(NotThere, match="struck out or erased"):
        handing_in.download(row, "annex", by=sana, at=noon)


def _withdraw_elsewhere(signature: Signature, at: datetime) -> None:
    withdraw(signature.pk, at=at)
    connection.close()


def test_a_pack_that_somebody_is_making_is_left_to_them(no_pdf: None, sana: User, noon: datetime) -> None:
    """Unless it has it for longer than anybody would: by a clock that was ahead and has been put right."""
    prepare_hand_in(open_petition(at=noon), by=sana, at=noon)
    HandIn.objects.update(leased_until=noon + handing_in.LEASE, tries=1)
    assert prepare_packs(at=noon) == 0
    assert HandIn.objects.get().tries == 1
    HandIn.objects.update(leased_until=noon + timedelta(hours=1))
    assert prepare_packs(at=noon) == 1


def test_a_pack_is_had_from_when_it_is_begun_and_only_if_nobody_else_has_it_by_then(
    sana: User, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of three takes nine minutes: meanwhile another worker has begun the second."""
    now = iter([0.0, 1.0, 540.0, 541.0])
    rows = [prepare_hand_in(open_petition(at=noon, slug=slug), by=sana, at=noon) for slug in ("a", "b", "c")]
    monkeypatch.setattr(leases, "time", SimpleNamespace(monotonic=lambda: next(now)))
    had = []
    for row in leases.in_turn(HandIn.objects.all(), at=noon, lease=handing_in.LEASE):
        had.append((row.pk, row.leased_until - noon, row.tries))
        HandIn.objects.filter(pk=rows[1].pk).update(leased_until=noon + timedelta(minutes=18))
    assert had == [(rows[0].pk, timedelta(seconds=601), 1), (rows[2].pk, timedelta(seconds=1141), 1)]


# --- how long it lives ------------------------------------------------------------------------------------


def made(petition: Petition, sana: User, at: datetime, *, with_names: bool = False) -> HandIn:
    row = prepare_hand_in(petition, by=sana, at=at, with_names=with_names)
    prepare_packs(at=at)
    row.refresh_from_db()
    return row


def test_after_thirty_days_the_files_are_gone_and_the_record_stays(
    no_pdf: None, sana: User, noon: datetime, storage: Path
) -> None:
    row = made(open_petition(at=noon), sana, noon, with_names=True)
    csv, annex = row.csv.name, row.annex.name
    assert keep_packs(at=noon + timedelta(days=29)) == 0
    assert (default_storage.exists(csv), default_storage.exists(annex)) == (True, True)
    with pytest.raises(NotThere):
        handing_in.download(row, "csv", by=sana, at=noon + timedelta(days=30, hours=1))
    assert (keep_packs(at=noon + timedelta(days=30, hours=1)), keep_packs(at=noon + timedelta(days=31))) == (
        1,
        0,
    )
    row.refresh_from_db()
    assert (row.state, row.csv.name, len(row.csv_sha256)) == ("expired", "", 64)
    assert (default_storage.exists(csv), default_storage.exists(annex)) == (False, False)


@pytest.mark.parametrize("how", ["withdraw", "refuse", "strike"])
def test_names_go_as_soon_as_somebody_leaves_the_list(
    no_pdf: None, sana: User, noon: datetime, storage: Path, how: str
) -> None:
    petition = open_petition(at=noon)
    signature = signed(petition, 0, noon, "decision_maker")
    row = made(petition, sana, noon + timedelta(hours=1), with_names=True)
    annex, later = storage / row.annex.name, noon + timedelta(hours=2)
    assert keep_packs(at=later) == 0
    if how == "withdraw":
        withdraw(signature.pk, at=later)
    elif how == "strike":
        ruling.invalidate(petition, Signature.objects.all(), by=sana, reason="A made-up name", at=later)
    else:
        Consent.objects.create(
            signature=signature, purpose="decision_maker", number=2, given=False, wording=1, at=later
        )
    with pytest.raises(NotThere, match="struck out or erased"):
        handing_in.download(row, "annex", by=sana, at=later)
    assert (annex.exists(), keep_packs(at=later), annex.exists()) == (True, 1, False)
    row.refresh_from_db()
    assert (row.state, row.annex.name, len(row.annex_sha256), keep_packs(at=later)) == ("ready", "", 64, 0)


def test_a_list_is_had_while_all_on_it_would_be_on_one_made_now(
    no_pdf: None, sana: User, noon: datetime
) -> None:
    petition = open_petition(at=noon)
    first, middle, last = (signed(petition, number, noon, "decision_maker") for number in range(3))
    SignatureIdentity.objects.filter(pk=first.pk).update(name="=Siân Ŵyn")
    row = made(petition, sana, noon, with_names=True)
    signed(petition, 3, noon, "decision_maker")  # who came since takes nobody off
    Signature.objects.filter(pk=last.pk).update(
        constituency="E14001063"
    )  # nor does a postcode that is known now
    assert handing_in.download(row, "annex", by=sana, at=noon) == row.annex
    SignatureIdentity.objects.filter(pk=middle.pk).delete()  # a way out that no event tells of
    with pytest.raises(NotThere, match="left it since"):
        handing_in.download(row, "annex", by=sana, at=noon)


def test_erasing_a_person_deletes_lists_of_names_at_once(
    no_pdf: None, sana: User, noon: datetime, storage: Path
) -> None:
    petition, other = open_petition(at=noon), open_petition(at=noon, slug="other")
    signed(petition, 0, noon, "decision_maker")
    row, beside = (made(each, sana, noon, with_names=True) for each in (petition, other))
    assert b"Ash A" in (storage / row.annex.name).read_bytes()
    mine.erase("0@example.org", at=noon + timedelta(hours=1))
    assert [file.name for file in sorted(storage.rglob("*-names.csv"))] == ["other-names.csv"]
    assert (storage / beside.annex.name).exists()


# --- the screen -------------------------------------------------------------------------------------------


def test_sana_asks_waits_and_downloads(no_pdf: None, sana: User, sign_in: SignIn) -> None:
    petition, browser = open_petition(at=timezone.now()), sign_in(sana)
    signed(petition, 0, timezone.now(), "decision_maker")
    SignatureIdentity.objects.update(name="=Siân Ŵyn")
    address = f"/cms/petitions/{petition.pk}/hand-in/"
    assert "No pack has been made yet" in words(browser.get(address).content)
    assert browser.post(address, {"names": "yes"})["Location"] == address
    waiting = browser.get(address)
    assert "Being made" in words(waiting.content)
    assert ("Let it stay as it is" in words(waiting.content), waiting["Refresh"]) == (True, "3")
    prepare_packs(at=timezone.now())
    done = browser.get(address)
    ready = done.content
    assert ("1 signature on" in words(ready), "Refresh" in done) == (True, False)
    row = HandIn.objects.get()
    answer = browser.post(f"{address}{row.pk}/annex/")
    assert answer.getvalue().decode() == "\ufeffname,constituency\r\n'=Siân Ŵyn,\r\n"
    assert answer["Content-Disposition"] == 'attachment; filename="ten-points-names.csv"'
    assert "no-store" in answer["Cache-Control"]
    assert Entry.objects.latest("pk").detail == {"file": "annex"}
    assert Entry.objects.latest("pk").by == sana
    assert "Sana took the names on" in words(browser.get(address).content)
    assert ("Names (Excel)" in words(ready), "Figures (Excel)" in words(ready)) == (True, True)
    sent = browser.post(f"{address}{row.pk}/annex/", {"format": "xlsx"})
    assert sent["Content-Disposition"] == 'attachment; filename="ten-points-names.xlsx"'
    sheet = load_workbook(io.BytesIO(sent.getvalue()))["Names"]
    assert [[cell.value for cell in line] for line in sheet] == [
        ["name", "constituency"],
        ["'=Siân Ŵyn", None],
    ]
    assert sheet.column_dimensions["A"].width > 20  # a name can be read without pulling at it
    assert Entry.objects.latest("pk").detail == {"file": "annex"}
    sent = browser.post(f"{address}{row.pk}/csv/", {"format": "xlsx"})
    assert load_workbook(io.BytesIO(sent.getvalue()))["Figures"]["D2"].value == 1
    pdf = browser.post(f"{address}{row.pk}/pdf/", {"format": "xlsx"}, follow=True)
    assert "This file is not there" in words(pdf.content)


@pytest.mark.parametrize("groups", [["Editors"], []])
def test_whoever_may_not_publish_gets_no_pack(
    no_pdf: None, sana: User, sign_in: SignIn, groups: list[str]
) -> None:
    petition = open_petition(at=timezone.now())
    row = made(petition, sana, timezone.now())
    other = sign_in(staff("kit", *groups))
    address = f"/cms/petitions/{petition.pk}/hand-in/"
    answers = [other.get(address), other.post(address), other.post(f"{address}{row.pk}/csv/")]
    assert [answer.status_code in (302, 403) for answer in answers] == [True] * 3
    assert [b"pack" in answer.content for answer in answers] == [False] * 3
    assert (HandIn.objects.count(), Entry.objects.filter(action="petitions.pack_downloaded").count()) == (
        1,
        0,
    )


def test_a_download_is_a_post_and_a_visit_writes_nothing(no_pdf: None, sana: User, sign_in: SignIn) -> None:
    petition = open_petition(at=timezone.now())
    row, browser = made(petition, sana, timezone.now()), sign_in(sana)
    address = f"/cms/petitions/{petition.pk}/hand-in/"
    before = Entry.objects.count()
    assert browser.get(f"{address}{row.pk}/csv/").status_code == 405
    assert browser.put(address).status_code == 405
    assert browser.get(address).status_code == 200
    assert (Entry.objects.count(), HandIn.objects.count()) == (before, 1)


def test_what_is_not_there_is_said_in_a_sentence(no_pdf: None, sana: User, sign_in: SignIn) -> None:
    petition, draft = open_petition(at=timezone.now()), open_petition(at=timezone.now(), slug="draft")
    Petition.objects.filter(pk=draft.pk).update(state="draft", opened_at=None)
    row, browser = made(petition, sana, timezone.now()), sign_in(sana)
    address = f"/cms/petitions/{petition.pk}/hand-in/"
    page = browser.post(f"{address}{row.pk}/annex/", follow=True)
    assert "This file is not there, or not any more: ask for a new pack." in words(page.content)
    page = browser.post(f"/cms/petitions/{draft.pk}/hand-in/", follow=True)
    assert "has not been open yet" in words(page.content)
    assert browser.post(f"/cms/petitions/{draft.pk}/hand-in/{row.pk}/csv/").status_code == 404
    assert browser.get("/cms/petitions/999/hand-in/").status_code == 404
    row.csv.storage.delete(row.csv.name)  # the database came back from a backup, and the files did not
    page = browser.post(f"{address}{row.pk}/csv/", follow=True)
    assert "This file is not there, or not any more: ask for a new pack." in words(page.content)
    assert [action for action, _ in actions() if action == "petitions.pack_downloaded"] == []


def test_no_address_of_the_site_serves_a_pack(
    no_pdf: None, client: Client, sana: User, noon: datetime
) -> None:
    row = made(open_petition(at=noon), sana, noon)
    assert client.get(f"/media/{row.csv.name}").status_code == 404
    assert client.get(f"/documents/{row.csv.name}").status_code == 404


def test_the_screen_asks_as_often_for_many_packs_as_for_one(
    no_pdf: None, sana: User, sign_in: SignIn
) -> None:
    petition, browser = open_petition(at=timezone.now()), sign_in(sana)
    address = f"/cms/petitions/{petition.pk}/hand-in/"
    made(petition, sana, timezone.now())
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for _ in range(3):
        made(petition, sana, timezone.now())
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(one) == len(many)

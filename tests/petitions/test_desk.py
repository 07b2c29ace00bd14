"""Petitions at the desk: Ines keys, Bram checks and counts, Orla of Harbour finds nothing of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from petitions.keying import add_scan
from petitions.models import PaperBatch, PaperRow, Petition, Signature, Stall
from petitions.sheets import ask_for_sheets
from petitions.stalls import start_stall
from tests.conftest import SignIn
from tests.petitions.paper_scenes import Scene, checked, counted, form_of, key, keyed, png
from tests.petitions.reading import everything, words
from union import pdf
from union.accounts.models import Role, User

pytestmark = pytest.mark.django_db
HERE = "/desk/petitions/"
BATCH = f"{HERE}ten-points/batches/1/"
READ = [HERE, f"{HERE}ten-points/", f"{HERE}ten-points/sheets/", BATCH, f"{BATCH}key/", f"{BATCH}sheets.pdf"]
READ += [f"{HERE}ten-points/stalls/", f"{BATCH}check/", f"{BATCH}scans/"]
WRITTEN = [f"{BATCH}{act}/" for act in ("finish", "reopen", "count", "take-out")]


# --- who may ----------------------------------------------------------------------------------------------


def test_anonymous_people_are_sent_to_the_login(client: Client, scene: Scene) -> None:
    for address in READ:
        page = client.get(address)
        assert (page.status_code, page["Location"]) == (302, f"/accounts/login/?next={address}"), address


def test_somebody_without_a_role_finds_nothing(sign_in: SignIn, scene: Scene) -> None:
    rowan = sign_in(User.objects.create_user("rowan.ashby@example.org"))
    for address in [*READ, *WRITTEN]:
        answer = rowan.post(address) if address in WRITTEN else rowan.get(address)
        assert answer.status_code == 404, address


def test_an_officer_of_another_branch_finds_no_batch(sign_in: SignIn, scene: Scene) -> None:
    orla = sign_in(scene.orla)
    for address in [a for a in [*READ, *WRITTEN] if a.startswith(BATCH)]:
        answer = orla.post(address) if address in WRITTEN else orla.get(address)
        assert answer.status_code == 404, address
        assert "B-0001" not in words(orla.get(HERE).content), address


def test_an_officer_of_another_branch_finds_no_row_scan_or_stall(sign_in: SignIn, scene: Scene) -> None:
    row = key(scene)
    scan = add_scan(scene.batch, content=png().read(), by=scene.ines, at=scene.at)
    stall = start_stall(scene.petition, branch=scene.branch, place="Market", by=scene.ines, at=scene.at)
    orla = sign_in(scene.orla)
    for address in (f"{BATCH}rows/{row.pk}/", f"{BATCH}scans/{scan.pk}/"):
        assert orla.get(address).status_code == 404
    for address in (f"{BATCH}rows/{row.pk}/{act}/" for act in ("remove", "same", "correct", "two-people")):
        assert orla.post(address).status_code == 404
    assert orla.post(f"{BATCH}scans/{scan.pk}/remove/").status_code == 404
    assert orla.get(f"{HERE}ten-points/stalls/{stall.pk}/").status_code == 404
    assert orla.post(f"{HERE}ten-points/stalls/{stall.pk}/end/").status_code == 404
    assert (PaperRow.objects.count(), Stall.objects.get().ends_at) == (1, stall.ends_at)


def test_a_scrutineer_has_nothing_to_collect(sign_in: SignIn, scene: Scene) -> None:
    joss = User.objects.create_user("joss@example.org", name="Joss Ferrier")
    Role.objects.create(user=joss, kind=Role.Kind.SCRUTINEER)
    client = sign_in(joss)
    assert 'href="/desk/petitions/"' not in client.get("/desk/").content.decode()
    assert client.get(f"{HERE}ten-points/").status_code == 404


def test_what_changes_something_is_never_a_get(ines: Client) -> None:
    for address in WRITTEN:
        assert ines.get(address).status_code == 405, address


def held() -> list[object]:
    return [everything(), list(PaperBatch.objects.values()), list(PaperRow.objects.values())]


def test_reading_changes_nothing(ines: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does drawing the sheets, which is asked where they are drawn."""
    monkeypatch.setattr(pdf, "available", lambda: False)
    key(scene)
    before = held()
    for address in READ:
        ines.get(address)
        ines.head(address)
    assert held() == before


# --- the way in -------------------------------------------------------------------------------------------


def test_the_front_page_shows_petitions_and_what_is_in_hand(ines: Client, scene: Scene) -> None:
    text = words(ines.get(HERE).content)
    assert "Back the ten-point plan" in text
    assert "B-0001" in text
    assert "4 sheets, printed" in text
    assert "Next: Collect and key" in text


def test_a_batch_is_found_by_the_number_on_its_sheets(ines: Client) -> None:
    for asked in ["B-0001", "b1", " 1 "]:
        assert ines.get(HERE, {"batch": asked})["Location"] == BATCH, asked


def test_a_number_that_no_batch_has_gets_a_sentence(ines: Client) -> None:
    for asked in ["B-0009", "seven", "9" * 40]:
        page = ines.get(HERE, {"batch": asked})
        assert (page.status_code, "No batch of your branch has the number" in words(page.content)) == (
            200,
            True,
        ), asked


def test_lists_take_as_many_statements_for_three_batches_as_for_one(ines: Client, scene: Scene) -> None:
    for address in (HERE, f"{HERE}ten-points/"):
        ines.get(address)
        with CaptureQueriesContext(connection) as one:
            ines.get(address)
        for sheets in (1, 2):
            ask_for_sheets(scene.petition, branch=scene.branch, sheets=sheets, by=scene.ines, at=scene.at)
        with CaptureQueriesContext(connection) as many:
            ines.get(address)
        assert len(one) == len(many)


# --- sheets -----------------------------------------------------------------------------------------------


def test_ines_asks_for_sheets(ines: Client, scene: Scene) -> None:
    page = ines.post(f"{HERE}ten-points/sheets/", {"sheets": "6", "branch": scene.branch.pk})
    assert page["Location"] == f"{HERE}ten-points/batches/2/"
    batch = PaperBatch.objects.get(number=2)
    assert (batch.sheets, batch.printed_by, batch.language) == (6, scene.ines, "en")


def test_a_wrong_number_of_sheets_gets_a_sentence(ines: Client, scene: Scene) -> None:
    for sheets, sentence in [
        ("", "Enter how many sheets you want."),
        ("many", "Enter a number, such as 4."),
        ("41", "Ask for 1 to 40"),
    ]:
        page = ines.post(f"{HERE}ten-points/sheets/", {"sheets": sheets, "branch": scene.branch.pk})
        assert (page.status_code, sentence in words(page.content)) == (422, True), sheets
        assert PaperBatch.objects.count() == 1, sheets


def test_sheets_of_a_closed_petition_are_refused(ines: Client, scene: Scene) -> None:
    Petition.objects.update(state="closed", closing_at=scene.at)
    page = ines.post(f"{HERE}ten-points/sheets/", {"sheets": "4", "branch": scene.branch.pk})
    assert (page.status_code, "takes no new names" in words(page.content)) == (422, True)


@pytest.mark.pdf
def test_the_sheets_are_a_pdf(ines: Client) -> None:
    before = held()
    page = ines.get(f"{BATCH}sheets.pdf")
    assert (page.status_code, page["Content-Type"], page.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert held() == before


def test_where_pdfs_are_off_a_sentence_says_so(ines: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "available", lambda: False)
    page = ines.get(f"{BATCH}sheets.pdf")
    assert (page.status_code, page.content[:31]) == (503, b"PDFs are off on this machine: i")


# --- check and count --------------------------------------------------------------------------------------


def test_bram_checks_corrects_and_counts(bram: Client, scene: Scene) -> None:
    keyed(scene, "Rowan Ashby", "Ash Ashby")
    first, second = scene.batch.rows.all()
    assert "Rowan Ashby" in words(bram.get(f"{BATCH}check/").content)
    assert bram.post(f"{BATCH}rows/{first.pk}/same/")["Location"] == f"{BATCH}check/"
    wrong = bram.post(f"{BATCH}rows/{second.pk}/correct/", form_of(scene, postcode="LS1", name="Asha"))
    assert (wrong.status_code, 'value="Asha"' in wrong.content.decode()) == (422, True)
    late = bram.post(f"{BATCH}rows/{second.pk}/correct/", form_of(scene, signed_on="2099-01-01"))
    assert (late.status_code, "Nobody can have signed after that" in words(late.content)) == (422, True)
    assert bram.post(f"{BATCH}rows/{second.pk}/correct/", form_of(scene, name="Asha"))["Location"] == BATCH
    assert "1 of 2 lines checked were wrong and have been corrected" in words(bram.get(BATCH).content)
    assert bram.post(f"{BATCH}count/")["Location"] == BATCH
    assert "2 signatures counted" in words(bram.get(BATCH).content)
    assert bram.post(f"{BATCH}count/").status_code == 409
    assert sorted(Signature.objects.values_list("identity__name", flat=True)) == ["Asha", "Rowan Ashby"]


def test_ines_cannot_check_what_she_keyed(ines: Client, scene: Scene) -> None:
    keyed(scene, "Rowan Ashby", "Rowan Ashby")
    row = scene.batch.rows.get(line=2)
    assert ines.get(f"{BATCH}check/")["Location"] == BATCH
    assert "somebody else has to check it" in words(ines.get(BATCH).content)
    for act, sent in (("same", {}), ("correct", form_of(scene)), ("two-people", {"two": "yes"})):
        assert ines.post(f"{BATCH}rows/{row.pk}/{act}/", sent).status_code == 403
    assert ines.post(f"{BATCH}count/").status_code == 409
    assert list(scene.batch.rows.values_list("verdict", "two_people")) == [("", False), ("", False)]


def test_a_row_is_checked_only_while_the_batch_is(bram: Client, scene: Scene) -> None:
    row = key(scene)
    assert bram.get(f"{BATCH}check/")["Location"] == BATCH
    for act, sent in (("same", {}), ("correct", form_of(scene)), ("two-people", {"two": "yes"})):
        assert bram.post(f"{BATCH}rows/{row.pk}/{act}/", sent).status_code == 409


def test_bram_says_that_two_lines_are_two_people(bram: Client, scene: Scene) -> None:
    keyed(scene, "Rowan Ashby", "Rowan Ashby")
    row = scene.batch.rows.get(line=2)
    assert "Sheet 1, line 1 and sheet 1, line 2: one person" in words(bram.get(BATCH).content)
    bram.post(f"{BATCH}rows/{row.pk}/two-people/", {"two": "yes"})
    assert "two different people" in words(bram.get(BATCH).content)
    bram.post(f"{BATCH}rows/{row.pk}/two-people/", {"two": "no"})
    row.refresh_from_db()
    assert row.two_people is False


def test_the_office_takes_a_batch_out_with_a_reason(sign_in: SignIn, bram: Client, scene: Scene) -> None:
    counted(scene, "Rowan Ashby")
    assert "Take this batch out of the count" not in words(bram.get(BATCH).content)
    assert bram.post(f"{BATCH}take-out/", {"reason": "Wrong sheets."}).status_code == 409
    nell = sign_in(scene.nell)
    assert "Take this batch out of the count" in words(nell.get(BATCH).content)
    empty = nell.post(f"{BATCH}take-out/", {"reason": ""})
    assert (empty.status_code, "Say why, in a sentence without names." in words(empty.content)) == (422, True)
    assert nell.post(f"{BATCH}take-out/", {"reason": "Wrong sheets."})["Location"] == BATCH
    assert "was taken out of the count" in words(nell.get(BATCH).content)
    assert (Signature.objects.get().state, scene.again().state) == ("invalid", "printed")


def test_a_month_after_the_count_nobody_is_offered_to_undo_it(sign_in: SignIn, scene: Scene) -> None:
    counted(scene, "Rowan Ashby")
    PaperBatch.objects.update(counted_at=scene.at - timedelta(days=30))
    assert "Take this batch out" not in words(sign_in(scene.nell).get(BATCH).content)


def test_what_was_not_counted_before_the_hand_in_is_not_asked_for(bram: Client, scene: Scene) -> None:
    checked(scene, "Amara Obi")
    closed = {"state": "closed", "closing_at": scene.at - timedelta(hours=50), "closed_at": scene.at}
    Petition.objects.update(**closed)
    whole = f"{HERE}ten-points/"
    assert "can still be keyed, checked and counted, until it is handed in." in words(bram.get(whole).content)
    assert "Next: count this batch" in words(bram.get(BATCH).content)
    Petition.objects.update(state="handed_in", handed_in_at=scene.at)
    assert "What was not counted before it was handed in counts no more." in words(bram.get(whole).content)
    text = words(bram.get(BATCH).content)
    assert ("these sheets can no longer be counted" in text, "Next: count this" in text) == (True, False)


def test_the_office_is_told_that_a_batch_taken_out_after_the_hand_in_stays_out(
    sign_in: SignIn, scene: Scene
) -> None:
    counted(scene, "Amara Obi")
    nell = sign_in(scene.nell)
    assert "The batch goes back to keying, with all its lines." in words(nell.get(BATCH).content)
    ended = {"closing_at": scene.at, "closed_at": scene.at, "handed_in_at": scene.at}
    Petition.objects.update(state="handed_in", **ended)
    text = words(nell.get(BATCH).content)
    assert ("the batch cannot be counted again" in text, "1 signature counted" in text) == (True, True)


def test_the_page_of_a_checked_batch_offers_the_count(bram: Client, scene: Scene) -> None:
    checked(scene, "Rowan Ashby")
    assert "Next: count this batch" in words(bram.get(BATCH).content)

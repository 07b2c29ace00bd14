"""Ines keys what stands on the sheets at the desk, and adds scans of them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from petitions.keying import add_scan
from petitions.models import PaperRow
from tests.petitions.paper_scenes import Scene, counted, form_of, key, png
from tests.petitions.reading import words

pytestmark = pytest.mark.django_db
HERE = "/desk/petitions/"
BATCH = f"{HERE}ten-points/batches/1/"


def test_ines_keys_a_line_and_is_offered_the_next_with_its_day(ines: Client, scene: Scene) -> None:
    day = form_of(scene)["signed_on"]
    page = ines.post(f"{BATCH}key/", form_of(scene, postcode="ls14ap", ticks=["decision_maker"]))
    assert page["Location"] == f"{BATCH}key/"
    row = PaperRow.objects.get()
    assert (row.name, row.postcode, row.decision_maker, row.petition_news) == (
        "Rowan Ashby",
        "LS1 4AP",
        True,
        False,
    )
    html = ines.get(f"{BATCH}key/").content.decode()
    assert "Saved: sheet 1, line 1." in words(html.encode())
    assert ('name="line" value="2"' in html, f'value="{day}"' in html) == (True, True)


def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(ines: Client, scene: Scene) -> None:
    for changed, sentence in [
        ({"name": ""}, "Enter the name, or say below why the line cannot be used."),
        ({"postcode": "LS1"}, "Enter a UK postcode, like LS1 4AP, or say below why the line cannot be used."),
        ({"name": "x" * 101}, "Use 100 characters or fewer."),
        ({"email": "rowan"}, "Enter the e-mail address as it stands there, or leave it empty."),
        ({"sheet": "5"}, "Enter a sheet from 1 to 4."),
        ({"line": "16"}, "Enter a line from 1 to 15."),
        ({"line": ""}, "Enter the number of the line."),
        ({"signed_on": "yesterday"}, "Enter a day such as 25/03/2026."),
        ({"signed_on": "2099-01-01"}, "Nobody can have signed after that"),
        ({"unusable": "tired"}, "Select a valid choice."),
        ({"name": "Rowan\x00"}, "Null characters are not allowed."),
    ]:
        page = ines.post(f"{BATCH}key/", form_of(scene, role="Team manager", **changed))
        assert (page.status_code, sentence in words(page.content)) == (422, True), changed
        assert 'value="Team manager"' in page.content.decode(), changed
        assert PaperRow.objects.count() == 0, changed


def test_a_line_keyed_twice_gets_a_sentence(ines: Client, scene: Scene) -> None:
    key(scene)
    page = ines.post(f"{BATCH}key/", form_of(scene, name="Amara Obi"))
    assert (page.status_code, "Line 1 of sheet 1 is keyed already" in words(page.content)) == (422, True)
    assert PaperRow.objects.get().name == "Rowan Ashby"


def test_a_button_pressed_twice_keys_one_line(ines: Client, scene: Scene) -> None:
    for _ in range(2):
        assert ines.post(f"{BATCH}key/", form_of(scene))["Location"] == f"{BATCH}key/"
    assert PaperRow.objects.count() == 1
    assert "Saved: sheet 1, line 1." in words(ines.get(f"{BATCH}key/").content)


def test_lines_are_listed_a_sheet_at_a_time_and_the_page_stays_small(ines: Client, scene: Scene) -> None:
    for number in range(60):
        key(scene, name=f"Person {chr(97 + number // 26)}{chr(97 + number % 26)}")
    page = ines.get(f"{BATCH}key/", {"sheet": "3"})
    text = words(page.content)
    assert ("Sheet 4: 15 lines" in text, "Sheet 3, line 15" in text, "Sheet 2, line 1" in text) == (
        True,
        True,
        False,
    )
    assert len(page.content) < 60_000
    assert ines.get(f"{BATCH}key/", {"sheet": "nine"}).status_code == 200


def test_an_illegible_line_is_keyed_with_its_reason(ines: Client, scene: Scene) -> None:
    ines.post(f"{BATCH}key/", form_of(scene, name="", postcode="?", unusable="illegible"))
    assert (PaperRow.objects.get().unusable, PaperRow.objects.get().postcode) == ("illegible", "")
    assert "cannot be used. I cannot read the name" in words(ines.get(f"{BATCH}key/").content)


def test_a_line_is_changed_and_removed(ines: Client, scene: Scene) -> None:
    row = key(scene)
    assert 'value="Rowan Ashby"' in ines.get(f"{BATCH}rows/{row.pk}/").content.decode()
    ines.post(f"{BATCH}rows/{row.pk}/", form_of(scene, name="Rowena Ashby", line="9"))
    row.refresh_from_db()
    assert (row.name, row.line) == ("Rowena Ashby", 9)
    assert ines.post(f"{BATCH}rows/{row.pk}/", form_of(scene, name="")).status_code == 422
    ines.post(f"{BATCH}rows/{row.pk}/remove/")
    assert PaperRow.objects.count() == 0


def test_a_line_that_was_typed_is_saved_before_keying_is_finished(ines: Client, scene: Scene) -> None:
    button = f'form="line" formaction="{BATCH}finish/"'
    assert ines.post(f"{BATCH}key/", form_of(scene))["Location"] == f"{BATCH}key/"
    assert button in ines.get(f"{BATCH}key/").content.decode()
    faulty = ines.post(f"{BATCH}finish/", form_of(scene, line="2", name="Ash Ashby", postcode="x"))
    assert (faulty.status_code, 'value="Ash Ashby"' in faulty.content.decode()) == (422, True)
    assert f'id="line" method="post" action="{BATCH}key/"' in faulty.content.decode()
    assert scene.again().state == "printed"
    last = ines.post(f"{BATCH}finish/", form_of(scene, line="2", name="Ash Ashby"), follow=True)
    assert "Saved: sheet 1, line 2. Keying is finished." in words(last.content)
    assert [row.name for row in PaperRow.objects.all()] == ["Rowan Ashby", "Ash Ashby"]
    assert scene.again().state == "keyed"


def test_finished_keying_stays_finished(ines: Client, scene: Scene) -> None:
    assert "Key at least one line first." in words(ines.post(f"{BATCH}finish/").content)
    row = key(scene)
    assert ines.post(f"{BATCH}finish/")["Location"] == BATCH
    assert ines.post(f"{BATCH}finish/").status_code == 409
    assert ines.post(f"{BATCH}key/", form_of(scene, line="2")).status_code == 409
    assert ines.post(f"{BATCH}rows/{row.pk}/remove/").status_code == 409
    assert "second person checks" in words(ines.get(f"{BATCH}key/").content)
    assert ines.post(f"{BATCH}reopen/")["Location"] == f"{BATCH}key/"
    assert ines.post(f"{BATCH}reopen/").status_code == 409


# --- scans ------------------------------------------------------------------------------------------------


def test_a_scan_is_seen_by_the_branch_only_and_never_as_what_it_calls_itself(
    ines: Client, scene: Scene
) -> None:
    page = ines.post(f"{BATCH}scans/", {"scan": png()})
    assert page["Location"] == BATCH
    scan = scene.batch.scans.get()
    shown = ines.get(f"{BATCH}scans/{scan.pk}/")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert shown["Content-Disposition"] == f'inline; filename="B-0001-{scan.pk}.png"'
    assert "sandbox" in shown["Content-Security-Policy"]
    assert Client().get(f"{BATCH}scans/{scan.pk}/").status_code == 302
    ines.post(f"{BATCH}scans/{scan.pk}/remove/")
    assert scene.batch.scans.count() == 0


def test_what_is_no_scan_gets_a_sentence(ines: Client, scene: Scene) -> None:
    for file, sentence in [
        (None, "Choose a file."),
        (SimpleUploadedFile("a.pdf", b""), "This file is empty: choose another."),
        (SimpleUploadedFile("a.png", b"<svg onload=x>"), "Choose a PDF, or a JPEG or PNG picture"),
    ]:
        page = ines.post(f"{BATCH}scans/", {"scan": file} if file else {})
        assert (page.status_code, sentence in words(page.content)) == (422, True), file
        assert scene.batch.scans.count() == 0, file


def test_scans_of_a_counted_batch_stay(bram: Client, scene: Scene) -> None:
    scan = add_scan(scene.batch, content=png().read(), by=scene.ines, at=scene.at)
    counted(scene, "Rowan Ashby")
    assert bram.post(f"{BATCH}scans/{scan.pk}/remove/").status_code == 409
    assert bram.post(f"{BATCH}scans/", {"scan": png()}).status_code == 422
    assert scene.batch.scans.count() == 1

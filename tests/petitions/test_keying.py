"""Keying what stands on paper, its scans, and the check by a second person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from petitions.batches import count_batch
from petitions.checking import NotTheChecker, draw, drawn_rows, judge, too_many_wrong
from petitions.keying import (
    LineTaken,
    add_scan,
    change_row,
    finish_keying,
    key_row,
    next_line,
    remove_row,
    remove_scan,
    reopen,
)
from petitions.models import (
    PaperBatch,
    PaperRow,
    PaperScan,
)
from petitions.sheets import PaperError
from tests.petitions.paper_scenes import (
    FIFTY,
    Scene,
    checked,
    counted,
    jpeg,
    key,
    keyed,
    words_on_a_line,
)
from union.audit.models import Entry

pytestmark = [pytest.mark.django_db]


# --- keying -----------------------------------------------------------------------------------------------


def test_lines_are_offered_in_their_order(scene: Scene) -> None:
    assert next_line(scene.batch, sheet=1) == (1, 1)
    for _ in range(15):
        key(scene)
    assert next_line(scene.batch, sheet=1) == (2, 1)
    key_row(scene.batch, sheet=4, line=15, words=words_on_a_line(scene), by=scene.ines, at=scene.at)
    assert next_line(scene.batch, sheet=4) == (4, 1)


@pytest.mark.any_database
def test_a_line_is_keyed_once(scene: Scene) -> None:
    key(scene)
    with pytest.raises(LineTaken, match="Line 1 of sheet 1 is keyed already"):
        key_row(scene.batch, sheet=1, line=1, words=words_on_a_line(scene), by=scene.bram, at=scene.at)


@pytest.mark.parametrize(("sheet", "line"), [(0, 1), (5, 1), (1, 0), (1, 16)])
def test_a_line_that_is_on_no_sheet_is_refused(scene: Scene, sheet: int, line: int) -> None:
    with pytest.raises(PaperError, match="sheets 1 to 4 with lines 1 to 15"):
        key_row(scene.batch, sheet=sheet, line=line, words=words_on_a_line(scene), by=scene.ines, at=scene.at)


@pytest.mark.parametrize(
    ("days", "sentence"), [(-3, "was not open yet on that day"), (1, "the day is still to come")]
)
def test_a_day_on_which_nobody_can_have_signed_is_refused(scene: Scene, days: int, sentence: str) -> None:
    with pytest.raises(PaperError, match=sentence):
        key(scene, signed_on=timezone.localdate(scene.at) + timedelta(days=days))


def test_a_day_after_the_close_is_refused(scene: Scene) -> None:
    type(scene.petition).objects.update(state="closing", closing_at=scene.at - timedelta(hours=25))
    scene.again()
    with pytest.raises(PaperError, match="after the close"):
        key(scene, signed_on=timezone.localdate(scene.at))


def test_a_row_can_be_changed_and_removed_until_keying_is_finished(scene: Scene) -> None:
    row = key(scene)
    change_row(
        row, sheet=2, line=3, words=words_on_a_line(scene, name="Ash Ashby"), by=scene.ines, at=scene.at
    )
    row.refresh_from_db()
    assert (row.sheet, row.line, row.name) == (2, 3, "Ash Ashby")
    other = key(scene)
    remove_row(other)
    finish_keying(scene.batch, by=scene.ines, at=scene.at)
    for late in (
        lambda: key(scene),
        lambda: remove_row(row),
        lambda: change_row(row, sheet=1, line=1, words=words_on_a_line(scene), by=scene.ines, at=scene.at),
    ):
        with pytest.raises(PaperError, match="no longer being keyed"):
            late()
    assert scene.again().rows_keyed == 1


def test_an_empty_batch_cannot_be_finished(scene: Scene) -> None:
    with pytest.raises(PaperError, match="Key at least one line first"):
        finish_keying(scene.batch, by=scene.ines, at=scene.at)


def test_a_batch_goes_back_to_keying_until_somebody_has_looked_at_a_row(scene: Scene) -> None:
    keyed(scene, "Rowan Ashby", "Ash Ashby")
    reopen(scene.batch, by=scene.bram, at=scene.at)
    assert (scene.again().state, scene.batch.seed, scene.batch.keyed_by) == ("printed", "", None)
    finish_keying(scene.batch, by=scene.ines, at=scene.at)
    judge(drawn_rows(scene.again())[0], by=scene.bram, at=scene.at)
    with pytest.raises(PaperError, match="Its check has begun"):
        reopen(scene.again(), by=scene.bram, at=scene.at)


# --- scans ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [(jpeg(), "jpeg"), (b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n", "pdf")],
    ids=["jpeg", "pdf"],
)
def test_a_scan_is_known_by_its_content(scene: Scene, content: bytes, kind: str) -> None:
    scan = add_scan(scene.batch, content=content, by=scene.ines, at=scene.at)
    assert (scan.kind, scan.size, bytes(PaperScan.objects.get().content)) == (kind, len(content), content)


def test_what_is_no_picture_of_a_sheet_is_refused(subtests: pytest.Subtests, scene: Scene) -> None:
    for content, sentence in [
        (b"", "This file is empty"),
        (b"<html><script>", "Choose a PDF, or a JPEG or PNG picture"),
        (b"GIF89a" + b"\0" * 40, "Choose a PDF, or a JPEG or PNG picture"),
        (b"%PDF-1.7 cut off", "Choose a PDF, or a JPEG or PNG picture"),
        (jpeg()[:80], "Choose a PDF, or a JPEG or PNG picture"),
        (b"%PDF-" + b"\0" * 10_485_760 + b"%%EOF", "at most 10 MB"),
    ]:
        with subtests.test(content=content, sentence=sentence):
            with pytest.raises(PaperError, match=sentence):
                add_scan(scene.batch, content=content, by=scene.ines, at=scene.at)
            assert PaperScan.objects.count() == 0


@pytest.mark.any_database
def test_a_scan_can_be_deleted_until_the_count(scene: Scene) -> None:
    scan = add_scan(scene.batch, content=jpeg(), by=scene.ines, at=scene.at)
    remove_scan(scan, by=scene.bram, at=scene.at)
    kept = add_scan(scene.batch, content=jpeg(), by=scene.ines, at=scene.at)
    counted(scene, "Rowan Ashby")
    kept.refresh_from_db()
    with pytest.raises(PaperError, match="kept for 30 days"):
        remove_scan(kept, by=scene.bram, at=scene.at)


# --- the check --------------------------------------------------------------------------------------------


def test_all_rows_are_drawn_under_fifty_and_a_tenth_from_there() -> None:
    for rows, drawn in [(1, 1), (49, 49), (50, 5), (51, 6), (600, 60)]:
        numbers = list(range(rows))
        chosen = draw(numbers, seed="a")
        assert len(chosen) == drawn, rows
        assert chosen == draw(list(reversed(numbers)), seed="a"), rows


def test_another_seed_draws_other_rows() -> None:
    assert draw(list(range(600)), seed="a") != draw(list(range(600)), seed="b")


def test_more_than_five_in_a_hundred_are_too_many() -> None:
    for wrong, among, many in [(0, 5, False), (1, 20, False), (2, 39, True), (1, 5, True)]:
        assert too_many_wrong(wrong, among=among) is many, wrong


def test_bram_checks_every_row_of_a_small_batch(scene: Scene) -> None:
    checked(scene, "Rowan Ashby", "Ash Ashby")
    assert (scene.batch.state, scene.batch.rows_drawn, scene.batch.rows_wrong) == ("checked", 2, 0)
    assert scene.batch.checked_by == scene.bram
    entry = Entry.objects.get(action="petitions.paper_checked")
    assert (entry.by_id, entry.detail) == (scene.bram.pk, {"drawn": 2, "wrong": 0})


@pytest.mark.any_database
@pytest.mark.parametrize("who", ["keyer of a row", "who finished"])
def test_nobody_checks_what_they_keyed(scene: Scene, who: str) -> None:
    row = key(scene, by=scene.ines if who == "keyer of a row" else scene.bram)
    finish_keying(scene.batch, by=scene.bram if who == "keyer of a row" else scene.ines, at=scene.at)
    with pytest.raises(NotTheChecker):
        judge(row, by=scene.ines, at=scene.at)
    row.refresh_from_db()
    assert row.verdict == ""


@pytest.mark.any_database
def test_the_database_refuses_one_person_for_both(scene: Scene) -> None:
    checked(scene, "Rowan Ashby")
    for change in (
        lambda: PaperBatch.objects.update(checked_by=scene.ines),
        lambda: PaperRow.objects.update(checked_by=scene.ines),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_row_is_judged_once(scene: Scene) -> None:
    keyed(scene, "Rowan Ashby", "Ash Ashby")
    row = drawn_rows(scene.again())[0]
    judge(row, by=scene.bram, at=scene.at)
    with pytest.raises(PaperError, match="checked this line already"):
        judge(row, by=scene.bram, at=scene.at)


def test_a_corrected_row_is_an_error_and_one_sent_back_unchanged_is_none(scene: Scene) -> None:
    keyed(scene, "Rowan Ashby", "Ash Ashby")
    first, second = drawn_rows(scene.again())
    judge(first, words=words_on_a_line(scene, name="Rowena Ashby"), by=scene.bram, at=scene.at)
    judge(second, words=words_on_a_line(scene, name="Ash Ashby"), by=scene.bram, at=scene.at)
    assert list(scene.batch.rows.values_list("name", "verdict")) == [
        ("Rowena Ashby", "corrected"),
        ("Ash Ashby", "same"),
    ]
    assert (scene.again().state, scene.batch.rows_wrong) == ("checked", 1)


def test_too_many_errors_in_the_draw_send_every_row_to_the_check(scene: Scene) -> None:
    keyed(scene, *FIFTY)
    rows = drawn_rows(scene.again())
    assert len(rows) == 6
    for number, row in enumerate(rows):
        words = words_on_a_line(scene, name="Somebody Else") if number == 0 else None
        judge(row, words=words, by=scene.bram, at=scene.at)
    assert (scene.again().state, scene.batch.checked_by) == ("full", None)
    with pytest.raises(PaperError, match="Only a batch that has been checked"):
        count_batch(scene.batch, by=scene.bram, at=scene.at)
    for row in drawn_rows(scene.again()):
        if not row.verdict:
            judge(row, by=scene.bram, at=scene.at)
    assert (scene.again().state, scene.batch.rows_drawn, scene.batch.rows_wrong) == ("checked", 55, 1)

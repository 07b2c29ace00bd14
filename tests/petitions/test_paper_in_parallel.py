"""Two officers press the button at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from petitions import mine
from petitions.batches import count_batch
from petitions.counting import published_count, roll_up
from petitions.crossing_out import take_off_paper
from petitions.models import PaperBatch, PaperRow, Signature
from petitions.sheets import PaperError, ask_for_sheets
from tests.petitions.paper_scenes import checked, key, printed

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*jobs: Callable[[], object]) -> list[str]:
    """Each job in a thread and connection of its own, all released together; what was refused."""
    gate = Barrier(len(jobs))

    def press(job: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            gate.wait()
            job()
            return "done"
        except PaperError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return sorted(pool.map(press, jobs))


def test_one_batch_counted_eight_times_at_once_counts_once(at: datetime) -> None:
    scene = checked(printed(at), "Rowan Ashby", "Ash Mossop")

    def count() -> None:
        count_batch(PaperBatch.objects.get(pk=scene.batch.pk), by=scene.bram, at=at)

    assert at_once(*[count] * 8) == ["done"] + ["refused"] * 7
    roll_up(at=at)
    assert published_count(scene.petition) == 2


def test_one_person_in_four_batches_counted_at_once_counts_once(at: datetime) -> None:
    scene = printed(at)
    batches = []
    for _ in range(4):
        scene.batch = ask_for_sheets(scene.petition, branch=scene.branch, sheets=1, by=scene.ines, at=at)
        batches.append(checked(scene, "Rowan Ashby").batch.pk)

    def count(pk: int) -> Callable[[], None]:
        return lambda: count_batch(PaperBatch.objects.get(pk=pk), by=scene.bram, at=at)

    assert at_once(*map(count, batches)) == ["done"] * 4
    assert Signature.objects.count() == 1
    assert sorted(PaperRow.objects.values_list("outcome", flat=True)) == ["already"] * 3 + ["counted"]


def test_batches_asked_for_at_once_have_different_numbers(at: datetime) -> None:
    scene = printed(at)

    def ask(sheets: int) -> Callable[[], object]:
        return lambda: ask_for_sheets(
            scene.petition, branch=scene.branch, sheets=sheets, by=scene.ines, at=at
        )

    assert at_once(*map(ask, (1, 2, 3, 4, 5, 5))) == ["done"] * 6  # the last button was pressed twice
    assert sorted(PaperBatch.objects.values_list("number", flat=True)) == list(range(1, 7))


def test_a_name_taken_off_while_its_batch_is_counted_is_off_and_not_counted(at: datetime) -> None:
    scene, counting, off = checked(printed(at), "Rowan Ashby", "Ash Mossop"), Event(), Event()

    def count() -> None:
        with transaction.atomic():
            count_batch(PaperBatch.objects.get(pk=scene.batch.pk), by=scene.bram, at=at)
            counting.set()
            assert not off.wait(1)

    def take_off() -> None:
        assert counting.wait(20)
        take_off_paper(scene.petition, name="Rowan Ashby", postcode="LS1 4AP", by=scene.ines, at=at)
        off.set()

    assert at_once(count, take_off) == ["done"] * 2
    roll_up(at=at)
    assert published_count(scene.petition) == 1
    assert [row.name for row in PaperRow.objects.all()] == ["Ash Mossop"]


def test_who_erases_everything_while_their_line_is_counted_is_gone_and_not_counted(at: datetime) -> None:
    scene, counting, gone = printed(at), Event(), Event()
    key(scene, name="Rowan Ashby", email="rowan.ashby@example.org")
    checked(scene, "Ash Mossop")

    def count() -> None:
        with transaction.atomic():
            count_batch(PaperBatch.objects.get(pk=scene.batch.pk), by=scene.bram, at=at)
            counting.set()
            assert not gone.wait(1)

    def erase() -> None:
        assert counting.wait(20)
        mine.erase("rowan.ashby@example.org", at=at)
        gone.set()

    assert at_once(count, erase) == ["done"] * 2
    roll_up(at=at)
    assert published_count(scene.petition) == 1
    assert [row.name for row in PaperRow.objects.all()] == ["Ash Mossop"]

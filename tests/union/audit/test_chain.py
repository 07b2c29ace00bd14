"""The chain, what the database refuses, and what the proof finds when the database was got round."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from union import sweeping
from union.audit import chaining
from union.audit.expiring import expire_entries
from union.audit.models import Entry
from union.audit.recording import KEPT_FOR, record
from union.audit.verifying import verify
from union.expiring import Expired

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def boil(*subjects: str, at: datetime) -> None:
    with transaction.atomic():
        for subject in subjects:
            record("kettle.boiled", subject=subject, by=None, at=at, detail={"degrees": 99.5, "ends": "käse"})


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def triggers_off() -> Iterator[None]:
    """What somebody with the keys of the database could do."""
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        yield
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("ALTER TABLE audit_entry ENABLE TRIGGER USER")
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
        )
        triggers = cursor.fetchall()
    for name, _ in triggers:
        sql(f"DROP TRIGGER {name}")
    yield
    for _, statement in triggers:
        sql(statement)


def test_sweep_numbers_the_entries_and_binds_each_to_the_last(noon: datetime) -> None:
    boil("kettle:1", "kettle:2", at=noon)
    assert sweeping.sweep(at=noon)["union.audit.wagtail_hooks.seal_audit"] == 2
    boil("kettle:3", at=noon)
    assert (chaining.seal(), chaining.seal()) == (1, 0)
    one, two, three = Entry.objects.order_by("number")
    assert [entry.number for entry in (one, two, three)] == [1, 2, 3]
    assert one.hash == chaining.digest(one, number=1, previous="")
    assert three.hash == chaining.digest(three, number=3, previous=two.hash)
    assert verify() == verify(expect=f"3:{three.hash}") == verify(expect=f"1:{one.hash}")
    assert (verify().chained, verify().unchained, verify().fault) == (3, 0, "")


def test_digest_is_sha256_of_canonical_json(noon: datetime) -> None:
    """By `printf '%s' TEXT | sha256sum`, with the text that docs/decisions/0031 shows."""
    entry = Entry(
        action="a", subject="s:1", by_id=7, at=noon, detail={"b": 1, "a": "é"}, keep_until=noon.date()
    )
    assert chaining.digest(entry, number=1, previous="") == (
        "ad06104bc48936884f38e7f5a3897baad3e7143264ee246b023c12caafd9b74c"
    )


def test_database_refuses_to_change_the_log(subtests: pytest.Subtests) -> None:
    at = timezone.now()
    boil("kettle:1", at=at)
    chaining.seal()
    boil("kettle:2", at=at)
    before = list(Entry.objects.values())
    for tampering in [
        "UPDATE audit_entry SET subject = 'kettle:9' WHERE number = 1",
        "UPDATE audit_entry SET number = 9 WHERE number = 1",
        "UPDATE audit_entry SET hash = 'x' WHERE number = 1",
        "UPDATE audit_entry SET number = NULL, hash = '' WHERE number = 1",
        "UPDATE audit_entry SET subject = 'kettle:9' WHERE number IS NULL",
        "UPDATE audit_entry SET number = 2, hash = 'x', subject = 'kettle:9' WHERE number IS NULL",
        "UPDATE audit_entry SET number = 2 WHERE number IS NULL",
        "UPDATE audit_entry SET keep_until = '2001-01-01'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE number IS NULL",
    ]:
        with subtests.test(tampering=tampering):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                sql(tampering)
            assert list(Entry.objects.values()) == before


def test_oldest_entries_go_after_six_years_and_the_chain_begins_behind_them() -> None:
    """The middle one is kept longer than the one after it: nothing goes out of the middle of a chain."""
    now, old = timezone.now(), timezone.now() - timedelta(days=7 * 365)
    assert expire_entries(at=now, dry_run=False) == [
        Expired("acts of staff in the audit log", "six years", 0)
    ]
    boil("kettle:1", "kettle:2", at=old)
    boil("kettle:3", at=now)
    boil("kettle:4", at=old)
    chaining.seal()
    boil("kettle:5", at=old)
    first, second, *_, end = (f"{entry.number}:{entry.hash}" for entry in Entry.objects.exclude(number=None))
    assert [line.n for line in expire_entries(at=now, dry_run=True)] == [2]
    assert [line.n for line in expire_entries(at=now, dry_run=False)] == [2]
    assert [line.n for line in expire_entries(at=now, dry_run=False)] == [0]
    note = Entry.objects.get(action="audit.let_go")
    assert (note.detail, note.by) == ({"number": 2, "hash": second.partition(":")[2], "n": 2}, None)
    boil("kettle:6", at=now)
    for chained, unchained in ((2, 3), (5, 0)):
        found = verify(expect=end)
        assert (found.gone, found.chained, found.unchained, found.fault) == (2, chained, unchained, "")
        chaining.seal()
    assert verify(expect=second).fault == ""
    assert verify(expect=first).fault == (
        f"Nobody can tell any more whether the chain held {first}: entries up to 2 were let go of. "
        "Note its end down more often."
    )
    assert (
        verify(expect="2:x").fault == "The chain does not hold 2:x: its end was cut off, or it was made anew."
    )
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert said.getvalue().splitlines()[:2] == [
        "5 entries in order, 0 not yet chained.",
        "Entries 1 to 2 were let go of after their six years, as the log says.",
    ]
    with triggers_off():
        sql("UPDATE audit_entry SET subject = 'kettle:9' WHERE number = 3")
    assert verify().fault == "Entry 3 (kettle.boiled kettle:9) is not as it was written."
    assert (verify().chained, verify().last, verify().gone) == (0, second, 2)
    with triggers_off():
        sql("DELETE FROM audit_entry WHERE number = 3")
    assert verify().fault == "Entry 3 is missing: after 2 comes 4."


def test_end_of_the_chain_stays_however_old_it_is() -> None:
    """A log in which nothing was done for six years goes on where it was, and not at 1."""
    boil("kettle:1", "kettle:2", at=timezone.now() - timedelta(days=7 * 365))
    chaining.seal()
    assert [line.n for line in expire_entries(at=timezone.now(), dry_run=False)] == [1]
    chaining.seal()
    assert (verify().chained, verify().gone, verify().fault) == (2, 1, "")


def test_entry_is_kept_to_the_end_of_its_last_day() -> None:
    """The database, whose day may begin earlier or later than ours, is not asked for one it would refuse."""
    now = timezone.now()
    boil("kettle:1", at=now - KEPT_FOR)
    boil("kettle:2", at=now)
    chaining.seal()
    assert [line.n for line in expire_entries(at=now, dry_run=False)] == [0]


@pytest.mark.parametrize(
    ("tampering", "fault"),
    [
        (
            "UPDATE audit_entry SET subject = 'kettle:9' WHERE number = 2",
            "Entry 2 (kettle.boiled kettle:9) is not as it was written.",
        ),
        ("DELETE FROM audit_entry WHERE number = 1", "Entry 1 is missing: after 0 comes 2."),
        ("DELETE FROM audit_entry WHERE number = 2", "Entry 2 is missing: after 1 comes 3."),
        (
            "UPDATE audit_entry SET keep_until = '2001-01-01' WHERE number = 3",
            "Entry 3 (kettle.boiled kettle:3) is not as it was written.",
        ),
    ],
)
def test_proof_names_the_first_bad_entry(noon: datetime, tampering: str, fault: str) -> None:
    boil("kettle:1", "kettle:2", "kettle:3", at=noon)
    chaining.seal()
    with triggers_off():
        sql(tampering)
    with pytest.raises(CommandError) as failed:
        call_command("verify_audit")
    assert str(failed.value).startswith(fault)


def test_proof_says_how_far_the_chain_held(noon: datetime) -> None:
    boil("kettle:1", "kettle:2", "kettle:3", at=noon)
    chaining.seal()
    boil("kettle:4", "kettle:5", at=noon)
    one = Entry.objects.get(number=1)
    with triggers_off():
        sql("UPDATE audit_entry SET subject = 'kettle:9' WHERE number = 2")
    found = verify()
    assert (found.chained, found.unchained, found.last) == (1, 2, f"1:{one.hash}")


def test_end_that_was_cut_off_shows_by_the_end_noted_down(noon: datetime) -> None:
    boil("kettle:1", "kettle:2", at=noon)
    chaining.seal()
    end = verify().last
    with triggers_off():
        sql("DELETE FROM audit_entry WHERE number = 2")
    assert verify().fault == ""
    assert verify(expect="x:y").fault.startswith("The chain does not hold x:y")
    assert verify(expect=end).fault == (
        f"The chain does not hold {end}: its end was cut off, or it was made anew."
    )


def test_proof_says_what_is_in_order(noon: datetime) -> None:
    boil("kettle:1", at=noon)
    chaining.seal()
    boil("kettle:2", at=noon)
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert said.getvalue().splitlines() == [
        "1 entries in order, 1 not yet chained.",
        f"The chain ends at 1:{Entry.objects.get(number=1).hash}: note it down away from this machine.",
    ]


@pytest.mark.django_db(transaction=True)
def test_sealers_side_by_side_make_one_chain(noon: datetime) -> None:
    boil(*(f"kettle:{number}" for number in range(30)), at=noon)
    together = Barrier(3)

    def work() -> None:
        together.wait()
        chaining.seal()
        connection.close()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (verify().chained, verify().unchained, verify().fault) == (30, 0, "")

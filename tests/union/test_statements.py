"""SQL written out: the same words on both databases, and what comes back is what went in."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from union.mail.models import Channel, Message, Suppression
from union.statements import changed, insert, run, time_read

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def suppression(n: int, *, at: datetime) -> dict[str, object]:
    return {"recipient_hash": f"{n:064d}", "reason": "550", "since": at}


def test_rows_go_in_with_one_statement_and_a_time_comes_back_as_it_was(noon: datetime) -> None:
    insert(Suppression, [suppression(n, at=noon + timedelta(microseconds=n)) for n in (1, 2, 3)])
    rows = run('SELECT since FROM "mail_suppression" WHERE recipient_hash = %s', [f"{2:064d}"])
    assert [time_read(since) for (since,) in rows] == [noon + timedelta(microseconds=2)]
    assert Suppression.objects.count() == 3


def test_a_conflict_is_settled_as_told_and_otherwise_refused(noon: datetime) -> None:
    insert(Suppression, [suppression(1, at=noon)])
    insert(Suppression, [suppression(1, at=noon), suppression(2, at=noon)], on_conflict="DO NOTHING")
    assert Suppression.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Suppression, [suppression(1, at=noon)])


def test_a_column_that_was_forgotten_is_refused_by_the_database(noon: datetime) -> None:
    row = suppression(1, at=noon)
    del row["reason"]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Suppression, [row])


def test_an_update_says_how_many_rows_it_changed(noon: datetime) -> None:
    Channel.objects.create(name="email", reason="421", refused=False, shut_since=noon, try_again_at=noon)
    sql = 'UPDATE "mail_channel" SET try_again_at = %s WHERE name = %s'
    assert [changed(sql, [noon + timedelta(hours=1), name]) for name in ("email", "pigeon")] == [1, 0]
    assert Channel.objects.get().try_again_at == noon + timedelta(hours=1)


def test_what_was_entered_is_given_back(noon: datetime) -> None:
    message = {
        "kind": "mail_trial", "subject": "trial:1", "recipient": "a@example.org", "recipient_hash": "a",
        "version": 1, "language": "en", "lane": "bulk", "state": "queued", "message_id": f"<{uuid.uuid4()}>",
        "attempts": 0, "next_at": noon, "worker": "", "queued_at": noon, "reason": "",
    }  # fmt: skip
    assert insert(Message, [message], returning="subject, version") == [("trial:1", 1)]

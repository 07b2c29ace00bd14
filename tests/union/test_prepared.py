"""PostgreSQL plans a statement that is written out once for a connection, and is told the same as before."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from union.mail.models import Suppression
from union.statements import changed, insert, run

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
FIND = 'SELECT reason FROM "mail_suppression" WHERE recipient_hash = %s'


def prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def test_the_fifth_time_a_statement_is_prepared_and_still_listed(noon: datetime) -> None:
    insert(Suppression, [{"recipient_hash": "a", "reason": "550", "since": noon}])
    with CaptureQueriesContext(connection) as captured:
        found = [run(FIND, ["a"]) for _ in range(5)]
    assert found == [[("550",)]] * 5
    assert FIND.replace("%s", "$1") in prepared()
    assert [str(query["sql"])[:13] for query in captured.captured_queries] == ["SELECT reason"] * 5


def test_a_prepared_update_says_how_many_rows_it_changed(noon: datetime) -> None:
    insert(Suppression, [{"recipient_hash": "a", "reason": "550", "since": noon}])
    update = 'UPDATE "mail_suppression" SET reason = %s WHERE recipient_hash = %s'
    assert [changed(update, [str(n), "ab"[n % 2]]) for n in range(6)] == [1, 0, 1, 0, 1, 0]


def test_the_connection_remembers_no_other_statement_and_no_value(noon: datetime) -> None:
    insert(Suppression, [{"recipient_hash": "a", "reason": "550", "since": noon}])
    run(FIND, ["a"])
    for _ in range(4):
        assert Suppression.objects.filter(reason="quillemina").count() == 0
        assert Suppression.objects.filter(recipient_hash="a").update(reason="quillemina") == 1
        Suppression.objects.update(reason="550")
    remembered = connection.connection._prepared
    assert [key for key in [*remembered._counts, *remembered._names] if b"quillemina" in bytes(key[0])] == []
    assert connection.connection.prepare_threshold is None

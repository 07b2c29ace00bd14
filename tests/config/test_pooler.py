"""Behind PgBouncer each transaction, and each statement outside one, may go by another connection."""

import pytest
from django.core.checks import Tags, run_checks
from django.db import connection

from config.pooler.base import DatabaseWrapper

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_a_long_answer_is_read_piece_by_piece_inside_a_transaction_alone() -> None:
    pooled = DatabaseWrapper(connection.settings_dict)
    try:
        assert pooled.chunked_cursor().cursor.__class__.__name__ == "Cursor"
        pooled.set_autocommit(False)
        pooled.in_atomic_block = True
        assert pooled.chunked_cursor().cursor.__class__.__name__ == "ServerSideCursor"
    finally:
        pooled.in_atomic_block = False
        pooled.close()


def test_limits_that_a_pooler_passed_over_are_told() -> None:
    def told() -> list[str]:
        return [found.msg for found in run_checks(tags=[Tags.database], databases=["default"])]

    assert told() == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0")
    assert told() == ["PostgreSQL has no lock_timeout."]

"""PostgreSQL behind a pooler that deals out another connection for each transaction, such as PgBouncer."""

from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Outside a transaction the next piece of a long answer would be asked of another connection.

    Django's own switch, DISABLE_SERVER_SIDE_CURSORS, takes them away inside transactions too, where they
    work: a copy of the roll or a file of names would then lie in memory whole.
    """

    def chunked_cursor(self) -> Any:
        return super().chunked_cursor() if self.in_atomic_block else self.cursor()

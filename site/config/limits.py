"""How long PostgreSQL may take over something: a pooler passes over what a connection says of that."""

from collections.abc import Iterable, Sequence

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connection

LIMITS = ["idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout"]
ADVICE = "Behind a pooler they are set for the role: “Behind a pooler” in docs/operations.md says how."


@register(Tags.database)
def limits_hold(databases: Sequence[str] | None, **kwargs: object) -> Iterable[CheckMessage]:
    """What `check --database default` and `migrate` say where a statement or a lock may take for ever."""
    if DEFAULT_DB_ALIAS not in (databases or ()) or connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = '0' ORDER BY name", [LIMITS]
        )
        unset = [name for (name,) in cursor.fetchall()]
    if unset:
        yield Warning(f"PostgreSQL has no {', '.join(unset)}.", hint=ADVICE, id="config.limits")

"""Fixtures every test may use, and who runs where: by folder and marker, never by hand."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db.backends.sqlite3.base import DatabaseOperations
from django.test import Client

from union.accounts.models import User

pytest_plugins = ["tests.campaigns.fixtures"]
SignIn = Callable[[User], Client]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Journeys drive a browser, `stack` starts production processes; both on PostgreSQL, as `postgres` does.

    A run on one database leaves out what belongs to the other; `make test` runs both.
    """
    for item in items:
        if "/tests/journeys/" in str(item.path):
            item.add_marker(pytest.mark.browser)
        if "/tests/stack/" in str(item.path):
            item.add_marker(pytest.mark.stack)
    needs_postgres = {"browser", "stack", "postgres"}
    here = [
        i
        for i in items
        if bool(needs_postgres & {m.name for m in i.iter_markers()}) != settings.ON_SQLITE
        or any(i.iter_markers("any_database"))
    ]
    gone = [item for item in items if item not in here]
    items[:] = here
    config.hook.pytest_deselected(items=gone)


@pytest.fixture
def noon() -> datetime:
    """A Tuesday in March 2022, in the middle of the pay consultation."""
    return datetime(2022, 3, 15, 12, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _tests_may_empty_tables() -> Iterator[None]:
    """Triggers refuse to empty some tables; between tests on SQLite they step aside for that moment."""
    empty = DatabaseOperations.execute_sql_flush

    def without_triggers(self: DatabaseOperations, statements: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE%'"
            )
            triggers = cursor.fetchall()
        drop = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        empty(self, [*drop, *statements, *(sql for _, sql in triggers)])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", without_triggers)
        yield


@pytest.fixture
def sign_in() -> SignIn:
    """A browser in which somebody is signed in, with an authenticator app set up."""

    def signed_in(user: User) -> Client:
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}}
        )
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture(autouse=True)
def _first_rows_come_back(django_db_serialized_rollback: None) -> None:
    """A test that commits empties the tables; the rows the migrations made (root page, groups) return."""

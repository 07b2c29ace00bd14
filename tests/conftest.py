"""Fixtures every test may use, and who runs where: by folder and marker, never by hand."""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from allauth.mfa.models import Authenticator
from celery import current_app
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker

from ballots import inviting
from ballots.booth import drawing
from ballots.fixing import _fixed
from tests import databases
from union import waking
from union.accounts.models import User

pytest_plugins = ["tests.campaigns.fixtures"]
SignIn = Callable[[User], Client]
TESTS = Path(__file__).parent
ADDRESS = os.environ.get("DATABASE_URL", "")


# The files that take longest come first, so that at the end of a run nobody waits for one of them alone.
LONGEST = (
    "test_reading_changes_nothing.py",
    "test_counting_under_load.py",
    "test_ruling_under_load.py",
    "stack/test_mail.py",
    "journeys/test_ballot.py",
    "journeys/test_demo.py",
    "journeys/test_consultation.py",
    "journeys/test_look.py",
    "stack/",
    "journeys/",
)
FOLDER_MARKERS = {"journeys": pytest.mark.browser, "stack": pytest.mark.stack}
NEEDS_POSTGRES = {"browser", "stack", "postgres"}


def names_postgres(file: Path) -> bool:
    """Whether a file of tests is in a folder for PostgreSQL or holds a marker for it."""
    if file.relative_to(TESTS).parts[0] in FOLDER_MARKERS:
        return True
    words = file.read_text()
    return any(f"mark.{marker}" in words for marker in ("any_database", "postgres"))


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """On PostgreSQL, leave unread what holds no test for it: reading takes each worker seconds."""
    is_tests = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    return True if is_tests and not settings.ON_SQLITE and not names_postgres(collection_path) else None


def belongs_here(item: pytest.Item) -> bool:
    """Whether a test is for this run's database: the marked ones for PostgreSQL, the others for SQLite."""
    markers = {marker.name for marker in item.iter_markers()}
    return "any_database" in markers or bool(markers & NEEDS_POSTGRES) != settings.ON_SQLITE


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Journeys drive a browser, `stack` starts production processes; both on PostgreSQL, as `postgres` does.

    A run on one database leaves out what belongs to the other; `make test` runs both. It comes first, so that
    `-m "not browser"` knows these markers too.
    """
    for item in items:
        for folder in item.path.relative_to(TESTS).parts[:1]:
            if folder in FOLDER_MARKERS:
                item.add_marker(FOLDER_MARKERS[folder])
    gone = [item for item in items if not belongs_here(item)]
    if settings.ON_SQLITE and (unread := {item.path for item in gone if not names_postgres(item.path)}):
        raise pytest.UsageError(f"These would not be read on PostgreSQL: write their markers out: {unread}")
    if gone:
        items[:] = [item for item in items if belongs_here(item)]
        config.hook.pytest_deselected(items=gone)


@pytest.hookimpl(trylast=True, specname="pytest_collection_modifyitems")
def leave_what_stays() -> None:
    """What has been imported stays: looking through it for garbage again and again takes a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(trylast=True, specname="pytest_collection_modifyitems")
def longest_first(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((n for n, part in enumerate(LONGEST) if part in str(item.path)), 99))


def fresh_database() -> None:
    """Give the test database the content of the migrated template, whatever is in it now."""
    connection.close()
    ContentType.objects.clear_cache()
    if settings.ON_SQLITE:
        databases.copy_sqlite(
            databases.sqlite_template(settings.VAR_DIR), Path(connection.settings_dict["NAME"])
        )
    else:
        template = databases.postgres_template(ADDRESS)
        databases.copy_postgres(ADDRESS, template=template, name=connection.settings_dict["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, django_db_modify_db_settings: None
) -> Iterator[None]:
    """A test database copied from the template, and again after each test that commits.

    Django would empty every table after such a test, and with them Wagtail's root page, which migrations
    made; and triggers would refuse to let go of the ballot box.
    """
    connection.settings_dict["NAME"] = connection.creation._get_test_db_name()
    TransactionTestCase._fixture_teardown = lambda self: fresh_database()
    with django_db_blocker.unblock():
        fresh_database()
    yield
    with django_db_blocker.unblock():
        connection.close()
        if settings.ON_SQLITE:
            for file in Path(settings.VAR_DIR).glob(f"{Path(connection.settings_dict['NAME']).name}*"):
                file.unlink()
        else:
            with databases.server(ADDRESS) as server:
                databases.drop(server, connection.settings_dict["NAME"])


# A machine under load is no fault of the code: examples are bounded in number, not in time.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture
def noon() -> datetime:
    """A Tuesday in March 2022, in the middle of the pay consultation."""
    return datetime(2022, 3, 15, 12, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()
    _fixed.cache_clear()  # ids come again
    drawing.KEPT.clear()
    inviting.LETTERS.clear()


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
def _no_old_failure() -> None:
    """What one test found out about the broker is forgotten by the next."""
    waking._Broker.quiet_until = 0.0


@pytest.fixture
def broker_down() -> Iterator[None]:
    """A broker at an address where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app: Any = current_app
    before = (app.conf.broker_write_url, app._pool, app.amqp._producer_pool)
    app.conf.broker_write_url = f"redis://127.0.0.1:{port}/0"
    app._pool = app.amqp._producer_pool = None
    yield
    app.conf.broker_write_url, app._pool, app.amqp._producer_pool = before

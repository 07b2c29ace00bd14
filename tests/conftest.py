"""Fixtures every test may use, and who runs where: by folder and marker, never by hand."""

import gc
import os
import socket
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from allauth.mfa.models import Authenticator
from celery import current_app
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests import databases
from union import waking
from union.accounts.models import User

pytest_plugins = ["tests.once", "tests.quick", "tests.campaigns.fixtures"]
SignIn = Callable[[User], Client]
TESTS = Path(__file__).parent
ADDRESS = os.environ.get("DATABASE_URL", "")


# The files that take longest come first, so that at the end of a run nobody waits for one of them alone.
LONGEST = (
    "journeys/test_petition.py",
    "journeys/test_demo.py",
    "journeys/test_scrutiny.py",
    "journeys/test_look.py",
    "test_reading_changes_nothing.py",
    "journeys/test_paper.py",
    "journeys/test_desk_ballot.py",
    "test_counting_under_load.py",
    "test_ruling_under_load.py",
    "journeys/test_b",
    "journeys/test_returns.py",
    "journeys/test_publish_petition.py",
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


def rank(item: pytest.Item) -> int:
    """Its place in LONGEST; all others come after."""
    return next((place for place, part in enumerate(LONGEST) if part in str(item.path)), len(LONGEST))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Journeys drive a browser, `stack` starts production processes; both on PostgreSQL, as `postgres` does.

    A run on one database leaves out what belongs to the other; `make test` runs both. It comes first, so that
    `-m "not browser"` knows these markers too; and when all others have sorted, the longest go to the front.
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
    yield
    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """What has been imported stays: looking through it for garbage again and again takes a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


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


@pytest.fixture(scope="session")
def noon() -> datetime:
    """A Tuesday in March 2022, in the middle of the pay consultation."""
    return datetime(2022, 3, 15, 12, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(scope="module")
def at() -> datetime:
    """Now: the moment at which the tests of a file begin."""
    return timezone.now()


@pytest.fixture
def clock_of_the_cache(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Stands still, so that on a slow machine too nothing a page keeps for ten seconds goes meanwhile.

    Its `now` may be put forward.
    """
    clock = SimpleNamespace(now=time.time())
    clock.time = lambda: clock.now
    for part in ("base", "locmem"):
        monkeypatch.setattr(f"django.core.cache.backends.{part}.time", clock)
    return clock


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


def proved_just_now(client: Client, user: User) -> None:
    """What allauth notes when somebody types the code of their app once more."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": 4_102_444_800, "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


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

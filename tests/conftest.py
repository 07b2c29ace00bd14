"""Fixtures every test may use, and who runs where: by folder and marker, never by hand."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from union.accounts.models import User

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

"""A scene that is told once for all tests of a file that begin with it.

Most of what a test takes is the telling of what happened before: a ballot drawn up, agreed on, opened. A
fixture marked `told_once` does that one time and leaves it in the database, in a transaction that is rolled
back when a test comes that does not ask for it, and at the end of the file. Each test runs in a savepoint
inside, as it does without, and gets a copy of what the fixture returned: what it changes, there or in the
database, no other test sees. Such a fixture may ask only for what lasts as long, and no test that commits may
ask for it.
"""

from collections.abc import Callable, Generator, Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from ballots import inviting
from ballots.booth import drawing
from ballots.fixing import _fixed
from campaigns.consultations import frozen, question_pages
from campaigns.newsletters import drawing as letters
from union.pages.printing import FOLDER


@dataclass
class Told:
    """A scene that stands in the database; `value` is what its fixture returned, untouched."""

    fixture: pytest.FixtureDef[Any]
    request: pytest.FixtureRequest
    value: object


STANDING: list[Told] = []


def told_once(tell: Callable[..., Any]) -> Callable[..., Any]:
    """Make a fixture of a file that is told once; see above what that means."""
    tell.told_once = True
    return pytest.fixture(scope="module")(tell)


def forget() -> None:
    """Empty what is remembered beside the database: after a rollback ids come again."""
    rmtree(Path(settings.MEDIA_ROOT) / FOLDER, ignore_errors=True)
    cache.clear()
    _fixed.cache_clear()
    drawing.KEPT.clear()
    inviting.LETTERS.clear()
    letters.KEPT.clear()
    frozen.forget()
    question_pages.KEPT.clear()


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    yield
    forget()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Take back what this test does not begin with, and what was told on top; fresh copies of the rest."""
    wanted = getattr(item, "fixturenames", ())
    kept = list(takewhile(lambda told: told.fixture.argname in wanted, STANDING))
    for told in reversed(STANDING[len(kept) :]):
        told.fixture.finish(told.request)
    copies = deepcopy([told.value for told in STANDING])
    for told, copy in zip(STANDING, copies, strict=True):
        hand_out(told.fixture, copy)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    if not hasattr(fixturedef.func, "told_once"):
        return (yield)
    request.getfixturevalue("django_db_setup")
    blocker: DjangoDbBlocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock():
        if len(connection.atomic_blocks) != len(STANDING):
            raise pytest.UsageError(f"{fixturedef.argname} is told once: ask for it by its name alone.")
        undo = transaction.atomic()
        undo._from_testcase = True  # type: ignore[attr-defined]  # so that what must be outermost may begin inside
        undo.__enter__()

    def taken_back() -> None:
        STANDING[:] = [told for told in STANDING if told.fixture is not fixturedef]
        with blocker.unblock():
            transaction.set_rollback(True)
            undo.__exit__(None, None, None)
        forget()

    fixturedef.addfinalizer(taken_back)
    with blocker.unblock():
        value = yield
    forget()
    STANDING.append(Told(fixturedef, request, value))
    return hand_out(fixturedef, deepcopy(value))


def hand_out(fixture: pytest.FixtureDef[Any], copy: object) -> object:
    assert fixture.cached_result is not None
    fixture.cached_result = (copy, *fixture.cached_result[1:])
    return copy

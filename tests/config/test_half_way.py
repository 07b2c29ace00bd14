"""A database that stopped among migrations which are files no more is told so, and not passed over."""

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.half_way import missing

pytestmark = pytest.mark.django_db
LAST = {"app": "petitions", "name": "0060_hand_in_and_directory"}


def forget(**migration: str) -> None:
    MigrationRecorder(connection).migration_qs.filter(**migration).delete()


def test_a_whole_database_and_an_empty_one_lack_nothing() -> None:
    assert missing(connection) == {}
    forget()
    assert missing(connection) == {}


def test_an_older_database_is_told_what_it_lacks_and_where_to_read_on() -> None:
    forget(**LAST)
    with pytest.raises(SystemCheckError) as refused:
        call_command("check", databases=["default"])
    assert (
        "(config.half_way) The database has a part of petitions.0001_squashed_0060_hand_in_and_directory, "
        "without 0060_hand_in_and_directory.\n\tHINT: First upgrade to the version that still has them: "
        "“Upgrading” in docs/operations.md says how."
    ) in str(refused.value)


def test_an_older_demo_is_made_anew(settings: LazySettings) -> None:
    settings.DEMO = True
    forget(**LAST)
    with pytest.raises(CommandError, match=r"older version made this demo\. Delete its database"):
        call_command("seed_demo", migrate=True)

"""A database that stopped among migrations squashed since. Django alone would pass it over without a word."""

from collections.abc import Iterable, Sequence

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

ADVICE = "First upgrade to the version that still has them: “Upgrading” in docs/operations.md says how."


def missing(connection: BaseDatabaseWrapper) -> dict[str, list[str]]:
    """For each squashed migration that the database has a part of: those it lacks that are files no more."""
    applied = MigrationRecorder(connection).applied_migrations()
    loader = MigrationLoader(None)
    found = {}
    for (app, name), squashed in loader.replacements.items():
        gone = [old for old in squashed.replaces if old not in loader.disk_migrations]
        lacking = [old for old in gone if old not in applied]
        if lacking and len(lacking) < len(gone):
            found[f"{app}.{name}"] = [old for _, old in lacking]
    return found


@register(Tags.database)
def no_database_stopped_half_way(databases: Sequence[str] | None, **kwargs: object) -> Iterable[CheckMessage]:
    """What `migrate` asks before it begins."""
    for alias in databases or ():
        for name, lacking in missing(connections[alias]).items():
            text = f"The database has a part of {name}, without {', '.join(lacking)}."
            yield Error(text, hint=ADVICE, id="config.half_way")

"""A command that cannot do its work says so in a sentence and fails; it shows nobody a traceback."""

import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, ProgrammingError

from config.command_line import NOT_SET_UP, told_in_a_sentence
from tests.config.test_settings import production, start

SEE = "See that it runs, and DATABASE_URL."


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def told(error: Exception) -> Any:
    with pytest.raises(SystemExit) as ended, told_in_a_sentence():
        raise error
    return ended.value.code


TOLD = [
    (OperationalError("no route.\n\tIs it there?"), f"The database does not answer: no route. {SEE}"),
    (
        OperationalError("database or disk is full"),
        "The database does not answer: database or disk is full. Make room on its disk.",
    ),
    (InterfaceError(), f"The database does not answer: InterfaceError. {SEE}"),
    (
        caused(InternalError("cannot execute UPDATE"), psycopg.errors.ReadOnlySqlTransaction()),
        "The database takes nothing: it can only be read, as where its disk was full or another has taken its"
        " place.",
    ),
    (OperationalError("no such table: members_branch"), NOT_SET_UP),
    (caused(ProgrammingError("no relation"), psycopg.errors.UndefinedTable()), NOT_SET_UP),
    (PermissionError(13, "Permission denied", "/srv/x"), "It cannot go on: /srv/x: Permission denied."),
    (OSError(28, "No space left on device"), "It cannot go on: No space left on device."),
]


def test_what_can_be_put_right_is_told_in_a_sentence() -> None:
    assert [told(error) for error, _ in TOLD] == [sentence for _, sentence in TOLD]


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DatabaseError), told_in_a_sentence():
        raise ProgrammingError("syntax error")
    monkeypatch.setattr(sys, "argv", ["manage.py", "sweep", "--traceback"])
    with pytest.raises(OperationalError), told_in_a_sentence():
        raise OperationalError("no route")


def test_a_sweep_without_its_database_fails_once(tmp_path: Path) -> None:
    """And not with a traceback for each part of it."""
    done = start({**production(tmp_path), "DATABASE_URL": "postgres://u:p@127.0.0.1:9/x"}, "sweep")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert done.stderr.startswith("The database does not answer: ")
    assert done.stderr.endswith(f"{SEE}\n")

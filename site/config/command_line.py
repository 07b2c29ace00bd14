"""How a command ends that cannot do its work: with a sentence and exit status 1, and no traceback.

Whoever wants the traceback runs it with --traceback.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError

from config.environment import in_a_sentence
from union.away import READ_ONLY, is_away, is_read_only

NOT_SET_UP = "The database is not set up, or not for this version: run “python site/manage.py migrate” first."
FULL = ("disk is full", "No space left on device")  # as SQLite and PostgreSQL say it
NO_SUCH_TABLE, NO_SUCH_COLUMN = "42P01", "42703"  # as PostgreSQL numbers them


@contextmanager
def told_in_a_sentence() -> Iterator[None]:
    """What goes wrong in here and can be put right outside ends the process with a sentence alone."""
    try:
        with in_a_sentence():
            yield
    except BrokenPipeError:
        # Whoever read what it writes has gone, as `head` does; else Python complains once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (DatabaseError, InterfaceError, OSError) as error:
        if "--traceback" in sys.argv or not (sentence := _sentence(error)):
            raise
        sys.exit(sentence)


def _sentence(error: Exception) -> str:
    """What to tell of it; nothing where it is a fault of ours."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"It cannot go on: {where}{error.strerror}." if error.strerror else ""
    if is_not_set_up(error):
        return NOT_SET_UP
    return database_away(error) if is_away(error) else ""


def is_not_set_up(error: Exception) -> bool:
    """Whether a table or a column is not there that this version has."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state in (NO_SUCH_TABLE, NO_SUCH_COLUMN) or str(error).startswith(("no such table", "no such col"))


def database_away(error: Exception) -> str:
    """What a database says that does not answer, or takes nothing, without its hints."""
    if is_read_only(error):
        return f"The database {READ_ONLY}."
    said = (str(error).strip() or type(error).__name__).splitlines()[0]
    remedy = "Make room on its disk" if said.endswith(FULL) else "See that it runs, and DATABASE_URL"
    return f"The database does not answer: {said.rstrip('.')}. {remedy}."

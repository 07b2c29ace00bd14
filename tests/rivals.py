"""Somebody else who is quicker: what happens between the look at a form and its writing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

ASKS_WHETHER_THERE_IS = 'SELECT %s AS "a" FROM'


@contextmanager
def taken_once_looked_for(word: str, take: Callable[[], object], *, looks: int = 1) -> Iterator[None]:
    """Right after the database was asked so many times whether it has `word`, somebody else takes it."""
    left = looks

    def answer(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        found = execute(sql, params, many, context)
        if sql.startswith(ASKS_WHETHER_THERE_IS) and word in (params or ()):
            left -= 1
            if left == 0:
                take()
        return found

    with connection.execute_wrapper(answer):
        yield
    assert left <= 0

"""What a server does once, before it parts into processes that do the work."""

import gc

from django.db import connections
from django.urls import get_resolver


def read_once() -> None:
    """All views are read, what has been read stays in memory once for all processes, and no line is open.

    The collector of garbage writes into what it looks through, and what is written is a process's own: it
    leaves this alone from now on. Two processes on one line to the database would read each other's answers.
    """
    get_resolver().url_patterns  # noqa: B018  # reads them
    connections.close_all()
    gc.collect()
    gc.freeze()

"""Whether the database is away, or can only be read: that passes, and is no fault of ours."""

from django.db import InterfaceError, InternalError, OperationalError

READ_ONLY = "takes nothing: it can only be read, as where its disk was full or another has taken its place"
FULL = "takes nothing new: no room is left on its disk"
# as PostgreSQL numbers them
NOTHING_TAKEN = "25006"
NO_ROOM = ("53100", "53400")  # a full disk, and a share of it


def is_away(error: BaseException | None) -> bool:
    """Whether the database does not answer, or takes nothing."""
    return isinstance(error, InterfaceError | OperationalError) or is_read_only(error)


def is_read_only(error: BaseException | None) -> bool:
    """Whether it answers and takes nothing."""
    return isinstance(error, InternalError) and getattr(error.__cause__, "sqlstate", None) == NOTHING_TAKEN


def is_full(error: BaseException) -> bool:
    """Whether it has no room on its disk."""
    return getattr(error.__cause__, "sqlstate", None) in NO_ROOM

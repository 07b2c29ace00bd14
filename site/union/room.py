"""Whether there is room for files: what goes wrong where a disk is full, and how much one has left."""

import errno
import shutil
from pathlib import Path

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
MEGABYTE = 2**20


def is_no_room(error: BaseException | None) -> bool:
    """Whether this went wrong because a disk, or somebody's share of it, is full."""
    return isinstance(error, OSError) and error.errno in NO_ROOM


def room_left(folder: str) -> int:
    """How many megabytes a file in this folder may have at most, made or still to be made."""
    there = next(place for place in (Path(folder), *Path(folder).parents) if place.exists())
    return shutil.disk_usage(there).free // MEGABYTE

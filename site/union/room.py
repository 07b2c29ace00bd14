"""Whether there is room for files: what goes wrong where a disk takes none, and how much one has left."""

import errno
import os
import shutil
from pathlib import Path

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
MEGABYTE = 2**20


def is_no_room(error: BaseException | None) -> bool:
    """Whether this went wrong because a disk, or somebody's share of it, is full or can only be read."""
    return isinstance(error, OSError) and error.errno in NO_ROOM


def room_left(folder: str) -> int:
    """How many megabytes a file in this folder may have at most, made or still to be made."""
    there = next(place for place in (Path(folder), *Path(folder).parents) if place.exists())
    return shutil.disk_usage(there).free // MEGABYTE


def shut(folder: str) -> list[str]:
    """This folder and those right in it that take no file from this process, as after a restore by another
    user, or where the disk failed and can only be read."""
    here = Path(folder)
    within = sorted(each for each in here.iterdir() if each.is_dir()) if here.is_dir() else []
    return [each.name for each in (here, *within) if each.is_dir() and not os.access(each, os.W_OK | os.X_OK)]

"""Files of the scrutineers: never over another one, and secret ones for nobody else to read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from ballots.errors import ScrutinyRefused


def new_folder(folder: Path) -> None:
    """Make `folder`. Raises ScrutinyRefused where it holds anything or cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        full = any(folder.iterdir())
    except OSError as error:
        raise ScrutinyRefused(f"{folder} cannot be used: {error.strerror}.") from None
    if full:
        raise ScrutinyRefused(f"{folder} holds files already: give the name of a new folder.")


def refuse_existing(path: Path) -> None:
    """Raises ScrutinyRefused where something stands already, before anybody types for nothing."""
    if path.exists():
        raise ScrutinyRefused(f"{path} is there already, and nothing is written over it.")


def write_new(path: Path, content: bytes | Iterable[bytes], *, secret: bool = False) -> None:
    """Write a file that was not there. Raises ScrutinyRefused where it was, or cannot be written."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
        with os.fdopen(handle, "wb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
    except FileExistsError:
        raise ScrutinyRefused(f"{path} is there already, and nothing is written over it.") from None
    except OSError as error:
        raise ScrutinyRefused(f"{path} cannot be written: {error.strerror}.") from None


def read_file(path: Path) -> bytes:
    """Raises ScrutinyRefused where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ScrutinyRefused(f"{path} cannot be read: {error.strerror}.") from None


def opened(path: Path) -> IO[bytes]:
    """The file, to be closed. Raises ScrutinyRefused where it cannot be read."""
    try:
        return path.open("rb")
    except OSError as error:
        raise ScrutinyRefused(f"{path} cannot be read: {error.strerror}.") from None

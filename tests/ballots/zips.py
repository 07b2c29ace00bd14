"""Zips of files in memory, made and unpacked by Python's own zipfile and not by the code under test."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from ballots.packing import zip_line


def zip_of(files: Mapping[str, bytes], *, compression: int = zipfile.ZIP_STORED) -> bytes:
    """The zip that a bundle or a count of these files is: fixed order, date and rights."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as whole:
        for name in sorted(files):
            whole.writestr(zip_line(name), files[name], compress_type=compression)
    return target.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}

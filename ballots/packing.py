"""Files whose bytes follow from what they say: JSON and zips, the same wherever they are written."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping


def as_json(value: object) -> bytes:
    """JSON for people and programs to read: sorted, one value a line."""
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode()


def zip_line(name: str) -> zipfile.ZipInfo:
    """A file of a zip with fixed date and rights, stored and not compressed."""
    line = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    line.create_system, line.external_attr = 3, 0o644 << 16
    return line


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes follow from its contents alone: fixed order, date and rights, nothing compressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
        for name in sorted(files):
            bundle.writestr(zip_line(name), files[name])
    return target.getvalue()

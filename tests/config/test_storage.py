"""A file is there whole or not at all, whatever becomes of the disk while it is written."""

import errno
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from config import settings as production
from config.wagtail_hooks import disk_health
from union.health import Finding

NAME = "pdf/pages/leaflet.pdf"


class FullDisk(ContentFile[bytes]):
    """The first half of a leaflet is written; then there is no room."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"%PDF-1.7 the first half"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def files(folder: Path) -> list[str]:
    return [str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()]


def test_nothing_is_left_of_a_leaflet_for_which_there_was_no_room(folder: Path) -> None:
    with pytest.raises(OSError, match="No space left on device"):
        default_storage.save(NAME, FullDisk(b""))
    assert not default_storage.exists(NAME)
    assert files(folder) == []


def test_once_there_is_room_the_leaflet_is_stored_under_its_name(folder: Path) -> None:
    with pytest.raises(OSError, match="No space left on device"):
        default_storage.save(NAME, FullDisk(b""))
    assert default_storage.save(NAME, ContentFile(b"%PDF-1.7 all of it")) == NAME
    assert (folder / NAME).read_bytes() == b"%PDF-1.7 all of it"
    assert files(folder) == [NAME]


def test_a_second_file_of_a_name_gets_another(folder: Path) -> None:
    first, second = (default_storage.save("images/nurse.png", ContentFile(b"a picture")) for _ in "ab")
    assert first == "images/nurse.png"
    assert second != first
    assert sorted(files(folder)) == sorted([first, second])


class MeanwhileAnother(ContentFile[bytes]):
    """While this picture is written somebody else's of the same name is stored."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"the first "
        default_storage.save("images/nurse.png", ContentFile(b"another picture"))
        yield b"picture"


def test_two_pictures_of_one_name_that_are_sent_at_once_stay_two(folder: Path) -> None:
    slower = default_storage.save("images/nurse.png", MeanwhileAnother(b""))
    assert (folder / "images/nurse.png").read_bytes() == b"another picture"
    assert (folder / slower).read_bytes() == b"the first picture"
    assert sorted(files(folder)) == sorted(["images/nurse.png", slower])


@pytest.mark.parametrize("why", [errno.EPERM, errno.ENOSYS, errno.ENOTSUP])
def test_a_volume_that_knows_no_links_takes_files_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch, why: int
) -> None:
    """Object storage that is mounted as a folder."""

    def refuse(*_: object) -> None:
        raise OSError(why, os.strerror(why))

    monkeypatch.setattr(os, "link", refuse)
    assert default_storage.save(NAME, ContentFile(b"%PDF-1.7 all of it")) == NAME
    other = default_storage.save(NAME, ContentFile(b"another"))
    assert (folder / NAME).read_bytes() == b"%PDF-1.7 all of it"
    assert sorted(files(folder)) == sorted([NAME, other])


def test_folders_that_take_no_file_are_told_to_whoever_watches(
    folder: Path, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody brought the pictures back as root; and once the disk failed, and can only be read."""
    for name in ("images", "documents"):
        (folder / name).mkdir()
    [finding] = disk_health(at=noon)
    assert finding.ok
    told = "MEDIA_ROOT takes no file from the user of this process, or can only be read: "
    for closed in (["images"], [folder.name, "documents", "images"]):
        monkeypatch.setattr(os, "access", lambda path, mode, closed=closed: Path(path).name not in closed)
        assert disk_health(at=noon) == [Finding("room for files", ok=False, detail=told + ", ".join(closed))]


def test_production_stores_whole_files() -> None:
    assert production.STORAGES["default"]["BACKEND"] == "config.storage.WholeFileStorage"

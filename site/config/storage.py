"""Files that are there whole or not at all."""

import os
from contextlib import suppress
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """A file has its name only once all of it is written.

    Django's own leaves the beginning of a file under the name when the disk is full or the process is killed;
    whoever finds the name afterwards takes that for the file, as a PDF that nobody draws again.
    """

    def _save(self, name: str, content: File) -> str:
        folder = os.path.dirname(name)
        part = os.path.join(folder, f".{uuid4().hex}.part")
        try:
            super()._save(part, content)  # type: ignore[misc]  # which the stubs leave out
            os.rename(self.path(part), self.path(name))
        except BaseException:
            with suppress(OSError):
                os.remove(self.path(part))
            raise
        return name

"""Files that are there whole or not at all."""

import errno
import os
from contextlib import suppress
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import FileSystemStorage

NO_LINKS = {errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EMLINK}


class WholeFileStorage(FileSystemStorage):
    """A file has its name only once all of it is written, and keeps it from another that came meanwhile.

    Django's own leaves the beginning of a file under the name when the disk is full or the process is killed;
    whoever finds the name afterwards takes that for the file, as a PDF that nobody draws again.
    """

    def _save(self, name: str, content: File) -> str:
        part = os.path.join(os.path.dirname(name), f".{uuid4().hex}.part")
        try:
            super()._save(part, content)  # type: ignore[misc]  # which the stubs leave out
            return self._named(part, name)
        finally:
            with suppress(OSError):
                os.remove(self.path(part))

    def _named(self, part: str, name: str) -> str:
        """Give it the name, or another one where somebody was quicker: a link never replaces a file."""
        while True:
            try:
                os.link(self.path(part), self.path(name))
            except FileExistsError:
                name = self.get_available_name(name)
            except OSError as error:
                if error.errno not in NO_LINKS:
                    raise
                return self._renamed(part, name)
            else:
                return name

    def _renamed(self, part: str, name: str) -> str:
        """Where the volume knows no links, as mounted object storage: still whole or not at all."""
        name = self.get_available_name(name)
        os.rename(self.path(part), self.path(name))
        return name

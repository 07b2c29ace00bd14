"""The only module that knows WeasyPrint: print HTML in, a PDF out. As a program it draws one, apart."""

import json
import mimetypes
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.utils._os import safe_join
from django.utils.translation import gettext as _

from union.pasted import fit

OURS = "https://pdf.invalid"
LONGEST_HTML = 2_000_000
SECONDS, MEGABYTES = 60, 1000  # for one that is drawn apart
NO_PANGO = 3  # how a drawing apart ends where the libraries are missing
SURROUNDINGS = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "XDG_CACHE_HOME")
Places = Mapping[str, Sequence[str]]  # the folders behind each first part of an address


class PdfUnavailable(Exception):
    """The libraries that draw PDFs (Pango) are not on this machine."""


class PdfTooLong(Exception):
    """The print HTML is longer than one PDF may be, or takes more time or memory than it may."""


@cache
def available() -> bool:
    """Whether this machine can make PDFs at all."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def make_pdf(html: str) -> bytes:
    """A tagged PDF of `html`, in the language and with the title the HTML names.

    What the HTML points at is fetched from `data:` addresses, our static files and the pictures of pages, and
    from nowhere else: no other file, no network, no redirect; anything else is left out. Raises
    PdfUnavailable where Pango is missing and PdfTooLong for more than two million characters.
    """
    if not available():
        raise _unavailable()
    _check_length(html)
    return _draw(html, our_places())


def make_pdf_apart(html: str, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> bytes:
    """The same, drawn by a process of its own that has no secret of ours and ends when it takes too much.

    Raises PdfTooLong as well for what takes more seconds, by the clock or of CPU, or more megabytes.
    """
    _check_length(html)
    asked = {"html": html, "places": our_places(), "seconds": seconds, "megabytes": megabytes}
    surroundings = {name: os.environ[name] for name in SURROUNDINGS if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "union.pdf"],
            input=json.dumps(asked).encode(),
            capture_output=True,
            env={**surroundings, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            timeout=seconds,
        )
    except subprocess.TimeoutExpired as late:
        raise _too_heavy() from late
    if done.returncode == NO_PANGO:
        raise _unavailable()
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise _too_heavy()
    return done.stdout


def _check_length(html: str) -> None:
    if len(html) > LONGEST_HTML:
        raise PdfTooLong(_("This is too long for one PDF: offer it as CSV instead."))


def _unavailable() -> PdfUnavailable:
    return PdfUnavailable(_("PDFs are off on this machine: install libpango-1.0-0 and libpangoft2-1.0-0."))


def _too_heavy() -> PdfTooLong:
    return PdfTooLong(_("This page is too long or too complicated for a PDF: print it from your browser."))


def _draw(html: str, places: Places) -> bytes:
    from weasyprint import HTML

    fetcher = _fetcher()(places)
    document: bytes = HTML(string=fit(html), base_url=f"{OURS}/", url_fetcher=fetcher).write_pdf(
        pdf_variant="pdf/ua-1"
    )
    return document


@cache
def _fetcher() -> Any:
    """Deny by default: WeasyPrint's own fetcher reads any file and any address."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OurOwnOnly(URLFetcher):
        def __init__(self, places: Places) -> None:
            super().__init__(allowed_protocols=["data", "https"], allow_redirects=False)
            self.places = places

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            file = own_file(url, self.places)
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, body=file.read_bytes(), headers={"Content-Type": kind})

    return OurOwnOnly


def our_places() -> dict[str, list[str]]:
    """Where our static files lie, and the pictures of pages, which anybody may see; documents are not."""
    from django.contrib.staticfiles.finders import get_finders

    storages = [store for finder in get_finders() for store in getattr(finder, "storages", {}).values()]
    static = [str(settings.STATIC_ROOT), *(store.location for store in storages)]
    pictures = [str(Path(settings.MEDIA_ROOT) / "images")]
    return {settings.STATIC_URL: static, f"{settings.MEDIA_URL}images/": pictures}


def own_file(url: str, places: Places) -> Path:
    """The file behind `url` in one of these places; raises ValueError for every other address."""
    first = next((part for part in places if url.startswith(OURS + part)), None)
    if first is None:
        raise ValueError("A PDF may only use data: addresses, our own static files and pictures.")
    name = unquote(urlsplit(url.removeprefix(OURS + first)).path)
    try:
        files = [Path(safe_join(folder, name)) for folder in places[first]]
    except SuspiciousFileOperation as error:
        raise ValueError("A PDF may only use our own static files and pictures.") from error
    for file in files:
        if file.is_file():
            return file
    raise ValueError("There is no such static file or picture.")


def main() -> int:
    """Draw what stands on standard input, within its limits, onto standard output."""
    import resource

    asked = json.load(sys.stdin)
    memory = asked["megabytes"] << 20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not available():
        return NO_PANGO
    sys.stdout.buffer.write(_draw(asked["html"], asked["places"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

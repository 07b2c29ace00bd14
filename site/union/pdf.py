"""The only module that knows WeasyPrint: print HTML in, a PDF out."""

import mimetypes
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.utils._os import safe_join
from django.utils.translation import gettext as _

OURS = "https://pdf.invalid"
LONGEST_HTML = 2_000_000


class PdfUnavailable(Exception):
    """The libraries that draw PDFs (Pango) are not on this machine."""


class PdfTooLong(Exception):
    """The print HTML is longer than one PDF may be."""


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

    What the HTML points at is fetched from `data:` addresses and our static files and from nowhere else: no
    other file, no network, no redirect; anything else is left out. Raises PdfUnavailable where Pango
    is missing and PdfTooLong for more than two million characters.
    """
    if not available():
        raise PdfUnavailable(_("PDFs are off on this machine: install libpango-1.0-0 and libpangoft2-1.0-0."))
    if len(html) > LONGEST_HTML:
        raise PdfTooLong("This is too long for one PDF: offer it as CSV instead.")
    from weasyprint import HTML

    document: bytes = HTML(string=html, base_url=f"{OURS}/", url_fetcher=_fetcher()).write_pdf(
        pdf_variant="pdf/ua-1"
    )
    return document


@cache
def _fetcher() -> Any:
    """Deny by default: WeasyPrint's own fetcher reads any file and any address."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OurOwnOnly(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            file = static_file(url)
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, body=file.read_bytes(), headers={"Content-Type": kind})

    return OurOwnOnly(allowed_protocols=["data", "https"], allow_redirects=False)


def static_file(url: str) -> Path:
    """The static file of ours behind `url`; raises ValueError for every other address."""
    prefix = f"{OURS}{settings.STATIC_URL}"
    if not url.startswith(prefix):
        raise ValueError("A PDF may only use data: addresses and our own static files.")
    name = unquote(urlsplit(url.removeprefix(prefix)).path)
    try:
        collected = Path(safe_join(settings.STATIC_ROOT, name))
        found = str(collected) if collected.is_file() else finders.find(name)
    except SuspiciousFileOperation as error:
        raise ValueError("A PDF may only use our own static files.") from error
    if not isinstance(found, str):
        raise ValueError("There is no such static file.")
    return Path(found)

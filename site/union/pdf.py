"""The only module that knows WeasyPrint: print HTML in, a PDF out."""

from functools import cache


class PdfUnavailable(Exception):
    """The libraries that draw PDFs (Pango) are not on this machine."""


@cache
def available() -> bool:
    """Whether this machine can make PDFs at all."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def make_pdf(html: str) -> bytes:
    """A tagged PDF of `html`, which may name `data:` and our static files and nothing else.

    Raises PdfUnavailable where Pango is missing.
    """
    if not available():
        raise PdfUnavailable("PDFs are off on this machine: install libpango-1.0-0 and libpangoft2-1.0-0.")
    from weasyprint import HTML

    return HTML(string=html).write_pdf(pdf_tags=True)

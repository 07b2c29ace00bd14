"""Pages that answer `<page>pdf/` with a PDF."""

import hashlib
from datetime import datetime, timedelta
from typing import ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.text import slugify
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from union.expiring import Expired
from union.pages.base import UnionPage
from union.pages.context import organisation_of
from union.pdf import PdfTooLong, PdfUnavailable, make_pdf

FOLDER = "pdf"
KEPT_FOR = timedelta(days=1)


class PrintablePage(RoutablePageMixin, UnionPage):
    """A page with a print template of its own; `print_template` names it."""

    print_template: ClassVar[str]

    class Meta(UnionPage.Meta):
        abstract = True

    @path("pdf/", name="pdf")
    def serve_pdf(self, request: HttpRequest) -> HttpResponse:
        """The page as a PDF, or 503 with a sentence where this machine cannot make one."""
        try:
            document = print_page(self, request)
        except (PdfUnavailable, PdfTooLong) as reason:
            return HttpResponse(f"{reason}\n", status=503, content_type="text/plain; charset=utf-8")
        response = HttpResponse(document, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{slugify(self.title)}.pdf"'
        return response


def print_page(page: PrintablePage, request: HttpRequest) -> bytes:
    """The PDF of a page as it is now: made once, then kept in storage under the hash of its HTML."""
    html = render_to_string(
        page.print_template,
        {"page": page, "organisation": organisation_of(request)},
        request=request,
    )
    return kept_pdf(html)


def kept_pdf(html: str) -> bytes:
    """The PDF of print HTML, made once for the same HTML."""
    name = f"{FOLDER}/{hashlib.sha256(html.encode()).hexdigest()}.pdf"
    if default_storage.exists(name):
        with default_storage.open(name) as stored:
            return bytes(stored.read())
    document = make_pdf(html)
    default_storage.save(name, ContentFile(document))
    return document


def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Printed pages are kept for a day: words that were recalled must not stay in a file nobody asks for."""
    listed = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    names = [f"{FOLDER}/{name}" for name in listed]
    old = [name for name in names if default_storage.get_modified_time(name) < at - KEPT_FOR]
    for name in [] if dry_run else old:
        default_storage.delete(name)
    return [Expired("printed pages", "1 day", len(old))]

"""`<page>pdf/`: the stored file where it is of the page as it is now, else a page that asks again."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, get_conditional_response, patch_cache_control
from django.utils.text import slugify

from union.pages.base import UnionPage
from union.pages.drawing import ask_for_print
from union.pages.models import PagePrint
from union.pages.printing import digest_of, file_of, print_html

LOOK_AGAIN = 5  # seconds
LATER = 3600  # where it cannot be drawn


def answer_pdf(page: UnionPage, request: HttpRequest) -> HttpResponseBase:
    """A file is given out only while its hash is that of the page's print HTML at this moment."""
    digest = digest_of(print_html(page))
    row = PagePrint.objects.filter(pk=page.pk).first()
    if row is not None and row.digest == digest and default_storage.exists(file_of(digest)):
        return _file(page, digest, request)
    fault, faulty = (row.fault, row.faulty) if row is not None else ("", "")
    if faulty != digest:  # what failed for another reason than its length may work the next time
        ask_for_print(page)
    return pdf_later(request, {"page": page}, fault=fault if faulty in ("", digest) else "")


def _file(page: UnionPage, digest: str, request: HttpRequest) -> HttpResponseBase:
    etag = f'"{digest}"'
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = FileResponse(
            default_storage.open(file_of(digest)),
            content_type="application/pdf",
            filename=f"{slugify(page.title) or page.slug}.pdf",
        )
    answer["ETag"] = etag
    # Kept by nobody without asking us: a recalled quote must not come from a cache on the way.
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def pdf_later(request: HttpRequest, context: dict[str, Any], *, fault: str = "") -> HttpResponse:
    """503 with a page that looks again by itself, or says why there is nothing to wait for."""
    answer = render(request, "pages/pdf_later.html", {**context, "fault": fault}, status=503)
    answer["Retry-After"] = str(LATER if fault else LOOK_AGAIN)
    if not fault:
        answer["Refresh"] = str(LOOK_AGAIN)  # works without scripts
    add_never_cache_headers(answer)
    return answer

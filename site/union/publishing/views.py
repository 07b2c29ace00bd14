"""What the public sees of an embargo and of a withdrawal."""

from typing import TypeVar

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page, Revision

from union.pages.print_views import pdf_later
from union.publishing.models import Withdrawal
from union.publishing.press_prints import ask_for_press_print, fault_of, press_file, press_html
from union.publishing.pressing import link_of, version_for

Answer = TypeVar("Answer", bound=HttpResponseBase)


@require_safe
@never_cache
def embargo(request: HttpRequest, token: str) -> HttpResponse:
    """The approved version of a page before its time, for whoever holds the link; after it, the page."""
    link = link_of(token)
    if link is None:
        raise Http404
    revision = version_for(link)
    if revision is None:
        page = link.page.specific
        if not page.live:
            raise Http404
        return redirect(page.get_url() or "/")
    until = date_format(timezone.localtime(revision.approved_go_live_at), "H:i, j F Y")
    sentence = _("Embargoed until %(time)s. Not for publication before.") % {"time": until}
    pdf = reverse("embargo_pdf", args=[token])
    words = _("This page as a PDF")
    messages.warning(request, format_html('{} <a href="{}">{}</a>', sentence, pdf, words))
    setattr(request, "pdf_address", pdf)  # noqa: B010 - its own would lead nowhere yet
    page = revision.as_object()
    return _for_the_press(page.serve_preview(request, page.default_preview_mode).render())


@require_safe
@never_cache
def embargo_pdf(request: HttpRequest, token: str) -> HttpResponseBase:
    """The PDF of that version, or 503 until a worker has drawn it; after its time, that of the page."""
    link = link_of(token)
    if link is None:
        raise Http404
    revision = version_for(link)
    if revision is None:
        if not link.page.live:
            raise Http404
        return redirect(f"{link.page.get_url()}pdf/")
    file = press_file(revision, press_html(revision))
    if not default_storage.exists(file):
        return _for_the_press(_not_yet(request, revision, fault=fault_of(file)))
    name = f"{slugify(revision.object_str) or 'page'}.pdf"
    opened = default_storage.open(file)
    return _for_the_press(FileResponse(opened, content_type="application/pdf", filename=name))


def _not_yet(request: HttpRequest, revision: Revision, *, fault: str) -> HttpResponse:
    if not fault:
        ask_for_press_print(revision)
    back = request.path.removesuffix("pdf/")
    return pdf_later(request, {"page": revision.as_object(), "back": back}, fault=fault)


def _for_the_press(answer: Answer) -> Answer:
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def gone(request: HttpRequest, withdrawal: Withdrawal, *, file: bool = False) -> HttpResponse:
    """410, with the day and the reason: at the address of the page, or of a file that left with it."""
    return render(request, "publishing/gone.html", {"withdrawal": withdrawal, "file": file}, status=410)


def run_out(request: HttpRequest, page: Page) -> HttpResponse:
    """410, with the day on which the time of the page was over, and the page above it where that stands."""
    above = page.get_parent()
    context = {"ended": page.expire_at, "above": above if above.live and above.depth > 1 else None}
    return render(request, "publishing/run_out.html", context, status=410)

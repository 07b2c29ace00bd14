"""What the public sees of an embargo and of a withdrawal."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from union.publishing.models import Withdrawal
from union.publishing.pressing import link_of, planned


@require_safe
@never_cache
def embargo(request: HttpRequest, token: str) -> HttpResponse:
    """The approved version of a page before its time, for whoever holds the link; after it, the page."""
    link = link_of(token)
    if link is None:
        raise Http404
    revision = planned(link.page, at=timezone.now())
    if revision is None:
        page = link.page.specific
        if not page.live:
            raise Http404
        return redirect(page.get_url() or "/")
    until = date_format(timezone.localtime(revision.approved_go_live_at), "H:i, j F Y")
    messages.warning(request, _("Embargoed until %(time)s. Not for publication before.") % {"time": until})
    page = revision.as_object()
    answer: HttpResponse = page.serve_preview(request, page.default_preview_mode).render()
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def gone(request: HttpRequest, withdrawal: Withdrawal) -> HttpResponse:
    """410, with the day and the reason."""
    return render(request, "publishing/gone.html", {"withdrawal": withdrawal}, status=410)

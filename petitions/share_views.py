"""What people take along from a petition: its poster and its QR picture; and the names of employers."""

from django.db.models import Case, Exists, OuterRef, Value, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from petitions import sharing
from petitions.views import found_or_404
from union.downloads import named
from union.members.models import Employer, Member
from union.pages.printing import kept_pdf
from union.pages.sharing import qr_file, qr_picture
from union.pdf import PdfUnavailable

SHORTEST, NAMES, MEMBERS = 2, 8, 10


@require_safe
def employers(request: HttpRequest) -> JsonResponse:
    """Up to eight names that hold what was typed, those that begin with it first; never a member.

    Only places where ten members work: a small one whose owner finds its name here knows that somebody there
    has joined.
    """
    typed = " ".join(request.GET.get("q", "").replace("\0", "").split())[:120]
    names = _names(typed) if len(typed) >= SHORTEST else []
    answer = JsonResponse({"names": names})
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


def _names(typed: str) -> list[str]:
    begins = Case(When(name__istartswith=typed, then=Value(0)), default=Value(1))
    tenth = Member.objects.filter(employer=OuterRef("pk")).order_by()[MEMBERS - 1 : MEMBERS]
    found = Employer.objects.filter(Exists(tenth), name__icontains=typed).order_by(begins, "name")
    return list(found.values_list("name", flat=True)[:NAMES])


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """One A4 page for a notice board, or 503 with a sentence where this machine cannot make PDFs."""
    petition = found_or_404(slug).petition
    address = sharing.address(petition)
    context = {
        "petition": petition,
        "qr": qr_picture(sharing.address(petition, source="poster")),
        "address": address.partition("://")[2],
    }
    try:
        document = kept_pdf(render_to_string("petitions/poster.html", context, request=request))
    except PdfUnavailable as reason:
        return HttpResponse(f"{reason}\n", status=503, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(document, content_type="application/pdf")
    named(answer, f"{petition.slug}-poster.pdf", inline=True)
    answer["Cache-Control"] = "public, max-age=300"
    return answer


@require_safe
def qr(request: HttpRequest, slug: str) -> HttpResponse:
    """The QR picture alone, for a newsletter or a badge."""
    picture = qr_file(sharing.address(found_or_404(slug).petition, source="qr"))
    answer = HttpResponse(picture, content_type="image/svg+xml")
    named(answer, f"{slug}-qr.svg", inline=True)
    answer["Cache-Control"] = "public, max-age=3600"
    return answer

"""What anybody may see of a ballot: itself, its result, the board, the evidence, the receipt check."""

from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ballots.certificate import kept_certificate
from ballots.errors import WrongMoment
from ballots.forms import ReceiptForm
from ballots.keeping import File, read, size_of
from ballots.models import Ballot
from ballots.panels import keep_result, kept_result
from ballots.publishing import digests_in_evidence, find_vote, is_on_board
from ballots.receipts import public_signing_key
from ballots.standing_on import PAGES
from ballots.whole_pages import running
from union.downloads import named
from union.methods import READ_OR_POST
from union.pdf import PdfTooLong, PdfUnavailable

SHOWN = 1000  # digests on the board's page; all of them are in the bundle
VERIFIER = Path(__file__).with_name("verify.py")


def public_ballot(slug: str, *related: str) -> Ballot:
    """A ballot that may be known of. Raises Http404."""
    ballots: QuerySet[Ballot] = Ballot.objects.public().select_related("branch", *related)
    return get_object_or_404(ballots, slug=slug)


def published_ballot(slug: str) -> Ballot:
    """A ballot whose result is out, with its count. Raises Http404."""
    ballot = public_ballot(slug, "count")
    if not ballot.result_is_out:
        raise Http404("This result has not been published.")
    return ballot


@require_safe
def ballot(request: HttpRequest, slug: str) -> HttpResponse:
    """The ballot while it runs, or its result, which comes from the cache without a query of ours.

    Readers are sent on to its CMS page in their language where that is live.
    """
    if place := PAGES.page_of(slug):
        rest = request.META.get("QUERY_STRING", "")
        return redirect(f"{place}?{rest}" if rest else place)
    page = kept_result(request, slug)
    if page is None:
        found = public_ballot(slug)
        if not found.result_is_out:
            return render(request, "ballots/ballot.html", running(found, at=timezone.now()))
        page = keep_result(request, found)
    return HttpResponse(page)


@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    found = published_ballot(slug)
    context = {
        "ballot": found,
        "board": found.bundle.board,
        "bundle": found.bundle,
        "signing_key": public_signing_key(),
        "digests": islice(digests_in_evidence(found), SHOWN),
        "shown": SHOWN,
    }
    return render(request, "ballots/board.html", context)


@READ_OR_POST
@never_cache
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """Look up a tracker or a digest. By POST, so that neither stands in an address or a log, and kept by no
    browser: the answer says how somebody voted, and others may use the same computer.

    Before the close the page says from the first that there is nothing to look in yet.
    """
    found = public_ballot(slug)
    form = ReceiptForm(request.POST or None)
    context = {"ballot": found, "form": form, "asked": False, "too_early": found.closed_at is None}
    if form.is_valid():
        try:
            context |= look_up(found, form.cleaned_data["code"])
        except WrongMoment:
            context |= {"too_early": True}
    return render(request, "ballots/receipt.html", context, status=422 if form.errors else 200)


def look_up(ballot: Ballot, code: str) -> dict[str, object]:
    """What is known of a digest, or of a tracker where votes are listed with theirs.

    Raises WrongMoment before there is anything to look in.
    """
    asked: dict[str, object] = {"asked": True, "code": code, "by_digest": len(code) == 64}
    if ballot.closed_at is None:
        raise WrongMoment
    if len(code) == 64:
        in_box = is_on_board(ballot, digest=code)  # which is shredded a thousand papers at a time
        return asked | {"on_board": in_box or (ballot.result_is_out and code in digests_in_evidence(ballot))}
    if ballot.receipt != Ballot.Receipt.TRACKER:
        return asked | {"no_trackers": True}
    if ballot.result_is_out and ballot.count.results["turnout_only"]:
        return asked | {"turnout_only": True}
    vote = find_vote(ballot, tracker=code)
    texts = {question.number: question.text for question in ballot.questions.all()} if vote else {}
    answers = [(texts[number], lines) for number, lines in vote.answers.items()] if vote else []
    return asked | {"vote": vote, "answers": answers}


@require_safe
def bundle(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = published_ballot(slug)
    return kept_file(request, found, File.BUNDLE, "application/zip", f"{slug}-evidence.zip")


@require_safe
def votes_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = published_ballot(slug)
    return kept_file(request, found, File.VOTES, "text/csv; charset=utf-8", f"{slug}-votes.csv")


@require_safe
def verifier(request: HttpRequest, slug: str) -> HttpResponse:
    """The program that checks the evidence, as it stands in this site's own source."""
    published_ballot(slug)
    return download(VERIFIER.read_bytes(), "text/x-python; charset=utf-8", "verify.py")


@require_safe
def certificate(request: HttpRequest, slug: str) -> HttpResponse:
    found = published_ballot(slug)
    try:
        drawn = kept_certificate(found)
    except (PdfUnavailable, PdfTooLong) as error:
        return render(request, "ballots/no_pdf.html", {"ballot": found, "sentence": str(error)}, status=503)
    return download(drawn, "application/pdf", f"{slug}-certificate.pdf", inline=True)


def download(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    """A file that does not change once published."""
    return _published(HttpResponse(content, content_type=kind), name, inline=inline)


def kept_file(request: HttpRequest, ballot: Ballot, file: File, kind: str, name: str) -> HttpResponseBase:
    """The same of a file that may be too large for memory: sent as it is read, with its length beforehand."""
    content = read(ballot, file) if request.method == "GET" else ()
    answer = StreamingHttpResponse(content, content_type=kind)
    answer["Content-Length"] = size_of(ballot, file)
    return _published(answer, name)


def _published(answer: Any, name: str, *, inline: bool = False) -> Any:
    named(answer, name, inline=inline)
    answer["Cache-Control"] = "public, max-age=3600"
    return answer

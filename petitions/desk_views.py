"""Petitions at the desk: what my branches collect, sheets, and the page of one batch."""

import re
from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from petitions import batches as paper
from petitions import checking
from petitions.counting import published_count
from petitions.crossing_out import take_off_paper
from petitions.desk_forms import ScanForm, SheetsForm, TakeOffForm, TakeOutForm
from petitions.models import PaperBatch, Petition, Stall
from petitions.sheets import PaperError, ask_for_sheets, may_be_printed, sheet_pdf
from petitions.stalls import may_start
from union.accounts.roles import branches_of
from union.desk.access import at_the_desk, officer
from union.downloads import named
from union.methods import READ_OR_POST
from union.pdf import PdfTooLong, PdfUnavailable

NEXT = {
    PaperBatch.State.PRINTED: "Collect and key",
    PaperBatch.State.KEYED: "Check by a second person",
    PaperBatch.State.FULL: "Check every line",
    PaperBatch.State.CHECKED: "Count it",
}


def petition_here(request: HttpRequest, slug: str) -> Petition:
    """A public petition, for somebody who works for a branch. Raises Http404."""
    if not branches_of(officer(request)).exists():
        raise Http404("Petitions are collected in branches.")
    return get_object_or_404(Petition.objects.public(), slug=slug)


def mine(request: HttpRequest, slug: str, number: int) -> PaperBatch:
    """A batch of one of my branches. Raises Http404 for every other, as if it did not exist."""
    found = PaperBatch.objects.visible_to(request.user).select_related("petition", "branch", "keyed_by")
    return get_object_or_404(found, petition__slug=slug, number=number)


@require_safe
@at_the_desk
def petitions(request: HttpRequest) -> HttpResponse:
    """The petitions that are collected, the batches in hand, and the way to a batch by its number."""
    at, asked = timezone.now(), request.GET.get("batch", "")
    mine = PaperBatch.objects.visible_to(request.user).select_related("petition", "branch")
    found = list(mine.filter(number=_number(asked))[:20]) if asked else []
    if len(found) == 1:
        return redirect("desk_petitions:batch", found[0].petition.slug, found[0].number)
    public = Petition.objects.public().with_counts()
    context = {
        "petitions": [p for p in public if may_be_printed(p, at=at)] if branches_of(officer(request)) else [],
        "in_hand": _with_next(mine.exclude(state=PaperBatch.State.COUNTED)[:50]),
        "asked": asked,
        "found": found,
    }
    return render(request, "petitions/desk/list.html", context)


@require_safe
@at_the_desk
def petition(request: HttpRequest, slug: str) -> HttpResponse:
    found, at = petition_here(request, slug), timezone.now()
    stalls = Stall.objects.visible_to(request.user).filter(petition=found).select_related("branch")
    batches = PaperBatch.objects.visible_to(request.user).filter(petition=found)
    context = {
        "petition": found,
        "count": published_count(found),
        "prints": may_be_printed(found, at=at),
        "counts": found.stage(at) in paper.COUNTED_IN,
        "starts": may_start(found, at=at),
        "batches": _with_next(batches.select_related("petition", "branch")[:200]),
        "running": stalls.filter(ends_at__gt=at),
        "ended": stalls.filter(ends_at__lte=at)[:20],
    }
    return render(request, "petitions/desk/petition.html", context)


@READ_OR_POST
@at_the_desk
def sheets(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for sheets: a batch with the next number."""
    found, by = petition_here(request, slug), officer(request)
    form = SheetsForm(request.POST or None, petition=found, branches=branches_of(by))
    if form.is_valid():
        try:
            made = ask_for_sheets(found, **form.cleaned_data, by=by, at=timezone.now())
            return redirect("desk_petitions:batch", slug, made.number)
        except PaperError as error:
            form.add_error(None, str(error))
    context = {"petition": found, "form": form}
    return render(request, "petitions/desk/sheets.html", context, status=422 if form.errors else 200)


@READ_OR_POST
@at_the_desk
def take_off(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody who signed on paper takes their name back; what was typed comes back where nobody is found."""
    found, form = petition_here(request, slug), TakeOffForm(request.POST or None)
    if form.is_valid():
        try:
            take_off_paper(found, **form.cleaned_data, by=officer(request), at=timezone.now())
            messages.success(
                request, "The name is off, and no longer counts. Cross the line out on the sheet too."
            )
            return redirect("desk_petitions:petition", slug)
        except PaperError as error:
            form.add_error(None, str(error))
    context = {"petition": found, "form": form}
    return render(request, "petitions/desk/take_off.html", context, status=422 if form.errors else 200)


@require_safe
@at_the_desk
def batch(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return show_batch(request, mine(request, slug, number))


@require_safe
@at_the_desk
def sheets_pdf(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The sheets to print, or 503 with a sentence where this machine cannot make a PDF."""
    found = mine(request, slug, number)
    try:
        document = sheet_pdf(found)
    except (PdfUnavailable, PdfTooLong) as reason:
        return HttpResponse(f"{reason}\n", status=503, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(document, content_type="application/pdf")
    name = f"{found.petition.slug}-{found.name}.pdf"
    named(answer, name, inline=True)
    return answer


def show_batch(
    request: HttpRequest,
    batch: PaperBatch,
    *,
    problem: str = "",
    scan_form: ScanForm | None = None,
    take_out_form: TakeOutForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a batch: how far it is, and the one thing to do next."""
    by, at = officer(request), timezone.now()
    drawn = checking.drawn_rows(batch) if batch.is_checking else []
    context = {
        "batch": batch,
        "too_late": batch.petition.stage(at) not in paper.COUNTED_IN,
        "petition": batch.petition,
        "problem": problem,
        "keyed": batch.rows.count(),
        "drawn": len(drawn),
        "judged": sum(bool(row.verdict) for row in drawn),
        "may_check": checking.may_check(batch, by=by),
        "begun": any(row.verdict for row in drawn),
        "alike": checking.alike(batch) if batch.is_checking or batch.state == "checked" else [],
        "scans": batch.scans.defer("content").select_related("by"),
        "scan_form": scan_form or ScanForm(),
        "may_take_out": paper.may_take_out(batch, by=by) and paper.can_be_taken_out(batch, at=at),
        "take_out_form": take_out_form or TakeOutForm(),
        "undo_until": batch.counted_at + paper.UNDO_WITHIN if batch.counted_at else None,
    }
    return render(request, "petitions/desk/batch.html", context, status=status)


def _with_next(found: Iterable[PaperBatch]) -> list[tuple[PaperBatch, str]]:
    return [(batch, NEXT.get(PaperBatch.State(batch.state), "")) for batch in found]


def _number(asked: str) -> int:
    """What somebody typed for a batch: B-0007, b7 or 7; 0 for anything else."""
    digits = re.fullmatch(r"\s*[bB]?[-\s]*(\d{1,9})\s*", asked)
    return int(digits[1]) if digits else 0

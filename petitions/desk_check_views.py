"""The second person at the desk: each drawn line held against the paper, then the count."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from petitions import batches, checking
from petitions.desk_forms import LineForm, TakeOutForm, initial_of
from petitions.desk_views import mine, officer, show_batch
from petitions.models import PaperBatch, PaperRow
from petitions.sheets import PaperError
from union.desk.access import at_the_desk


@require_safe
@at_the_desk
def check(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The next line of the draw; when there is none left, the page of the batch."""
    batch = mine(request, slug, number)
    row = next((row for row in _drawn(batch) if not row.verdict), None)
    if row is None or not checking.may_check(batch, by=officer(request)):
        return redirect("desk_petitions:batch", slug, number)
    return _check_page(request, batch, row, LineForm(initial=initial_of(row)))


@require_POST
@at_the_desk
def same(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    row = _row(request, slug, number, pk)
    return _judged(request, row, lambda: checking.judge(row, by=officer(request), at=timezone.now()))


@require_POST
@at_the_desk
def correct(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """What really stands on the paper; what is wrong with it comes back as it was typed."""
    row = _row(request, slug, number, pk)
    form = LineForm(request.POST, initial=initial_of(row))
    if not form.is_valid():
        return _check_page(request, row.batch, row, form)
    words = form.on_the_line()
    return _judged(
        request, row, lambda: checking.judge(row, words=words, by=officer(request), at=timezone.now()), form
    )


@require_POST
@at_the_desk
def two_people(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    row = _row(request, slug, number, pk)
    two = request.POST.get("two") == "yes"
    return _done(request, row.batch, lambda: checking.say_two_people(row, two=two, by=officer(request)))


@require_POST
@at_the_desk
def count(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    batch = mine(request, slug, number)
    return _done(request, batch, lambda: batches.count_batch(batch, by=officer(request), at=timezone.now()))


@require_POST
@at_the_desk
def take_out(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    batch, form = mine(request, slug, number), TakeOutForm(request.POST)
    if not form.is_valid():
        return show_batch(request, batch, take_out_form=form, status=422)
    reason = form.cleaned_data["reason"]
    return _done(
        request,
        batch,
        lambda: batches.take_out(batch, reason=reason, by=officer(request), at=timezone.now()),
    )


def _row(request: HttpRequest, slug: str, number: int, pk: int) -> PaperRow:
    rows = mine(request, slug, number).rows.select_related("batch__petition", "batch__branch")
    return get_object_or_404(rows, pk=pk)


def _drawn(batch: PaperBatch) -> list[PaperRow]:
    return checking.drawn_rows(batch) if batch.is_checking else []


def _judged(
    request: HttpRequest, row: PaperRow, verb: Callable[[], None], form: LineForm | None = None
) -> HttpResponse:
    """Do it and go on to the next line, or come back with the reason why not."""
    slug, number = row.batch.petition.slug, row.batch.number
    try:
        verb()
    except checking.NotTheChecker as error:
        return show_batch(request, mine(request, slug, number), problem=str(error), status=403)
    except PaperError as error:
        batch = mine(request, slug, number)
        if form is None or not batch.is_checking:
            return show_batch(request, batch, problem=str(error), status=409)
        form.add_error(None, str(error))
        return _check_page(request, batch, row, form)
    batch = mine(request, slug, number)
    if batch.is_checking:
        messages.success(request, f"Checked: {row}.")
        return redirect("desk_petitions:check", slug, number)
    return redirect("desk_petitions:batch", slug, number)


def _done(request: HttpRequest, batch: PaperBatch, verb: Callable[[], None]) -> HttpResponse:
    """Do it and go back to the page of the batch, or show that page with the reason why not."""
    slug, number = batch.petition.slug, batch.number
    try:
        verb()
    except checking.NotTheChecker as error:
        return show_batch(request, mine(request, slug, number), problem=str(error), status=403)
    except PaperError as error:
        return show_batch(request, mine(request, slug, number), problem=str(error), status=409)
    return redirect("desk_petitions:batch", slug, number)


def _check_page(request: HttpRequest, batch: PaperBatch, row: PaperRow, form: LineForm) -> HttpResponse:
    drawn = _drawn(batch)
    context = {
        "batch": batch,
        "petition": batch.petition,
        "row": row,
        "form": form,
        "drawn": len(drawn),
        "judged": sum(bool(one.verdict) for one in drawn),
        "scans": batch.scans.defer("content"),
    }
    return render(request, "petitions/desk/check.html", context, status=422 if form.errors else 200)

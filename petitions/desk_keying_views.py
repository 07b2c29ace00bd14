"""Keying at the desk: one line a page, the lines keyed so far below it, and the scans."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from petitions import keying
from petitions.desk_forms import RowForm, ScanForm, initial_of, next_initial
from petitions.desk_views import mine, officer, show_batch
from petitions.models import PaperBatch, PaperRow, PaperScan
from petitions.scans import TYPES
from petitions.sheets import PaperError
from union.desk.access import at_the_desk
from union.downloads import named
from union.methods import READ_OR_POST
from union.numbers import number_in

TYPED = ("name", "postcode", "email", "employer", "role")


@READ_OR_POST
@at_the_desk
def key(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The next line; what is wrong with it comes back as it was typed."""
    batch = mine(request, slug, number)
    form = _next_form(request, batch)
    if _is_saved(request, batch, form):
        return redirect("desk_petitions:key", slug, number)
    return _key_page(request, batch, form)


def _next_form(request: HttpRequest, batch: PaperBatch) -> RowForm:
    last = batch.rows.order_by("-keyed_at", "-pk").first()
    place = keying.next_line(batch, sheet=last.sheet if last else 1)
    today = keying.last_day(batch.petition, at=timezone.now())
    return RowForm(request.POST or None, batch=batch, initial=next_initial(last, place=place, today=today))


def _is_saved(request: HttpRequest, batch: PaperBatch, form: RowForm) -> bool:
    """Key the line that was sent; what is wrong with it stands in the form afterwards."""
    if not form.is_valid():
        return False
    sheet, line, words = form.cleaned_data["sheet"], form.cleaned_data["line"], form.on_the_line()
    try:
        row = keying.key_row(
            batch, sheet=sheet, line=line, words=words, by=officer(request), at=timezone.now()
        )
    except PaperError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"Saved: {row}.")
    return True


@READ_OR_POST
@at_the_desk
def change(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    batch = mine(request, slug, number)
    row = get_object_or_404(batch.rows.select_related("batch__petition"), pk=pk)
    form = RowForm(request.POST or None, batch=batch, initial=initial_of(row))
    if form.is_valid():
        sheet, line, words = form.cleaned_data["sheet"], form.cleaned_data["line"], form.on_the_line()
        try:
            keying.change_row(
                row, sheet=sheet, line=line, words=words, by=officer(request), at=timezone.now()
            )
            messages.success(request, f"Changed: {row}.")
            return redirect("desk_petitions:key", slug, number)
        except PaperError as error:
            form.add_error(None, str(error))
    return _key_page(request, batch, form, row=row)


@require_POST
@at_the_desk
def remove(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    batch = mine(request, slug, number)
    row = get_object_or_404(batch.rows.select_related("batch__petition"), pk=pk)
    try:
        keying.remove_row(row)
    except PaperError as error:
        return show_batch(request, mine(request, slug, number), problem=str(error), status=409)
    messages.success(request, f"Removed: {row}.")
    return redirect("desk_petitions:key", slug, number)


@require_POST
@at_the_desk
def finish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A line that was typed and not saved yet is saved first; where it is faulty nothing is finished."""
    batch = mine(request, slug, number)
    if any(request.POST.get(field, "").strip() for field in TYPED):
        form = _next_form(request, batch)
        if not _is_saved(request, batch, form):
            return _key_page(request, batch, form)
    try:
        keying.finish_keying(batch, by=officer(request), at=timezone.now())
    except PaperError as error:
        return show_batch(request, mine(request, slug, number), problem=str(error), status=409)
    messages.success(request, "Keying is finished. Now somebody else checks it.")
    return redirect("desk_petitions:batch", slug, number)


@require_POST
@at_the_desk
def open_again(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    batch = mine(request, slug, number)
    try:
        keying.reopen(batch, by=officer(request), at=timezone.now())
    except PaperError as error:
        return show_batch(request, mine(request, slug, number), problem=str(error), status=409)
    return redirect("desk_petitions:key", slug, number)


@READ_OR_POST
@at_the_desk
def scans(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Where pictures of sheets are sent; the form stands on the page of the batch."""
    batch = mine(request, slug, number)
    if request.method != "POST":
        return redirect("desk_petitions:batch", slug, number)
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            keying.add_scan(batch, content=form.cleaned_data["scan"], by=officer(request), at=timezone.now())
            messages.success(request, "The scan is kept with the batch.")
            return redirect("desk_petitions:batch", slug, number)
        except PaperError as error:
            form.add_error("scan", str(error))
    return show_batch(request, mine(request, slug, number), scan_form=form, status=422)


@require_safe
@at_the_desk
def scan(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """A picture to look at, a PDF to download: what somebody sent is never run inside our pages."""
    batch = mine(request, slug, number)
    found: PaperScan = get_object_or_404(batch.scans, pk=pk)
    answer = HttpResponse(bytes(found.content), content_type=TYPES[found.kind])
    name = f"{batch.name}-{found.pk}.{found.kind}"
    named(answer, name, inline=found.kind != "pdf")
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_POST
@at_the_desk
def remove_scan(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    batch = mine(request, slug, number)
    found = get_object_or_404(batch.scans.defer("content").select_related("batch"), pk=pk)
    try:
        keying.remove_scan(found, by=officer(request), at=timezone.now())
    except PaperError as error:
        return show_batch(request, mine(request, slug, number), problem=str(error), status=409)
    messages.success(request, "The scan is deleted.")
    return redirect("desk_petitions:batch", slug, number)


def _key_page(
    request: HttpRequest, batch: PaperBatch, form: RowForm, *, row: PaperRow | None = None
) -> HttpResponse:
    if batch.state != PaperBatch.State.PRINTED:
        problem = "This batch is no longer being keyed." if request.method == "POST" else ""
        return show_batch(request, batch, problem=problem, status=409 if problem else 200)
    sheets = list(batch.rows.values_list("sheet").annotate(n=Count("pk")).order_by("sheet"))
    sheet = _sheet_asked(request) or (row.sheet if row else form.initial["sheet"])
    employers = batch.rows.exclude(employer="").values_list("employer", flat=True)
    context = {
        "batch": batch,
        "petition": batch.petition,
        "form": form,
        "row": row,
        "rows": batch.rows.filter(sheet=sheet).order_by("-line"),
        "sheet": sheet,
        "sheets": sheets,
        "keyed": sum(n for _, n in sheets),
        "employers": employers.order_by("employer").distinct()[:100],
    }
    status = 422 if form.errors else 200
    return render(request, "petitions/desk/key.html", context, status=status)


def _sheet_asked(request: HttpRequest) -> int:
    """The sheet whose lines are listed; 0 where the address names none."""
    return number_in(request.GET.get("sheet"))

"""Hand-in packs in the CMS: ask for one, wait, download. For those who may open and close petitions."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from petitions import handing_in
from petitions import pack as pack_files
from petitions.batches import COUNTED_IN, uncounted
from petitions.models import HandIn, Petition
from union.accounts.permitted import holder
from union.audit.models import Entry
from union.downloads import named
from union.jobs.showing import look_again_while
from union.members.spreadsheet import WORKBOOK
from union.methods import READ_OR_POST

PERMISSION = "petitions.publish_petition"
KINDS = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "annex": "text/csv; charset=utf-8"}
SHEETS = {
    "csv": "Figures",
    "annex": "Names",
}  # what may be had as a workbook too, and what its sheet is called


@never_cache
@READ_OR_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The packs of a petition, and the form that asks for another."""
    user, petition = holder(request, PERMISSION), get_object_or_404(Petition, pk=pk)
    if request.method == "POST":
        try:
            with_names = request.POST.get("names") == "yes"
            handing_in.prepare_hand_in(petition, by=user, at=timezone.now(), with_names=with_names)
            messages.success(request, "The pack is being made. This page shows it as soon as it is ready.")
        except handing_in.NothingToHandIn as refused:
            messages.error(request, str(refused))
        return redirect(hand_in_url(petition))
    packs = list(petition.hand_ins.select_related("by")[:50])
    waits = any(row.state == HandIn.State.PREPARING for row in packs)
    context = {
        "petition": petition,
        "packs": [(row, _taken(row, entries)) for entries in [_entries(packs)] for row in packs],
        "paper": uncounted(petition) if petition.stage(timezone.now()) in COUNTED_IN else [],
    }
    return look_again_while(waits, render(request, "petitions/cms/hand_in.html", context))


def _entries(packs: list[HandIn]) -> list[Entry]:
    subjects = [f"hand_in:{row.pk}" for row in packs]
    taken = Entry.objects.filter(action="petitions.pack_downloaded", subject__in=subjects)
    return list(taken.select_related("by").order_by("pk"))


def _taken(row: HandIn, entries: list[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.subject == f"hand_in:{row.pk}"]


@never_cache
@require_POST
def download(request: HttpRequest, pk: int, pack: int, kind: str) -> HttpResponseBase:
    """One file, a table as a workbook where that is asked for.

    It is asked for by POST, as the download writes an entry of who took it.
    """
    user, row = holder(request, PERMISSION), get_object_or_404(HandIn, pk=pack, petition=pk)
    try:
        file = handing_in.download(row, kind, by=user, at=timezone.now())
    except handing_in.NotThere as gone:
        messages.error(request, str(gone))
        return redirect(hand_in_url(row.petition))
    name = str(file.name).rpartition("/")[2]
    if request.POST.get("format") == "xlsx" and kind in SHEETS:
        book = pack_files.workbook_of(file.open("rb"), SHEETS[kind])
        answer = StreamingHttpResponse(book, content_type=WORKBOOK)
        named(answer, f"{name.removesuffix('.csv')}.xlsx")
        return answer
    return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=KINDS[kind])


def hand_in_url(petition: Petition) -> str:
    return reverse("petition_hand_in", args=[petition.pk])


urlpatterns = [
    path("petitions/<int:pk>/hand-in/", hand_in, name="petition_hand_in"),
    *(
        path(
            f"petitions/<int:pk>/hand-in/<int:pack>/{kind}/",
            download,
            {"kind": kind},
            name=f"petition_pack_{kind}",
        )
        for kind in KINDS
    ),
]

"""Bringing the roll up to date at the desk: the file, its columns, what it would do, and doing it."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from union.audit.recording import record
from union.desk.access import at_the_desk
from union.desk.roll_forms import ColumnsForm, CommitForm, UploadForm
from union.desk.roll_views import my_branches, officer
from union.downloads import named
from union.jobs import asking
from union.jobs.asking import AlreadyUnderWay
from union.jobs.showing import look_again
from union.members import uploading
from union.members.extract import REQUIRED, RollUnreadable, name_in
from union.members.keeping import Kind, kept
from union.members.models import RollUpload
from union.members.uploading import UploadClosed
from union.methods import READ_OR_POST


def my_upload(request: HttpRequest, pk: int) -> RollUpload:
    """A file all of whose branches are this person's. Raises Http404 for every other."""
    return get_object_or_404(RollUpload.objects.visible_to(my_branches(request)).select_related("by"), pk=pk)


@READ_OR_POST
@at_the_desk
def new(request: HttpRequest) -> HttpResponse:
    branches = my_branches(request)
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = uploading.keep_upload(
                file.file, name=file.name, branches=branches, by=officer(request), at=timezone.now()
            )
            return redirect("desk_roll:upload", upload.pk)
        except (RollUnreadable, UploadClosed) as reason:
            form.add_error("file", str(reason))
    return render(request, "desk/roll/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@at_the_desk
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, my_upload(request, pk))


@require_POST
@at_the_desk
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    found = my_upload(request, pk)
    form = ColumnsForm(found, request.POST)
    if not form.is_valid():
        return show(request, found, form=form, status=422)
    return decide(
        request,
        found,
        lambda: uploading.settle_columns(found, form.layout, by=officer(request), at=timezone.now()),
    )


@require_POST
@at_the_desk
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    found = my_upload(request, pk)
    ticks = {name: bool(request.POST.get(name)) for name in ("lapse", "sure")}
    return decide(
        request,
        found,
        lambda: uploading.ask_to_commit(found, **ticks, by=officer(request), at=timezone.now()),
    )


@require_POST
@at_the_desk
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off what is under way; where it has ended meanwhile, the page says how."""
    found, at = my_upload(request, pk), timezone.now()
    job = uploading.current_job(found)
    with transaction.atomic():
        if job and asking.cancel(job, at=at):
            record("roll.stopped", subject=found.subject, by=officer(request), at=at)
    return redirect("desk_roll:upload", found.pk)


@require_POST
@at_the_desk
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    found = my_upload(request, pk)
    return decide(request, found, lambda: uploading.discard(found, by=officer(request), at=timezone.now()))


@require_safe
@at_the_desk
def faults_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Every fault of the file, as long as it is kept."""
    found = my_upload(request, pk)
    if not found.parts.filter(kind=Kind.FAULTS).exists():
        raise Http404("There is no list of faults.")
    answer = StreamingHttpResponse(kept(found, Kind.FAULTS), content_type="text/csv; charset=utf-8")
    named(answer, f"faults-{found.pk}.csv")
    return answer  # type: ignore[return-value]  # the door's stub knows plain answers only


def decide(request: HttpRequest, upload: RollUpload, verb: Callable[[], object]) -> HttpResponse:
    """Do it and go back to the file's page, or show that page with the reason why not."""
    try:
        verb()
    except (UploadClosed, RollUnreadable, AlreadyUnderWay) as reason:
        return show(request, upload, problem=str(reason), status=409)
    return redirect("desk_roll:upload", upload.pk)


def show(
    request: HttpRequest,
    upload: RollUpload,
    *,
    form: ColumnsForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The file's page: what is under way, what the check found, the columns, and the next step."""
    job = uploading.current_job(upload)
    live = job is not None and job.is_live
    context: dict[str, Any] = {
        "upload": upload,
        "problem": problem,
        "job": job,
        "report": upload.report,
        "strange": not set(REQUIRED) & set(upload.layout),
        "names": ", ".join(f"“{name}”" for name in _first_names(upload)),
        "form": (form or ColumnsForm(upload)) if upload.is_open and not live else None,
        "commit": _commit_form(request, upload) if _may_commit(upload) and not live else None,
        "keeps_faults": upload.parts.filter(kind=Kind.FAULTS).exists(),
        "goes_at": upload.at + uploading.KEPT_FOR,
    }
    page = render(request, "desk/roll/upload.html", context, status=status)
    # What was refused stays on the screen, and its address cannot be asked for again.
    return page if request.method == "POST" else look_again(page, job)


def _first_names(upload: RollUpload) -> list[str]:
    """What the first members are called where the columns are as they were last chosen, or guessed."""
    return list(filter(None, (name_in(cells, upload.layout) for cells in upload.samples)))


def _commit_form(request: HttpRequest, upload: RollUpload) -> CommitForm:
    """Empty, or as it was sent where it was refused."""
    assert upload.report is not None
    sent = request.POST if request.POST.keys() & {"lapse", "sure"} else None
    return CommitForm(upload.report, sent)


def _may_commit(upload: RollUpload) -> bool:
    return upload.is_open and upload.report is not None and not upload.report["faults_found"]

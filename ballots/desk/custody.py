"""The scrutineers' page of a national ballot: appointments, key ceremony, rehearsal, export, count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ballots import errors
from ballots.appointing import (
    accept_appointment,
    appoint_scrutineer,
    dismiss_scrutineer,
    is_scrutineer_of,
    may_be_appointed,
)
from ballots.approving import approved
from ballots.certifying import bring_count, checking, may_certify, stop_checking
from ballots.desk.access import mine, officer, status_of
from ballots.desk.custody_forms import AcceptForm, AppointForm, CountForm, KeyForm, RehearsalForm
from ballots.drafting import works_for
from ballots.exporting import export_box
from ballots.keyholding import answer_rehearsal, place_key, trial_of
from ballots.models import Act, Appointment, Ballot, BoxPaper, SplitKey, State
from ballots.returning import missing_returns
from ballots.scrutiny.trial import write_trial
from union.desk.access import at_the_desk
from union.downloads import named
from union.jobs.showing import look_again


def kept(request: HttpRequest, slug: str) -> Ballot:
    """A ballot of scrutineers, for them and the national office. Raises Http404 otherwise."""
    ballot = mine(request, slug)
    if ballot.custody != Ballot.Custody.SCRUTINEERS:
        raise Http404("The key of this ballot is held by the platform.")
    return ballot


@require_safe
@at_the_desk
def scrutiny(request: HttpRequest, slug: str) -> HttpResponse:
    return show(request, kept(request, slug))


@require_POST
@at_the_desk
def appoint(request: HttpRequest, slug: str) -> HttpResponse:
    ballot = kept(request, slug)
    form = AppointForm(request.POST, candidates=may_be_appointed(ballot))
    return act(
        request, ballot, "appoint", form,
        lambda data: appoint_scrutineer(ballot, data["user"], by=officer(request), at=timezone.now()),
        "The scrutineer is appointed and gets a letter: they accept here with a signing key of their own.",
    )  # fmt: skip


@require_POST
@at_the_desk
def dismiss(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    ballot = kept(request, slug)
    appointment = get_object_or_404(ballot.appointments, pk=pk)
    return act(
        request, ballot, "dismiss", forms.Form(request.POST),
        lambda data: dismiss_scrutineer(appointment, by=officer(request), at=timezone.now()),
        "The appointment is taken back.",
    )  # fmt: skip


@require_POST
@at_the_desk
def accept(request: HttpRequest, slug: str) -> HttpResponse:
    ballot = kept(request, slug)
    return act(
        request, ballot, "accept", AcceptForm(request.POST, request.FILES),
        lambda data: accept_appointment(ballot, **data, by=officer(request), at=timezone.now()),
        "You are a scrutineer of this ballot. Compare the fingerprint of your key below with your note.",
    )  # fmt: skip


@require_POST
@at_the_desk
def key(request: HttpRequest, slug: str) -> HttpResponse:
    ballot = kept(request, slug)
    return act(
        request, ballot, "key", KeyForm(request.POST, request.FILES),
        lambda data: place_key(ballot, data["public"], by=officer(request), at=timezone.now()),
        "The key is placed. Read its fingerprint aloud and compare it with the sheets; then rehearse.",
    )  # fmt: skip


@require_safe
@at_the_desk
def trial(request: HttpRequest, slug: str) -> HttpResponse:
    placed = get_object_or_404(SplitKey.objects.select_related("ballot"), ballot=kept(request, slug))
    return attached(
        HttpResponse(write_trial(trial_of(placed)), content_type="application/json"), "trial.json"
    )


@require_POST
@at_the_desk
def rehearsal(request: HttpRequest, slug: str) -> HttpResponse:
    ballot = kept(request, slug)
    return act(
        request, ballot, "rehearsal", RehearsalForm(request.POST),
        lambda data: answer_rehearsal(ballot, **data, by=officer(request), at=timezone.now()),
        "The sheets open what is sealed with this key: the ballot can be fixed.",
    )  # fmt: skip


@require_safe
@at_the_desk
def export(request: HttpRequest, slug: str) -> HttpResponseBase:
    ballot = kept(request, slug)
    if not may_certify(officer(request), ballot):
        raise Http404("The box is handed to its scrutineers and the office.")
    try:
        pieces = export_box(ballot)
    except errors.WrongMoment as error:
        return show(request, ballot, problem=str(error), status=409)
    answer = StreamingHttpResponse(pieces, content_type="application/zip")
    answer["Content-Length"] = pieces.size
    return attached(answer, "EXPORT.zip")


@require_POST
@at_the_desk
def count(request: HttpRequest, slug: str) -> HttpResponse:
    ballot = kept(request, slug)
    form = CountForm(request.POST, request.FILES, papers=_papers(ballot))
    return act(
        request, ballot, "count", form,
        lambda data: bring_count(
            ballot, data["count"], data["signatures"], by=officer(request), at=timezone.now()
        ),
        "The count is here and is being checked. This page says how it ends.",
    )  # fmt: skip


@require_POST
@at_the_desk
def stop_count(request: HttpRequest, slug: str) -> HttpResponse:
    """Call off the check of a count; where it has ended meanwhile, the page says how."""
    ballot = kept(request, slug)
    return act(
        request, ballot, "stop", forms.Form(request.POST),
        lambda data: stop_checking(ballot, by=officer(request), at=timezone.now()),
        "The count that was brought is not checked any further.",
    )  # fmt: skip


def act(
    request: HttpRequest,
    ballot: Ballot,
    name: str,
    form: forms.Form,
    verb: Callable[[dict[str, Any]], object],
    done: str,
) -> HttpResponse:
    """Do what a form asks and go back to the page with `done`, or show the page with the reason why not."""
    if not form.is_valid():
        return show(request, ballot, forms={name: form}, status=422)
    try:
        verb(form.cleaned_data)
    except errors.BallotError as error:
        return show(request, ballot, problem=str(error), status=status_of(error))
    messages.success(request, done)
    return redirect("desk_ballots:scrutiny", ballot.slug)


def show(
    request: HttpRequest,
    ballot: Ballot,
    *,
    forms: dict[str, forms.Form] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page in the order in which things are done; forms only where this person may send them now."""
    by = officer(request)
    placed = SplitKey.objects.select_related("placed_by", "rehearsed_by").filter(ballot=ballot).first()
    appointments = list(ballot.appointments.select_related("user"))
    own = next((one for one in appointments if one.user_id == by.pk), None)
    draft = ballot.state == State.DRAFT and not approved(ballot, Act.FREEZE)
    office, scrutineer = works_for(by, ballot.branch), is_scrutineer_of(by, ballot)
    offered = (
        _before_the_freeze(ballot, placed, office=office, own=own, scrutineer=scrutineer) if draft else {}
    )
    missing = missing_returns(ballot) if ballot.state == State.CLOSED else 0
    check = checking(ballot) if ballot.closed_at and (office or scrutineer) else None
    busy = check is not None and check.is_live
    if ballot.state == State.CLOSED and (office or scrutineer) and not missing and not busy:
        offered["count"] = CountForm(papers=_papers(ballot))
    context = {
        "ballot": ballot,
        "problem": problem,
        "key": placed,
        "fits": placed is None or placed.is_for(ballot.title),
        "appointments": appointments,
        "accepted": sum(one.accepted_at is not None for one in appointments),
        "own": own,
        "office": office,
        "scrutineer": scrutineer,
        "draft": draft,
        "missing": missing,
        "check": check,
        "forms": {name: (forms or {}).get(name, form) for name, form in offered.items()},
    }
    return look_again(render(request, "desk/ballots/scrutiny.html", context, status=status), check)


def _before_the_freeze(
    ballot: Ballot, placed: SplitKey | None, *, office: bool, own: Appointment | None, scrutineer: bool
) -> dict[str, Any]:
    """The forms by which a key gets its keepers."""
    offered: dict[str, Any] = {}
    if office:
        offered |= {"appoint": AppointForm(candidates=may_be_appointed(ballot)), "key": KeyForm()}
    if own:
        offered["accept"] = AcceptForm()
    if scrutineer and placed and not placed.rehearsed_at:
        offered["rehearsal"] = RehearsalForm.for_key(placed)
    return offered


def attached(answer: Any, name: str) -> Any:
    named(answer, name)
    return answer


def _papers(ballot: Ballot) -> int:
    return BoxPaper.objects.filter(ballot=ballot).count()

"""Marks and returns at the desk: papers given out while a ballot runs, and counted after it has closed."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballots import chasing, marking, returning
from ballots.desk.return_forms import MarkForm, return_form
from ballots.desk.views import officer
from ballots.errors import BallotError
from ballots.models import Ballot, KeyedReturn, Method, Unit
from union.accounts.models import User
from union.accounts.roles import branches_of
from union.desk.access import at_the_desk


def working_on(request: HttpRequest, slug: str) -> Ballot:
    """A ballot this person looks after, or that counts members of a branch of theirs. Raises Http404."""
    by = officer(request)
    own = Q(pk__in=Ballot.objects.visible_to(by).values("pk"))
    counted = Q(units__branches__in=branches_of(by).values("pk"))
    found = Ballot.objects.filter(own | counted).exclude(frozen_at=None).distinct()
    return get_object_or_404(found.select_related("branch"), slug=slug)


def units_of(user: User, ballot: Ballot) -> list[Unit]:
    """The units of a ballot that somebody may look after: with a branch of theirs."""
    return list(ballot.units.filter(branches__in=branches_of(user).values("pk")).distinct())


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def marks(request: HttpRequest, slug: str) -> HttpResponse:
    """Mark a member as voting on paper or at a meeting. By POST, and nothing here lists who is marked."""
    ballot, by = working_on(request, slug), officer(request)
    if ballot.by_returns:
        raise Http404("Nobody is marked in a ballot by returns.")
    form = MarkForm(request.POST or None)
    done, status = None, 200
    if form.is_valid():
        number, method = form.cleaned_data["number"], form.cleaned_data["method"]
        try:
            done = marking.mark(ballot, number=number, method=method, by=by)
            form = MarkForm(initial={"method": method})
        except BallotError as error:
            form.add_error("number", str(error))
    if form.errors:
        status = 422
    context = {"ballot": ballot, "form": form, "done": done, "units": marked_units(by, ballot)}
    return render(request, "desk/ballots/marks.html", context, status=status)


@require_POST
@at_the_desk
def unmark(request: HttpRequest, slug: str) -> HttpResponse:
    ballot, by = working_on(request, slug), officer(request)
    try:
        entry = marking.take_mark_back(ballot, number=request.POST.get("number", ""), by=by)
        messages.success(request, f"Taken back: {entry.member.name} can vote by link again.")
    except BallotError as error:
        messages.error(request, str(error))
    return redirect("desk_ballots:marks", slug)


def marked_units(user: User, ballot: Ballot) -> list[tuple[Unit, str, int]]:
    """How many members are marked, by unit and method, for the units of this person."""
    counts = returning.marks_of(ballot)
    return [
        (unit, Method(method).label, counts[unit.pk, method])
        for unit in units_of(user, ballot)
        for method in (Method.PAPER, Method.MEETING)
        if counts[unit.pk, method]
    ]


@require_safe
@at_the_desk
def returns(request: HttpRequest, slug: str) -> HttpResponse:
    """Which returns there are to be, and where each stands; a figure only where both officers have keyed."""
    ballot, by = working_on(request, slug), officer(request)
    own = ballot.units.filter(pk__in=[unit.pk for unit in units_of(by, ballot)])
    keyed_here = returning.keyed_by(by, own)
    rows = [(due, due.unit.pk in keyed_here) for due in returning.returns_due(ballot, units=own)]
    missing = [due for due, _ in rows if due.agreed is None]
    context = {
        "ballot": ballot,
        "rows": rows,
        "missing": missing,
        "keys_now": ballot.state in returning.keyed_in(ballot),
        "may_chase": chasing.may_chase(by, ballot) and bool(missing),
    }
    return render(request, "desk/ballots/returns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def key(request: HttpRequest, slug: str, unit: int, method: str) -> HttpResponse:
    """The figures of one unit and method, as this officer counted them, without those of the other."""
    ballot, by = working_on(request, slug), officer(request)
    due = due_at(ballot, by, unit, method)
    form = return_form(request.POST or None, ballot=ballot, mine=own_return(due, by))
    if form.is_valid():
        try:
            agreed = returning.key_return(
                ballot,
                unit=due.unit,
                method=due.method,
                piles=form.piles,
                spoilt=form.cleaned_data["spoilt"],
                remark=form.cleaned_data["remark"],
                by=by,
                at=timezone.now(),
            )
            messages.success(request, _keyed(agreed is not None))
            return redirect("desk_ballots:returns", slug)
        except BallotError as error:
            form.add_error(None, str(error))
    context = {"ballot": ballot, "due": due, "form": form, "both": compared(due, by)}
    return render(request, "desk/ballots/return.html", context, status=422 if form.errors else 200)


@require_POST
@at_the_desk
def chase(request: HttpRequest, slug: str) -> HttpResponse:
    ballot, by = working_on(request, slug), officer(request)
    try:
        asked = chasing.chase_returns(ballot, by=by, at=timezone.now())
        messages.success(request, f"Asked {asked} officer{'' if asked == 1 else 's'} for what is missing.")
    except BallotError as error:
        messages.error(request, str(error))
    return redirect("desk_ballots:returns", slug)


def due_at(ballot: Ballot, by: User, unit: int, method: str) -> returning.Due:
    """The return of this unit and method, for somebody who keys it. Raises Http404."""
    found = get_object_or_404(ballot.units, number=unit)
    rows = returning.returns_due(ballot, units=ballot.units.filter(pk=found.pk))
    due = next((due for due in rows if due.method == method), None)
    if due is None or not returning.may_return(by, found):
        raise Http404("There is no such return.")
    return due


def own_return(due: returning.Due, by: User) -> KeyedReturn | None:
    return next((keyed for keyed in due.keyed if keyed.keyed_by_id == by.pk), None)


def compared(due: returning.Due, by: User) -> list[KeyedReturn]:
    """Both returns beside each other, for somebody who has keyed one of two that differ."""
    if own_return(due, by) is None or due.agreed or len(due.keyed) < 2:
        return []
    return list(due.keyed)


def _keyed(agreed: bool) -> str:
    if agreed:
        return "Saved. Both officers counted the same: the return is complete."
    return "Saved. A second officer now keys the same return without seeing your figures."

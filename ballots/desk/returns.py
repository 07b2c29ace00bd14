"""Marks and returns at the desk: papers given out while a ballot runs, and counted after it has closed."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ballots import chasing, marking, returning
from ballots.desk.access import officer, status_of
from ballots.desk.return_forms import MarkForm, ReturnForm, return_form
from ballots.drafting import works_for
from ballots.errors import BallotError
from ballots.models import Ballot, KeyedReturn, Method, RollEntry, State, Unit
from union.accounts.models import User
from union.desk.access import at_the_desk
from union.methods import READ_OR_POST


def working_on(request: HttpRequest, slug: str) -> Ballot:
    """A fixed ballot that counts members of a branch of this person's. Raises Http404."""
    found = Ballot.objects.counting_for(officer(request)).select_related("branch")
    return get_object_or_404(found, slug=slug)


@READ_OR_POST
@at_the_desk
def marks(request: HttpRequest, slug: str) -> HttpResponse:
    """Mark a member as voting on paper or at a meeting. By POST, and nothing here lists who is marked."""
    ballot = marking_in(request, slug)
    form = MarkForm(request.POST or None)
    if not form.is_valid():
        return marks_page(request, ballot, form)
    number, method = form.cleaned_data["number"], form.cleaned_data["method"]
    try:
        done = marking.mark(ballot, number=number, method=method, by=officer(request))
    except BallotError as error:
        form.add_error("number", str(error))
        return marks_page(request, ballot, form)
    return marks_page(request, ballot, MarkForm(initial={"method": method}), done=done)


@require_POST
@at_the_desk
def unmark(request: HttpRequest, slug: str) -> HttpResponse:
    ballot = marking_in(request, slug)
    try:
        entry = marking.take_mark_back(ballot, number=request.POST.get("number", ""), by=officer(request))
    except BallotError as error:
        return marks_page(request, ballot, MarkForm(), problem=str(error), status=status_of(error))
    messages.success(request, f"Taken back: {entry.member.name} can vote by link again.")
    return redirect("desk_ballots:marks", slug)


def marking_in(request: HttpRequest, slug: str) -> Ballot:
    """A ballot in which this person marks members. Raises Http404."""
    ballot = working_on(request, slug)
    if ballot.by_returns:
        raise Http404("Nobody is marked in a ballot by returns.")
    return ballot


def marks_page(
    request: HttpRequest,
    ballot: Ballot,
    form: MarkForm,
    *,
    done: RollEntry | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    by = officer(request)
    units = marked_units(by, ballot)
    keyed_here = returning.keyed_by(by, returning.units_of(by, ballot))
    context = {
        "ballot": ballot,
        "form": form,
        "done": done,
        "problem": problem,
        "units": units,
        "hands_on": any(unit.pk not in keyed_here for unit, _method, _number in units),
        "takes_marks": marking.takes_marks(ballot, at=timezone.now()),
        "works_here": works_for(by, ballot.branch),
    }
    return render(request, "desk/ballots/marks.html", context, status=422 if form.errors else status)


def marked_units(user: User, ballot: Ballot) -> list[tuple[Unit, str, int]]:
    """How many members are marked, by unit and method, for the units of this person."""
    counts = returning.marks_of(ballot)
    return [
        (unit, Method(method).label, counts[unit.pk, method])
        for unit in returning.units_of(user, ballot)
        for method in (Method.PAPER, Method.MEETING)
        if counts[unit.pk, method]
    ]


@require_safe
@at_the_desk
def returns(request: HttpRequest, slug: str) -> HttpResponse:
    """Which returns there are to be, and where each stands; a figure only where both officers have keyed."""
    return returns_page(request, working_on(request, slug))


@dataclass(frozen=True)
class Row:
    """A return as one officer sees it: whether they may key it, and whether they have."""

    due: returning.Due
    may_key: bool
    is_keyed: bool


def returns_page(
    request: HttpRequest, ballot: Ballot, *, problem: str = "", status: int = 200
) -> HttpResponse:
    by, phase = officer(request), phase_of(ballot)
    own = returning.units_of(by, ballot)
    keyed_here = returning.keyed_by(by, own)
    rows = [
        Row(due, due.unit.pk in keyed_here, own_return(due, by) is not None)
        for due in returning.returns_due(ballot, units=own)
    ]
    rows.sort(key=lambda row: row.due.agreed is not None)  # what is missing first, each in the order of units
    missing = [row.due for row in rows if row.due.agreed is None]
    context = {
        "ballot": ballot,
        "problem": problem,
        "rows": rows,
        "missing": missing,
        "phase": phase,
        "takes_marks": marking.takes_marks(ballot, at=timezone.now()),
        "may_chase": chasing.may_chase(by, ballot) and phase == "now" and bool(missing),
        "works_here": works_for(by, ballot.branch),
    }
    return render(request, "desk/ballots/returns.html", context, status=status)


def phase_of(ballot: Ballot) -> str:
    """Where a ballot stands with its returns: "before" they are keyed, "now", "after", or "void"."""
    if ballot.state == State.VOID:
        return "void"
    if ballot.state in returning.keyed_in(ballot):
        return "now"
    return "after" if ballot.closed_at else "before"


@READ_OR_POST
@at_the_desk
def key(request: HttpRequest, slug: str, unit: int, method: str) -> HttpResponse:
    """The figures of one unit and method, as this officer counted them, without those of the other."""
    ballot, by = working_on(request, slug), officer(request)
    due = due_at(ballot, by, unit, method)
    if request.method != "POST" and phase_of(ballot) != "now":
        return redirect("desk_ballots:returns", slug)  # which says when figures are keyed
    form = return_form(request.POST or None, ballot=ballot, mine=own_return(due, by))
    if form.is_valid():
        try:
            messages.success(request, save(form, due, by=by))
            return redirect("desk_ballots:returns", slug)
        except BallotError as error:
            form.add_error(None, str(error))
    keyed = own_return(due, by) is not None
    context = {
        "ballot": ballot,
        "due": due,
        "form": form,
        "both": [(keyed, form.lines_of(keyed)) for keyed in compared(due, by)],
        "differences": due.differences if keyed else [],
    }
    return render(request, "desk/ballots/return.html", context, status=422 if form.errors else 200)


def save(form: ReturnForm, due: returning.Due, *, by: User) -> str:
    """Key the return as the form says; what that came to, in a sentence."""
    agreed = returning.key_return(
        due.unit.ballot,
        unit=due.unit,
        method=due.method,
        piles=form.piles,
        spoilt=form.cleaned_data["spoilt"],
        remark=form.cleaned_data["remark"],
        by=by,
        at=timezone.now(),
    )
    return _keyed(due, agreed is not None, by)


@require_POST
@at_the_desk
def chase(request: HttpRequest, slug: str) -> HttpResponse:
    ballot, by = working_on(request, slug), officer(request)
    try:
        asked = chasing.chase_returns(ballot, by=by, at=timezone.now())
    except BallotError as error:
        return returns_page(request, ballot, problem=str(error), status=status_of(error))
    messages.success(request, f"Asked {asked} officer{'' if asked == 1 else 's'} for what is missing.")
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
    """Both returns beside each other, for somebody who has keyed one of two that differ and may compare."""
    if own_return(due, by) is None or due.agreed or len(due.keyed) < 2:
        return []
    if not returning.may_compare(by, due.unit, due.method):
        return []
    return list(due.keyed)


def _keyed(before: returning.Due, agreed: bool, by: User) -> str:
    """What saving came to; `before` is the return as it stood until then."""
    if agreed:
        return "Saved. Both officers counted the same: the return is complete."
    if before.agreed:
        return (
            "Saved, and the return is no longer complete: it counts again once a second officer has keyed "
            "the same. The other officer gets a letter."
        )
    if any(keyed.keyed_by_id != by.pk for keyed in before.keyed):
        return (
            "Saved, but the figures differ from a colleague’s. Count again; the other officer gets a letter."
        )
    return "Saved. A second officer now keys the same return without seeing your figures, and gets a letter."

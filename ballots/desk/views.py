"""Ballots at the desk: what my branches decide, what comes next, and the acts that take two people."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballots import approving, errors
from ballots.desk.forms import TwoClaimsForm, first_initial, initial_of
from ballots.desk.steps import Step, is_moving, step_for
from ballots.eligibility import read_rules, who_is_unreachable
from ballots.freezing import database_warning
from ballots.models import Act, Approval, Ballot, State
from ballots.pay_shown import claims_of
from ballots.turnout import turnout_of
from ballots.two_claims import draw_up_two_claims, read_two_claims, redraw_two_claims
from union.accounts.models import User
from union.accounts.roles import branches_of
from union.desk.access import at_the_desk

LOOK_AGAIN = 5  # seconds, while the worker is about to change something


def mine(request: HttpRequest, slug: str) -> Ballot:
    """A ballot this person may work on. Raises Http404 for every other, as if it did not exist."""
    return get_object_or_404(
        Ballot.objects.visible_to(request.user).select_related("branch", "pay_scale"), slug=slug
    )


def officer(request: HttpRequest) -> User:
    assert request.user.is_authenticated  # at_the_desk has seen to it
    return request.user


@require_safe
@at_the_desk
def ballots(request: HttpRequest) -> HttpResponse:
    found = Ballot.objects.visible_to(request.user).select_related("branch")
    rows = [(ballot, turnout_of(ballot) if _has_turnout(ballot) else None) for ballot in found]
    return render(request, "desk/ballots/list.html", {"rows": rows})


@require_safe
@at_the_desk
def ballot(request: HttpRequest, slug: str) -> HttpResponse:
    return show(request, mine(request, slug))


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def new(request: HttpRequest) -> HttpResponse:
    by = officer(request)
    branches = branches_of(by)
    form = TwoClaimsForm(
        request.POST or None, branches=branches, initial=first_initial(branches.first(), timezone.localdate())
    )
    if form.is_valid():
        try:
            drawn = draw_up_two_claims(
                form.two_claims, branch=form.cleaned_data["branch"], by=by, at=timezone.now()
            )
            return redirect("desk_ballots:ballot", drawn.slug)
        except errors.BallotError as error:
            form.add_error(None, str(error))
    return render(request, "desk/ballots/form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a draft of the two-claims shape; a ballot that is fixed has no such page."""
    found, by = mine(request, slug), officer(request)
    two = read_two_claims(found)
    if two is None or found.branch is None or found.state != State.DRAFT:
        raise Http404("This ballot cannot be changed here.")
    form = TwoClaimsForm(
        request.POST or None,
        branches=branches_of(by).filter(pk=found.branch.pk),
        initial=initial_of(two, found.branch),
    )
    if form.is_valid():
        try:
            redraw_two_claims(found, form.two_claims, by=by, at=timezone.now())
            return redirect("desk_ballots:ballot", found.slug)
        except errors.BallotError as error:
            form.add_error(None, str(error))
    context = {"form": form, "ballot": found}
    return render(request, "desk/ballots/form.html", context, status=422 if form.errors else 200)


@require_POST
@at_the_desk
def propose(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    found = mine(request, slug)
    return decide(
        request, found, lambda: approving.propose(found, _act(act), by=officer(request), at=timezone.now())
    )


@require_POST
@at_the_desk
def approve(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    found = mine(request, slug)
    return decide(
        request,
        found,
        lambda: approving.approve(_proposal(request, found, act), by=officer(request), at=timezone.now()),
    )


@require_POST
@at_the_desk
def withdraw(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    found = mine(request, slug)
    return decide(
        request,
        found,
        lambda: approving.withdraw(_proposal(request, found, act), by=officer(request), at=timezone.now()),
    )


def decide(request: HttpRequest, ballot: Ballot, verb: Callable[[], object]) -> HttpResponse:
    """Do it and go back to the ballot's page, or show that page with the reason why not."""
    try:
        verb()
    except errors.NotYours as error:
        return show(request, ballot, problem=str(error), status=403)
    except errors.BallotError as error:
        return show(request, ballot, problem=str(error), status=409)
    return redirect("desk_ballots:ballot", ballot.slug)


def show(request: HttpRequest, ballot: Ballot, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The ballot's page: state, what comes next, the form as members see it, the roll; never a count."""
    step = step_for(officer(request), ballot)
    questions = list(ballot.questions.prefetch_related("options"))
    context = {
        "ballot": ballot,
        "problem": problem,
        "step": step,
        "moving": is_moving(ballot, step, at=timezone.now()),
        "questions": questions,
        "claims": claims_of(ballot, questions),
        "rules": read_rules(ballot.rules).in_words(),
        "unreachable": list(who_is_unreachable(ballot)[:50]) if ballot.state == State.DRAFT else [],
        "turnout": turnout_of(ballot) if _has_turnout(ballot) else None,
        "warning": database_warning() if ballot.state == State.DRAFT else "",
        "history": ballot.approvals.select_related("proposer", "approver"),
        "may_change": _may_change(ballot, step),
    }
    answer = render(request, "desk/ballots/ballot.html", context, status=status)
    if context["moving"]:
        answer["Refresh"] = str(
            LOOK_AGAIN
        )  # works without scripts; the page also has a link that looks again
    return answer


def _may_change(ballot: Ballot, step: Step | None) -> bool:
    """Whether this is a draft of the short form's shape that two officers have not agreed on."""
    agreed = step is not None and step.waits_for_worker
    return ballot.state == State.DRAFT and not agreed and read_two_claims(ballot) is not None


def _has_turnout(ballot: Ballot) -> bool:
    """While a ballot runs and until its result says it exactly."""
    return ballot.state in (State.OPEN, State.PAUSED, State.CLOSED, State.COUNTED, State.CERTIFIED)


def _act(act: str) -> Act:
    if act not in Act.values:
        raise Http404("There is no such act.")
    return Act(act)


def _proposal(request: HttpRequest, ballot: Ballot, act: str) -> Approval:
    """The pending proposal that was shown on the page sent. Raises NothingProposed."""
    shown = request.POST.get("approval", "")
    proposal = approving.pending(ballot, _act(act))
    if proposal is None or shown != str(proposal.pk):
        raise errors.NothingProposed
    return proposal

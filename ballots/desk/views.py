"""Ballots at the desk: the list, the page where everything about one is found, the acts of two people."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ballots import agreeing, approving, errors, under_way
from ballots.desk.access import mine, officer, sent, status_of
from ballots.desk.forms import ExtensionForm, ReasonForm
from ballots.desk.set_up import as_members_see
from ballots.desk.steps import ASKS, GRAVE, decisions_of, is_moving, means_of, other_acts, steps_for
from ballots.desk.timeline import history_of, timeline_of
from ballots.desk.turnout import has_turnout
from ballots.desk.under_way import under_way as what_is_under_way
from ballots.drafting import works_for
from ballots.eligibility import read_rules
from ballots.freezing import database_warning
from ballots.marking import takes_marks
from ballots.models import BEFORE_RESULT, WITH_REASON, Act, Approval, Ballot, State, Unit
from ballots.pay_shown import claims_of
from ballots.returning import Due, keyed_in, keyed_now, returns_due, units_of
from ballots.thresholds import bars_of
from ballots.turnout import turnout_of
from union.accounts.models import Role, User
from union.accounts.roles import branches_of
from union.desk.access import at_the_desk
from union.jobs.showing import look_again
from union.methods import READ_OR_POST

A_PAGE = 50
LOOK_AGAIN = 5  # seconds, while the worker is about to change something


@require_safe
@at_the_desk
def ballots(request: HttpRequest) -> HttpResponse:
    """One's own ballots, and national ones in which there is something to do for one's branches.

    A page of them, found by a word of the title or the branch and by the state; what waits for a second
    person comes first, wherever its dates would put it.
    """
    by = officer(request)
    own = Ballot.objects.visible_to(by)
    sieve = sieve_of(request)
    pages = pages_of(in_turn(sieve.let_through(own)))
    page = pages.get_page(request.GET.get("page"))
    found = list(page)
    asked = asked_in(found)
    context = {
        "rows": [
            (ballot, turnout_of(ballot) if has_turnout(ballot) else None, asked.get(ballot.pk))
            for ballot in found
        ],
        "page": page,
        "sieve": sieve,
        "states": State.choices,
        "is_long": pages.num_pages > 1 or sieve.query,
        "national": parts_in(by, but=own) if page.number == 1 and not sieve.query else [],
        "may_draw_up": by.roles.exclude(kind=Role.Kind.SCRUTINEER).exists(),
    }
    return render(request, "desk/ballots/list.html", context)


@dataclass(frozen=True)
class Sieve:
    """What an officer looks for in a long list; empty words let everything through."""

    words: str = ""
    state: str = ""

    @property
    def query(self) -> str:
        """For an address."""
        asked = {"q": self.words, "state": self.state}
        return urlencode({name: value for name, value in asked.items() if value})

    def let_through(self, ballots: QuerySet[Ballot]) -> QuerySet[Ballot]:
        found = ballots.filter(state=self.state) if self.state else ballots
        for word in self.words.split():
            found = found.filter(Q(title__icontains=word) | Q(branch__name__icontains=word))
        return found


def sieve_of(request: HttpRequest) -> Sieve:
    """What the address asks for; a state that does not exist is left away."""
    words, state = request.GET.get("q", "").replace("\0", ""), request.GET.get("state", "")
    return Sieve(" ".join(words.split())[:100], state if state in State.values else "")


def in_turn(ballots: QuerySet[Ballot]) -> QuerySet[Ballot]:
    """What waits for a second person, then the latest to close."""
    waits = Exists(Approval.objects.filter(ballot=OuterRef("pk"), approver=None, done_at=None))
    return ballots.select_related("branch", "figures").order_by(waits.desc(), "-closes_at", "-pk")


def pages_of(ballots: QuerySet[Ballot]) -> Paginator[Ballot]:
    """A list that fits on one page is not counted as well: most desks have no longer one."""
    first = list(ballots[: A_PAGE + 1])
    return Paginator(first if len(first) <= A_PAGE else ballots, A_PAGE)


def asked_in(ballots: list[Ballot]) -> dict[int, Approval]:
    """What waits for a second person, by ballot; the latest where it is several."""
    waiting = Approval.objects.filter(ballot__in=ballots, approver=None, done_at=None)
    return {one.ballot_id: one for one in waiting.select_related("proposer").order_by("pk")}


@dataclass(frozen=True)
class Part:
    """What somebody does for their branches in a ballot that others run."""

    ballot: Ballot
    follows: bool
    marks: bool
    keys: bool
    is_in: bool  # all that is to be keyed, by two officers alike


def parts_in(by: User, *, but: QuerySet[Ballot]) -> list[Part]:
    """National ballots with something to do for one's own branches: turnout, papers, returns."""
    at = timezone.now()
    running = Ballot.objects.filter(branch=None, state__in=BEFORE_RESULT)
    others = running.exclude(pk__in=but.order_by().values("pk"))
    if not others.exists():
        return []
    keyed = set(keyed_now(by).filter(pk__in=others).values_list("pk", flat=True))
    own = Unit.objects.filter(ballot__in=keyed, branches__in=branches_of(by).values("pk"))
    missing = set(own.filter(returns=None).values_list("ballot", flat=True))
    parts = [
        Part(
            ballot,
            follows=has_turnout(ballot),
            marks=takes_marks(ballot, at=at),
            keys=ballot.pk in keyed,
            is_in=ballot.pk not in missing,
        )
        for ballot in others.counting_for(by)
    ]
    return [part for part in parts if part.follows or part.marks or part.keys]


@require_safe
@at_the_desk
def ballot(request: HttpRequest, slug: str) -> HttpResponse:
    return show(request, slug)


@READ_OR_POST
@at_the_desk
def propose(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """What an act means and, where members are told why, its reason; sent, it waits for a second person."""
    found, wanted = mine(request, slug), act_called(act)
    if not approving.may_propose(officer(request), found):
        return show(request, found.slug, problem=errors.NotYours.sentence, status=403)
    form = reason_form(request, found, wanted)
    if request.method != "POST" or (form and not form.is_valid()):
        return proposal_page(request, found, wanted, form)
    reason = form.cleaned_data["reason"] if form else ""
    later = form.closes_at if isinstance(form, ExtensionForm) else None
    at = timezone.now()
    try:
        approving.propose(found, wanted, by=officer(request), at=at, reason=reason, closes_at=later)
    except errors.BallotError as error:
        if form is None:
            return show(request, found.slug, problem=str(error), status=409)
        form.add_error(None, str(error))
        return proposal_page(request, found, wanted, form)
    return redirect("desk_ballots:ballot", found.slug)


@READ_OR_POST
@at_the_desk
def approve(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """The one page of the second person: everything they agree to, and their yes or no."""
    found = mine(request, slug)
    if request.method != "POST":
        return agreement_page(request, found, act_called(act))
    return decide(
        request,
        found,
        lambda: agreeing.agree(_proposal(request, found, act), by=officer(request), at=timezone.now()),
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


@require_POST
@at_the_desk
def call_off(request: HttpRequest, slug: str) -> HttpResponse:
    """Call off a freeze that was agreed on and is not done."""
    found = mine(request, slug)
    return decide(request, found, lambda: under_way.call_off(found, by=officer(request), at=timezone.now()))


def decide(request: HttpRequest, ballot: Ballot, verb: Callable[[], object]) -> HttpResponse:
    """Do it and go back to the ballot's page, or show that page with the reason why not."""
    try:
        verb()
    except errors.BallotError as error:
        return show(request, ballot.slug, problem=str(error), status=status_of(error))
    return redirect("desk_ballots:ballot", ballot.slug)


def show(request: HttpRequest, slug: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The ballot's page: what comes next, the timeline, the form as members see it; never a count."""
    by, at = officer(request), timezone.now()
    decisions = decisions_of(slug)
    ballot = mine(request, slug)  # read after them: an act that ends meanwhile is waited for, or done
    steps = steps_for(by, ballot, decisions=decisions)
    work = what_is_under_way(ballot, by=by)
    others = other_acts(by, ballot, steps)
    works_here = bool(others) or works_for(by, ballot.branch)  # who is offered an act works here
    history = history_of(ballot)
    returns = returns_to_key(by, ballot) if works_here else []
    missing = [due for due in returns if due.agreed is None]
    context = {
        "ballot": ballot,
        "problem": problem,
        "steps": steps,
        "under_way": work,
        "others": others,
        "moving": is_moving(ballot, steps, at=at, returns_missing=bool(missing)),
        "timeline": timeline_of(ballot, decisions=decisions, history=history, reports=work.reports),
        "decisions": decisions,
        "history": history,
        **_what_is_asked(ballot),
        "extensions": list(ballot.extensions.all()),
        "turnout": turnout_of(ballot) if has_turnout(ballot) else None,
        "takes_marks": works_here and takes_marks(ballot, at=at),
        "returns": returns,
        "missing": missing,
        "warning": database_warning() if ballot.state == State.DRAFT else "",
        "works_here": works_here,
        "may_change": works_here and _may_change(ballot),
    }
    answer = render(request, "desk/ballots/ballot.html", context, status=status)
    if problem:  # which stays until it has been read; its address may take no look
        return answer
    if context["moving"]:  # works without scripts; the page also has a link that looks again
        answer["Refresh"] = str(LOOK_AGAIN)
    return look_again(answer, work.job)


def _what_is_asked(ballot: Ballot) -> dict[str, object]:
    """The form as members see it, whom it is for and what the result is held against."""
    questions = list(ballot.questions.prefetch_related("options"))
    return {
        "questions": questions,
        "thresholds": bars_of(ballot, questions),
        "claims": claims_of(ballot, questions),
        "rules": read_rules(ballot.rules).in_words(),
    }


def returns_to_key(by: User, ballot: Ballot) -> list[Due]:
    """The returns of one's own branches while they are keyed; none at any other time."""
    if ballot.state not in keyed_in(ballot):
        return []
    return returns_due(ballot, units=units_of(by, ballot))


def reason_form(request: HttpRequest, ballot: Ballot, act: Act) -> ReasonForm | None:
    """The form of an act that members are told the reason of; None for the others."""
    data = sent(request)
    if act == Act.EXTENSION:
        closes = timezone.localtime(ballot.closes_at)
        return ExtensionForm(data, initial={"closes_on": closes.date(), "closes_time": closes.time()})
    return ReasonForm(data) if act in WITH_REASON else None


def proposal_page(request: HttpRequest, ballot: Ballot, act: Act, form: ReasonForm | None) -> HttpResponse:
    try:
        approving.refuse_wrong_moment(ballot, act)
    except errors.BallotError as error:
        return show(request, ballot.slug, problem=str(error), status=409)
    context = {
        "ballot": ballot,
        "act": act,
        "form": form,
        "means": means_of(act, ballot),
        "asks": ASKS[act],
        "grave": act in GRAVE,
    }
    failed = form is not None and bool(form.errors)
    return render(request, "desk/ballots/propose.html", context, status=422 if failed else 200)


def agreement_page(request: HttpRequest, ballot: Ballot, act: Act) -> HttpResponse:
    """Everything on one page; without a proposal that waits there is nothing to agree to."""
    steps = steps_for(officer(request), ballot, decisions=decisions_of(ballot.slug))
    step = next((step for step in steps if step.act == act and step.approval), None)
    if step is None or step.waits_for_worker:
        return redirect("desk_ballots:ballot", ballot.slug)
    shown = as_members_see(ballot) if act == Act.FREEZE else {"ballot": ballot}
    works_here = works_for(officer(request), ballot.branch)
    return render(request, "desk/ballots/approve.html", shown | {"step": step, "works_here": works_here})


def act_called(act: str) -> Act:
    """Raises Http404 for the name of no act."""
    if act not in Act.values:
        raise Http404("There is no such act.")
    return Act(act)


def _may_change(ballot: Ballot) -> bool:
    """Whether this is a draft that two people have not agreed on."""
    agreed = ballot.approvals.filter(act=Act.FREEZE, approver__isnull=False, done_at=None)
    return ballot.state == State.DRAFT and not agreed.exists()


def _proposal(request: HttpRequest, ballot: Ballot, act: str) -> Approval:
    """The pending proposal that was shown on the page sent. Raises NothingProposed."""
    shown = request.POST.get("approval", "")
    proposal = approving.pending(ballot, act_called(act))
    if proposal is None or shown != str(proposal.pk):
        raise errors.NothingProposed
    return proposal

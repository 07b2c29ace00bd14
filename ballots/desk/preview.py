"""The booth as a member will see it, at a pay point of one's choice. Nothing that is pressed is recorded.

These are the booth's own templates and its own form; no roll entry, no link and no slip exists.
"""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ballots.casting import make_tracker
from ballots.desk.access import mine, officer, sent
from ballots.drafting import works_for
from ballots.forms import FIGURES, PaperForm
from ballots.models import Ballot, State
from ballots.pay_shown import claims_of, gains_at, pay_at
from ballots.thresholds import bars_of
from union.desk.access import at_the_desk
from union.methods import READ_OR_POST
from union.numbers import number_in
from union.pay.claims import Worked
from union.pay.own_pay import OwnPayForm

SAMPLE = "preview: no paper was made"


@READ_OR_POST
@at_the_desk
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The three pages of the booth, one after the other, from the same address."""
    ballot = mine(request, slug)
    if "cast" in request.POST:
        return page(
            request, ballot, "receipt", {"tracker": make_tracker(), "digest": SAMPLE, "signature": SAMPLE}
        )
    hours = OwnPayForm(request.POST, scale=ballot.pay_scale) if ballot.pay_scale else None
    form = paper(request, ballot, worked=hours.worked if hours else None)
    if form.is_valid():
        return page(request, ballot, "review", {"tracker": make_tracker(), "chosen": form.chosen})
    point = point_in(request, ballot)
    context = {
        "form": form,
        "hours": hours,
        "worked": hours.worked if hours else None,
        "claims": claims_of(ballot, form.questions),
        "thresholds": bars_of(ballot, form.questions),
        "scale": ballot.pay_scale,
        "own_point": point,
        "points": list(ballot.pay_scale.points.all()) if ballot.pay_scale else [],
    }
    return page(request, ballot, "choose", context)


def paper(request: HttpRequest, ballot: Ballot, *, worked: Worked | None) -> PaperForm:
    """The ballot's form, with the gains at the pay point asked for; unbound until a choice is sent."""
    questions = list(ballot.questions.prefetch_related("options"))
    gains = gains_at(questions, pay_at(ballot, point_in(request, ballot)), worked=worked)
    looks_again = FIGURES in request.POST or "change" in request.POST
    form = PaperForm(questions, None if looks_again else sent(request), gains=gains)
    if FIGURES in request.POST:
        form.show_as_sent(request.POST)
    return form


def point_in(request: HttpRequest, ballot: Ballot) -> int | None:
    """The pay point asked for, or the middle one of the ballot's scale."""
    if asked := number_in(request.GET.get("point")):
        return asked
    numbers = list(ballot.pay_scale.points.values_list("number", flat=True)) if ballot.pay_scale else []
    return numbers[len(numbers) // 2] if numbers else None


def page(request: HttpRequest, ballot: Ballot, name: str, context: Mapping[str, object]) -> HttpResponse:
    to_check = ballot.state == State.DRAFT and works_for(officer(request), ballot.branch)
    shown = {"ballot": ballot, "to_check": to_check, **context}
    form = context.get("form")
    status = 422 if isinstance(form, PaperForm) and form.errors else 200
    return render(request, f"desk/ballots/preview_{name}.html", shown, status=status)

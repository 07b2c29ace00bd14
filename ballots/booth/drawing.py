"""The pages of the booth. An empty paper, the check and the receipt are drawn once in a process.

What is kept is the same for every member of a ballot at one pay point, and holds gaps where a choice, a
tracker, a slip, a signature or a token stands (docs/decisions/0114-drawn-once-with-gaps.md).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from ballots.casting import Receipt
from ballots.fixing import questions_of, scale_of, shows
from ballots.forms import PaperForm
from ballots.models import Ballot, Question, RollEntry
from ballots.pay_shown import claims_of, gains_at, pay_at
from union.gaps import Kept
from union.pages.drawn_once import draw
from union.pay.own_pay import OwnPayForm

KEPT = Kept(most=200)  # some 15 MB: a national ballot has two for each pay point


def form_for(entry: RollEntry, *, hours: OwnPayForm | None, **kwargs: Any) -> PaperForm:
    """The ballot's form, with what each option gives at the member's own pay point and hours."""
    questions = questions_of(entry.ballot)
    annual = pay_at(entry.ballot, entry.pay_point)
    worked = hours.worked if hours else None
    return PaperForm(questions, gains=gains_at(questions, annual, worked=worked), **kwargs)


def hours_in(sent: Mapping[str, str], ballot: Ballot) -> OwnPayForm | None:
    """Hours and weeks a member may give to see her own figures; they stand in her page alone."""
    scale = scale_of(ballot)
    return OwnPayForm(sent, scale=scale) if scale else None


def empty_paper(request: HttpRequest, entry: RollEntry) -> HttpResponse:
    """The paper as everybody at the member's pay point first sees it."""

    def context(own: Mapping[str, object]) -> Mapping[str, object]:
        hours = hours_in({}, entry.ballot)
        return _of_paper(entry, form_for(entry, hours=hours), hours)

    seen = (*shows(entry.ballot), entry.pay_point)
    return draw(request, "ballots/booth_choose.html", kept=KEPT, shows=seen, context=context, own={})


def paper(
    request: HttpRequest, entry: RollEntry, form: PaperForm, *, hours: OwnPayForm | None
) -> HttpResponse:
    """The paper with choices, hours or complaints of one member: drawn for her alone."""
    status = 422 if form.errors else 200
    return render(request, "ballots/booth_choose.html", _of_paper(entry, form, hours), status=status)


def check(
    request: HttpRequest,
    ballot: Ballot,
    *,
    chosen: Sequence[tuple[Question, SafeString]],
    hours: SafeString,
    tracker: str,
    slip: str,
) -> HttpResponse:
    """The choices and the tracker, before anything is cast. `hours` are those to bring along, hidden."""

    def context(own: Mapping[str, object]) -> Mapping[str, object]:
        return {"ballot": ballot, "chosen": [(q, own[f"answer_{q.number}"]) for q, _ in chosen]}

    answers = {f"answer_{question.number}": answer for question, answer in chosen}
    own = {"hours": hours, "tracker": tracker, "slip": slip, **answers}
    seen = shows(ballot)
    return draw(request, "ballots/booth_review.html", kept=KEPT, shows=seen, context=context, own=own)


def receipt(request: HttpRequest, given: Receipt) -> HttpResponse:
    """What a voter keeps."""

    def context(own: Mapping[str, object]) -> Mapping[str, object]:
        return {"ballot": given.ballot}

    own = {"tracker": given.tracker, "digest": given.digest, "signature": given.signature}
    seen = shows(given.ballot)
    return draw(request, "ballots/booth_receipt.html", kept=KEPT, shows=seen, context=context, own=own)


def _of_paper(entry: RollEntry, form: PaperForm, hours: OwnPayForm | None) -> dict[str, object]:
    ballot = entry.ballot
    return {
        "ballot": ballot,
        "form": form,
        "hours": hours,
        "worked": hours.worked if hours else None,
        "claims": claims_of(ballot, form.questions),
        "scale": scale_of(ballot),
        "own_point": entry.pay_point,
    }

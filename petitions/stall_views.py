"""The phone at a stall: an empty form, a thank-you, the next person. No login, nothing kept on the phone."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from petitions import doubts, stalls
from petitions.limiting import guard_of
from petitions.models import Stall
from petitions.signing import NotTakingSignatures
from petitions.stall_forms import StallSignForm
from petitions.stalls import StallOver
from union.accounts.adapters import client_address
from union.languages import language_here, page_is_welsh
from union.methods import READ_OR_POST
from union.numbers import number_in

TURN = "stall-turn"  # a cookie: when the last person at this phone was done
A_DAY = 86_400


@READ_OR_POST
@never_cache
def stall(request: HttpRequest, code: str) -> HttpResponse:
    """The form of the next person; that of somebody before, sent again by the back button, comes up empty."""
    found, at = stalls.find(code), timezone.now()
    if found is None or not found.is_running(at):
        return _over(request, found)
    if not found.petition.takes_signatures(at):
        return _page(request, found, status=409 if request.method == "POST" else 200)
    if request.method != "POST":
        return _page(request, found, form=StallSignForm(petition=found.petition), at=at)
    if _is_of_somebody_before(request):
        return redirect("petition_stall", code=code)
    form, stamp = StallSignForm(request.POST, petition=found.petition), request.POST.get(doubts.STAMP, "")
    if not form.is_valid():
        return _page(request, found, form=form, stamp=stamp, status=422)
    return _sign(request, found, form, code=code, at=at)


@require_safe
@never_cache
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """Hand the phone back: nothing of the person who signed is on this page."""
    found, at = stalls.find(code), timezone.now()
    if found is None or not found.is_running(at):
        return _over(request, found)
    return render(request, "petitions/stall_thanks.html", _words(found, code))


def _sign(
    request: HttpRequest, stall: Stall, form: StallSignForm, *, code: str, at: datetime
) -> HttpResponse:
    signer, stamp = form.signer(), request.POST.get(doubts.STAMP, "")
    address = client_address(request)
    over = stalls.doubt_at(stall, guard=guard_of(stall.petition), address=address, email=signer.email, at=at)
    trapped = doubts.doubt(stall.petition, trap=request.POST.get(doubts.TRAP, ""), stamped=stamp, at=at)
    try:
        stalls.sign_at(stall, signer=signer, doubt=trapped or over, language=language_here(), at=at)
    except (StallOver, NotTakingSignatures):
        return _page(request, stall, status=409)
    answer = redirect("petition_stall_thanks", code=code)
    # The forms drawn until now are of people who are done.
    answer.set_cookie(
        TURN, stamp, max_age=A_DAY, httponly=True, samesite="Strict", secure=request.is_secure()
    )
    return answer


def _page(
    request: HttpRequest,
    stall: Stall,
    *,
    form: StallSignForm | None = None,
    stamp: str = "",
    at: datetime | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _words(stall, stalls.code_of(stall)) | {
        "form": form,
        "stamp": stamp or (doubts.stamp(stall.petition, at=at) if at else ""),
    }
    return render(request, "petitions/stall.html", context, status=status)


def _over(request: HttpRequest, stall: Stall | None) -> HttpResponse:
    """A stall that has ended says so; an unknown code gets the same words, and tells nothing."""
    return render(request, "petitions/stall_ended.html", status=410 if stall else 404)


def _words(stall: Stall, code: str) -> dict[str, object]:
    petition = stall.petition
    return {
        "stall": stall,
        "code": code,
        "petition": petition,
        "title": petition.words("title"),
        "demand": petition.words("demand"),
        "decision_maker": petition.words("decision_maker"),
        "welsh": page_is_welsh(),
        "other_language": _other_language(code) if petition.speaks_welsh else "",
    }


def _other_language(code: str) -> str:
    """The same page in the language that this one is not in."""
    with override("en-gb" if page_is_welsh() else "cy"):
        return reverse("petition_stall", args=[code])


def _is_of_somebody_before(request: HttpRequest) -> bool:
    """Whether the form was drawn before the last person at this phone was done."""
    last, sent = request.COOKIES.get(TURN, ""), request.POST.get(doubts.STAMP, "")
    return bool(last) and _drawn_at(sent) <= _drawn_at(last)


def _drawn_at(stamp: str) -> int:
    """When a form was drawn, as it says itself; whether it is genuine is another question."""
    return number_in(stamp.partition(":")[0].partition(".")[2])

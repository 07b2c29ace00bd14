"""The voting booth: open the link, choose, review, cast. GET never votes and never spends a link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from ballots import casting, errors, inviting, linking
from ballots.booth_doors import BoothLeft, credential_in, in_the_booth, let_in, refusal
from ballots.forms import LostLinkForm, PaperForm, initial_of
from ballots.linking import Credential
from ballots.models import Ballot, Option, Question, RollEntry, State
from ballots.pay_shown import claims_of, gives, pay_at
from ballots.slips import Slip, SlipExpired, SlipUnreadable, read_slip, write_slip


@in_the_booth("GET", "HEAD")
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Turn a voting link into the cookie of the booth; may be fetched for ever by a mail scanner."""
    credential = linking.credential_from_token(token)
    answer = redirect("ballots:booth")
    let_in(answer, credential)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@in_the_booth("GET", "HEAD", "POST")
def booth(request: HttpRequest) -> HttpResponse:
    """The ballot paper; a POST brings back the slip of somebody who wants to change a choice."""
    try:
        credential = credential_in(request)
    except BoothLeft:
        return outside(request)
    entry = entry_for(credential)
    if entry.has_voted:
        return refusal(request, errors.AlreadyVoted(), ballot=entry.ballot)
    slip = slip_in(request, credential) if request.method == "POST" else None
    form = paper_form(entry, initial=initial_of(slip.answers) if slip else None)
    return paper(request, entry, form)

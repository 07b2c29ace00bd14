"""The voting booth: open the link, choose, review, cast. GET never votes and never spends a link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString

from ballots import casting, codes, errors, limiting, linking, resending
from ballots.booth import drawing
from ballots.booth.doors import credential_in, has_entered, in_the_booth, let_in, refusal
from ballots.booth.forms import CodeForm
from ballots.booth.slips import Slip, read_slip, write_slip
from ballots.fixing import questions_of, scale_of
from ballots.forms import PaperForm, initial_of, looks_again
from ballots.linking import Credential, entry_of
from ballots.models import Ballot, RollEntry
from union.accounts.adapters import client_address
from union.asking import LostLinkForm
from union.languages import language_here
from union.pay.own_pay import hidden_hours


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
    """The ballot paper. A POST brings choices back: from the slip, to change them, or as they were beside the
    hours of somebody who wants to see her own figures. They stand in the page and nowhere else."""
    if request.method != "POST" and not has_entered(request):
        return render(
            request, "ballots/booth_outside.html", {"form": LostLinkForm(), "code_form": CodeForm()}
        )
    credential = credential_in(request)
    entry = _admit(credential)
    if request.method != "POST":
        return drawing.empty_paper(request, entry)
    hours = drawing.hours_in(request.POST, entry.ballot)
    form = drawing.form_for(entry, hours=hours)
    if looks_again(request.POST):
        form.show_as_sent(request.POST)
    else:
        form.initial = initial_of(_slip_in(request, credential).answers)
    return drawing.paper(request, entry, form, hours=hours)


@in_the_booth("GET", "HEAD", "POST")
def review(request: HttpRequest) -> HttpResponse:
    """The choices and the tracker, before anything is cast; both travel on in the slip."""
    if request.method != "POST":
        return redirect("ballots:booth")
    credential = credential_in(request)
    entry = _admit(credential)
    form = PaperForm(questions_of(entry.ballot), request.POST)
    if not form.is_valid():
        hours = drawing.hours_in(request.POST, entry.ballot)
        form = drawing.form_for(entry, hours=hours, data=request.POST)
        return drawing.paper(request, entry, form, hours=hours)
    slip = Slip(form.answers, casting.make_tracker())
    return drawing.check(
        request,
        entry.ballot,
        chosen=form.chosen,
        hours=hidden_hours(request.POST) if scale_of(entry.ballot) else SafeString(),
        tracker=slip.tracker,
        slip=write_slip(slip, credential=credential.pack(), ballot=entry.ballot_id, at=timezone.now()),
    )


@in_the_booth("GET", "HEAD", "POST")
def cast(request: HttpRequest) -> HttpResponse:
    """Cast the paper and show the receipt, in one answer: nothing of it is kept for a second page."""
    if request.method != "POST":
        return redirect("ballots:booth")
    credential = credential_in(request)
    slip = _slip_in(request, credential)
    try:
        receipt = casting.cast_paper(credential, answers=slip.answers, tracker=slip.tracker)
    except errors.AlreadyVoted as error:
        ballot = Ballot.objects.select_related("branch").get(pk=credential.ballot_id)
        return refusal(request, error, ballot=ballot, tracker=slip.tracker)
    return drawing.receipt(request, receipt)


@in_the_booth("GET", "HEAD", "POST")
def enter_by_code(request: HttpRequest) -> HttpResponse:
    """Let in by the code of a posted letter. By POST, so that it stands in no address and no log.

    Only wrong codes stay counted: many members may share one internet address.
    """
    form = CodeForm(request.POST or None)
    if form.is_valid():
        address, at = client_address(request), timezone.now()
        limiting.knock(limiting.CODES, address=address, at=at)
        try:
            credential = codes.credential_from_code(form.cleaned_data["code"])
        except errors.CodeUnknown as error:
            form.add_error("code", str(error))
        else:
            limiting.take_back(limiting.CODES, address=address, at=at)
            answer = redirect("ballots:booth")
            let_in(answer, credential)
            return answer
    status = 422 if form.is_bound else 200
    return render(request, "ballots/booth_code.html", {"code_form": form}, status=status)


@in_the_booth("GET", "HEAD", "POST")
def lost_link(request: HttpRequest) -> HttpResponse:
    """Send a link again. Page, status and statements are the same for every address."""
    form = LostLinkForm(request.POST or None)
    if form.is_valid():
        at = timezone.now()
        limiting.knock(limiting.LOST_LINKS, address=client_address(request), at=at)
        language = language_here()
        resending.ask_again(form.cleaned_data["address"], language=language, at=at)
        return redirect("ballots:link_sent")
    status = 422 if form.is_bound else 200
    return render(request, "ballots/booth_lost_link.html", {"form": form}, status=status)


@in_the_booth("GET", "HEAD")
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "ballots/booth_link_sent.html")


def _admit(credential: Credential) -> RollEntry:
    """The roll entry of somebody who may vote now. Raises AlreadyVoted, BallotClosed and their like."""
    entry = entry_of(credential)
    casting.refuse_who_voted(entry)
    casting.refuse_unless_open(entry.ballot, at=timezone.now())
    return entry


def _slip_in(request: HttpRequest, credential: Credential) -> Slip:
    return read_slip(
        request.POST.get("slip", ""),
        credential=credential.pack(),
        ballot=credential.ballot_id,
        at=timezone.now(),
    )

"""Somebody's own desk: parse, one verb, draw. Nothing in an address here tells who reads what."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from union.accounts.adapters import client_address
from union.asking import Address
from union.desk import me_letters, me_sections
from union.desk.me_links import ExpiredLink, UnknownLink, UsedLink, message_of, spend
from union.desk.me_proofs import Proof, close_desk, open_desk, proof_in
from union.downloads import named
from union.languages import language_here
from union.methods import READ_OR_POST
from union.networks import too_many_tries
from union.tokens import at_a_secret_address

View = TypeVar("View", bound=Callable[..., HttpResponse])

# Each goes to whatever address is typed, known or not. A whole council may sit behind one internet address.
ASKED_A_DAY = 300
TOO_MANY = _("Too many links were asked for from where you are. Try again tomorrow, or from elsewhere.")
NOT_OPEN = _(
    "Your desk is not open in this browser: it closes an hour after you opened it. Nothing was changed. "
    "Ask for a new link."
)


class AskForm(forms.Form):
    email = Address(help_text=_("The one you signed with, or the one your branch has for you."))


def at_my_desk(view: View) -> View:
    """Let in whoever has proved an address, as the keyword `proof`; send everybody else to prove one."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        proof = proof_in(request, at=timezone.now())
        if proof is None:
            messages.warning(request, NOT_OPEN)
            return redirect("me")
        return view(request, *args, proof=proof, **kwargs)

    return cast(View, never_cache(guarded))


@READ_OR_POST
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    """The desk, or the form that asks for its link. A POST is answered alike for every address."""
    at = timezone.now()
    if request.method == "POST":
        form = AskForm(request.POST)
        if not form.is_valid():
            return render(request, "me/ask.html", {"form": form}, status=422)
        if too_many_tries("me", address=client_address(request), most=ASKED_A_DAY, at=at):
            form.add_error("email", TOO_MANY)
            return render(request, "me/ask.html", {"form": form}, status=429)
        address = form.cleaned_data["email"]
        me_letters.ask(address, language=language_here(), at=at)
        return render(request, "me/sent.html", {"address": address})
    proof = proof_in(request, at=at)
    if proof is None:
        return render(request, "me/ask.html", {"form": AskForm()})
    drawn = [
        {"part": part, "html": render_to_string(part.template, dict(context), request)}
        for part, context in me_sections.shown_to(proof.address, at=at)
    ]
    held = bool(drawn or me_sections.what_goes(proof.address))
    return render(request, "me/desk.html", {"proof": proof, "drawn": drawn, "held": held})


# The link is the proof, and browsers send `Origin: null` from a page without referrer: no check of a cookie.
@csrf_exempt
@READ_OR_POST
@never_cache
def open_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button; only POST opens the desk, and a link opens it once."""
    at = timezone.now()
    try:
        message = message_of(token, at=at)
    except UnknownLink:
        return at_a_secret_address(render(request, "me/link_unknown.html", status=404))
    except (ExpiredLink, UsedLink) as refused:
        context = {"expired": isinstance(refused, ExpiredLink)}
        return at_a_secret_address(render(request, "me/link_dead.html", context, status=410))
    if request.method != "POST" or _from_elsewhere(request):
        return at_a_secret_address(render(request, "me/open.html", {"address": message.recipient}))
    spend(message, at=at)
    open_desk(request, address=message.recipient, at=at)
    return at_a_secret_address(redirect("me"))


@require_POST
@never_cache
def close(request: HttpRequest) -> HttpResponse:
    """Close the desk in this browser; again is no error."""
    close_desk(request)
    return redirect("me_closed")


@require_safe
@never_cache
def closed(request: HttpRequest) -> HttpResponse:
    return render(request, "me/closed.html")


@require_safe
@at_my_desk
def download(request: HttpRequest, *, proof: Proof) -> HttpResponse:
    """Everything the apps hold about the proved address, as a file."""
    body = {
        "address": proof.address,
        "made_at": timezone.now(),
        "records": me_sections.everything_about(proof.address),
    }
    answer = JsonResponse(body, json_dumps_params={"indent": 2, "ensure_ascii": False})
    named(answer, "what-we-hold.json")
    return answer


@READ_OR_POST
@at_my_desk
def erase(request: HttpRequest, *, proof: Proof) -> HttpResponse:
    """GET says what goes and what stays; only POST deletes, and closes the desk."""
    if request.method != "POST":
        return render(
            request, "me/erase.html", {"proof": proof, "goes": me_sections.what_goes(proof.address)}
        )
    me_sections.erase_everything(proof.address, at=timezone.now())
    close_desk(request)
    return redirect("me_erased")


@require_safe
@never_cache
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "me/erased.html")


def _from_elsewhere(request: HttpRequest) -> bool:
    """Whether another site sent this form: it would open a stranger's desk in this browser."""
    return request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}

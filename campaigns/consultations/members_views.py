"""Where members on the roll begin: their link, the button that uses it, and the link sent again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.consultations import resending
from campaigns.consultations.entering import (
    Entrance,
    code_taken,
    code_to_offer,
    entrance_of,
    let_in,
    show_out,
)
from campaigns.consultations.errors import (
    AlreadySent,
    ConsultationClosed,
    LinkUsed,
    TooManyKnocks,
    UnknownCode,
    UnknownLink,
)
from campaigns.consultations.finding import find_reply
from campaigns.consultations.frozen import frozen_questions
from campaigns.consultations.holding import hold
from campaigns.consultations.linking import place_behind
from campaigns.consultations.models import Consultation, Reply
from campaigns.consultations.reading import given_in
from campaigns.consultations.taking_part import is_used, take_part
from campaigns.consultations.views import announced, front, holds_a_reply, stopped
from union.accounts.adapters import client_address
from union.asking import LostLinkForm
from union.languages import language_here
from union.methods import READ_OR_POST

TOO_LATE = gettext_lazy(
    "Half an hour has passed since you opened your link, so this page has forgotten it. Nothing of yours is "
    "lost: open the link in your letter again."
)


@never_cache
@require_safe
def enter(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Turn a link into a cookie; may be fetched for ever by a mail scanner."""
    consultation = announced(slug)
    try:
        place = place_behind(token, consultation=consultation)
    except UnknownLink as unknown:
        if consultation.closed_at:  # nothing to ask for again, and half a year later no link is known
            return front(request, consultation, status=410)
        return front(request, consultation, status=404, link_error=str(unknown))
    response = redirect("consultations:invited", slug=slug)
    let_in(response, place)
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@READ_OR_POST
def invited(request: HttpRequest, slug: str) -> HttpResponse:
    """The start page of somebody whose link is proved. GET spends nothing; POST begins or opens."""
    consultation = announced(slug)
    try:
        entrance = entrance_of(request, consultation)
    except UnknownLink:
        if request.method != "POST" or holds_a_reply(request, consultation):
            return redirect(consultation)
        return front(request, consultation, status=403, link_error=TOO_LATE)
    if request.method == "POST":
        return begin(request, entrance)
    return draw(request, entrance)


def draw(request: HttpRequest, entrance: Entrance, *, status: int = 200) -> HttpResponse:
    place = entrance.place
    used = is_used(place)
    own = Reply.objects.filter(participation=place).exclude(state=Reply.State.WITHDRAWN).first()
    context = {
        "place": place,
        "used": used,
        "offered": "" if used else code_to_offer(place),
        "own": own,
        "only_from_desk": own is not None and own.state == Reply.State.SENT and not entrance.from_desk,
    }
    return front(request, place.consultation, status=status, **context)


def begin(request: HttpRequest, entrance: Entrance) -> HttpResponse:
    place, consultation = entrance.place, entrance.place.consultation
    code = code_taken(request.POST.get("code", ""), place)
    try:
        code = take_part(place, code=code, at=timezone.now(), from_desk=entrance.from_desk)
    except ConsultationClosed:
        return stopped(request, consultation, lost=False)
    except AlreadySent:
        return draw(request, entrance, status=409)
    except LinkUsed:
        if not opens_a_reply(consultation, code):  # else the button was pressed twice
            place.refresh_from_db()
            return draw(request, entrance, status=409)
    response = lead_on(consultation, code)
    hold(response, consultation=consultation, code=code)
    show_out(response, consultation)
    return response


def opens_a_reply(consultation: Consultation, code: str) -> bool:
    try:
        return bool(find_reply(consultation, code=code))
    except UnknownCode:
        return False


def lead_on(consultation: Consultation, code: str) -> HttpResponse:
    """To the first question, or to the answers where there are some."""
    reply = find_reply(consultation, code=code)
    if reply.state == Reply.State.SENT or given_in(reply):
        return redirect("consultations:check", slug=consultation.slug)
    first = frozen_questions(reply.version).asked[0]
    return redirect("consultations:question", slug=consultation.slug, key=first.key)


@never_cache
@READ_OR_POST
def lost_link(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a link again. Page, status and statements are the same for every address."""
    consultation = announced(slug)
    if not consultation.for_members:
        return redirect(consultation)
    form = LostLinkForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        at = timezone.now()
        try:
            resending.knock(client_address(request), at=at)
        except TooManyKnocks as refused:
            form.add_error("address", str(refused))
            status = 429
        else:
            language = language_here()
            resending.ask_again(consultation, form.cleaned_data["address"], language=language, at=at)
            return redirect("consultations:link_sent", slug=slug)
    elif form.is_bound:
        status = 422
    context = {"consultation": consultation, "form": form}
    return render(request, "consultations/lost_link.html", context, status=status)


@never_cache
@require_safe
def link_sent(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "consultations/link_sent.html", {"consultation": announced(slug)})

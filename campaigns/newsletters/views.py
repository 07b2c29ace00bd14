"""The public pages of newsletters: parse, one verb, draw."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from campaigns.newsletters import choosing, limiting, links, stopping, subscribing
from campaigns.newsletters.forms import TRAP, ChoicesForm, SubscribeForm
from campaigns.newsletters.links import ForgedLink
from campaigns.newsletters.models import Newsletter, Subscriber
from union.accounts.adapters import client_address
from union.languages import language_here
from union.methods import READ_OR_POST
from union.tokens import at_a_secret_address


@READ_OR_POST
@never_cache
def subscribe(request: HttpRequest) -> HttpResponse:
    """What is on offer, and the form. The same answer for every address, known or not."""
    offered = subscribing.offered()
    if request.method != "POST":
        return render(request, "newsletters/subscribe.html", _page(offered, empty_form(offered)))
    form = SubscribeForm(request.POST, newsletters=offered)
    if not form.is_valid():
        return render(request, "newsletters/subscribe.html", _page(offered, form), status=422)
    at = timezone.now()
    if limiting.too_many_from(client_address(request), at=at):
        page = _page(offered, form) | {"too_many": True}
        return render(request, "newsletters/subscribe.html", page, status=429)
    data = form.cleaned_data
    if not request.POST.get(TRAP):
        subscribing.ask(data["email"], newsletters=form.chosen(), language=data["language"], at=at)
    context = {"email": data["email"], "chosen": form.chosen()}
    return render(request, "newsletters/asked.html", context)


def empty_form(offered: list[Newsletter], *, auto_id: str = "id_%s") -> SubscribeForm:
    """A single newsletter is ticked already: whoever came here wants it."""
    chosen = [str(offered[0].pk)] if len(offered) == 1 else []
    initial = {"language": language_here(), "newsletters": chosen}
    return SubscribeForm(initial=initial, newsletters=offered, auto_id=auto_id)


def _page(offered: list[Newsletter], form: SubscribeForm) -> dict[str, object]:
    return {"offered": offered, "form": form}


# Each link below is the proof, so no cookie is needed: the browser inside a mail app often has none.
@csrf_exempt
@READ_OR_POST
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what was asked for and a button; only POST confirms."""
    at = timezone.now()
    try:
        wish = subscribing.find_wish(links.wish_in(token), at=at)
    except ForgedLink:
        return unknown(request)
    if wish is None:
        return at_a_secret_address(render(request, "newsletters/too_late.html", status=410))
    if request.method == "POST":
        subscribing.confirm(wish, at=at)
        return at_a_secret_address(redirect("newsletter_confirm", token=token))
    context = {"wish": wish, "chosen": list(wish.newsletters.all())}
    if wish.confirmed_at:
        subscriber = Subscriber.objects.filter(email=wish.email).first()
        context["choices_token"] = links.choices_token(subscriber.address_hash) if subscriber else ""
        context["gets"] = bool(subscriber and choosing.gets(subscriber))
    return at_a_secret_address(render(request, "newsletters/confirm.html", context))


@csrf_exempt
@READ_OR_POST
@never_cache
def choices(request: HttpRequest, token: str) -> HttpResponse:
    """What one gets, by the link in each letter: GET shows it, POST changes it."""
    try:
        mailbox = links.mailbox_in(token)
    except ForgedLink:
        return unknown(request)
    subscriber = Subscriber.objects.filter(address_hash=mailbox).first()
    if subscriber is None:
        return at_a_secret_address(render(request, "newsletters/gone.html", status=410))
    form, saved = choices_form(request, subscriber), False
    if form.is_bound and form.is_valid():
        save(form, subscriber, source="choices page")
        saved = True
    context = {"form": form, "saved": saved, "gets": choosing.gets(subscriber), "token": token}
    status = 422 if form.errors else 200
    return at_a_secret_address(render(request, "newsletters/choices.html", context, status=status))


def choices_form(request: HttpRequest, subscriber: Subscriber) -> ChoicesForm:
    initial = {
        "newsletters": [str(newsletter.pk) for newsletter in choosing.gets(subscriber)],
        "language": subscriber.language,
    }
    data = request.POST if request.method == "POST" else None
    return ChoicesForm(data, initial=initial, newsletters=choosing.choosable(subscriber))


def save(form: ChoicesForm, subscriber: Subscriber, *, source: str) -> None:
    choosing.choose(
        subscriber,
        newsletters=form.chosen(),
        language=form.cleaned_data["language"],
        at=timezone.now(),
        source=source,
    )


# Mail programs post here themselves when somebody presses their own button (RFC 8058).
@csrf_exempt
@READ_OR_POST
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button; POST stops it and says so without a redirect, as RFC 8058 asks."""
    try:
        link = links.stop_in(token)
    except ForgedLink:
        return unknown(request)
    at = timezone.now()
    if request.method == "POST":
        stopping.stop(link, at=at)
    return _how_it_is(request, token, link)


@csrf_exempt
@READ_OR_POST
@never_cache
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """POST takes a stop back; GET leads to the page that says how it is."""
    try:
        link = links.stop_in(token)
    except ForgedLink:
        return unknown(request)
    if request.method == "POST":
        stopping.undo(link, at=timezone.now())
    return at_a_secret_address(redirect("newsletter_stop", token=token))


def _how_it_is(request: HttpRequest, token: str, link: links.Stop) -> HttpResponse:
    context = {"standing": stopping.standing(link, at=timezone.now()), "token": token}
    return at_a_secret_address(render(request, "newsletters/stop.html", context))


def unknown(request: HttpRequest) -> HttpResponse:
    return at_a_secret_address(render(request, "newsletters/link_unknown.html", status=404))

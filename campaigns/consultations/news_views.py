"""Leaving an address for the report, proving it and taking it back. No page here knows of a reply."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from campaigns.consultations import interested
from campaigns.consultations.errors import ConsultationClosed, TooManyKnocks, UnknownLink
from campaigns.consultations.resending import knock
from campaigns.consultations.views import announced
from union.accounts.adapters import client_address
from union.languages import language_here
from union.methods import READ_OR_POST
from union.tokens import at_a_secret_address


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("For one e-mail, when the union reports. Then we delete your address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Type the address to which we may write."),
            "invalid": _("Type an address such as name@example.org."),
        },
    )


@never_cache
@READ_OR_POST
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """The same answer for every address, known or not."""
    consultation = announced(slug)
    form = AddressForm(request.POST if request.method == "POST" else None)
    context = {"consultation": consultation, "form": form, "sent_to": ""}
    if form.is_valid():
        email, language = form.cleaned_data["email"], language_here()
        now = timezone.now()
        try:
            knock(client_address(request), at=now, form="report")
            interested.ask_to_hear(consultation, email=email, language=language, at=now)
        except ConsultationClosed:
            pass  # the page says so by itself
        except TooManyKnocks as refused:
            form.add_error("email", str(refused))
            return render(request, "consultations/news.html", context, status=429)
        else:
            context["sent_to"] = email
    return render(request, "consultations/news.html", context)


@never_cache
@csrf_exempt
@READ_OR_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button; POST proves the address. The link is the proof, so no cookie is needed."""
    try:
        found = interested.find_interested(token)
    except UnknownLink:
        return unknown(request)
    if found is not None and request.method == "POST":
        interested.confirm_interest(found)
        found.confirmed = True
    return at_a_secret_address(render(request, "consultations/news_confirm.html", {"interested": found}))


# Mail programs post here themselves when somebody presses their own button (RFC 8058).
@never_cache
@csrf_exempt
@READ_OR_POST
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button; POST writes it down and says so without a redirect, as RFC 8058 asks."""
    try:
        mailbox = interested.mailbox_of(token)
    except UnknownLink:
        return unknown(request)
    if request.method == "POST":
        interested.stop_letters(mailbox, at=timezone.now())
    context = {"is_stopped": interested.is_stopped(mailbox)}
    return at_a_secret_address(render(request, "consultations/news_stop.html", context))


def unknown(request: HttpRequest) -> HttpResponse:
    return at_a_secret_address(render(request, "consultations/news_unknown.html", status=404))

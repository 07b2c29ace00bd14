"""One's newsletters at `/me/`."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.newsletters import mine, stopping
from campaigns.newsletters.views import choices_form, save
from union.desk.me_proofs import Proof
from union.desk.me_views import at_my_desk
from union.mail.sending import recipient_hash
from union.methods import READ_OR_POST


@READ_OR_POST
@at_my_desk
def choices(request: HttpRequest, *, proof: Proof) -> HttpResponse:
    """GET shows what the address gets; POST changes it."""
    subscriber = mine.subscriber_of(proof.address)
    if subscriber is None:
        raise Http404("This address gets no newsletter.")
    form = choices_form(request, subscriber)
    if form.is_bound and form.is_valid():
        save(form, subscriber, source="me")
        messages.success(request, _("Saved: you get what you ticked, and nothing else."))
        return redirect("me")
    return render(request, "newsletters/me_choices.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@at_my_desk
def campaign_mail(request: HttpRequest, *, proof: Proof) -> HttpResponse:
    """A member says whether campaign mail may come; ballots and other service mail come in any case."""
    hashed = recipient_hash(proof.address)
    if request.POST.get("wanted") == "yes":
        stopping.opt_in(hashed)
        messages.success(request, _("Saved: campaign mail to members reaches you again."))
    else:
        stopping.opt_out(hashed, at=timezone.now())
        messages.success(request, _("Saved: you get no campaign mail as a member."))
    return redirect("me")

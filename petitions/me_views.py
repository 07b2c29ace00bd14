"""One signature at somebody's own desk: change what was agreed to, or take the name off."""

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from petitions import codes, mine, wording
from petitions.links import ForgedLink
from petitions.models import Signature
from union.desk.me_proofs import Proof
from union.desk.me_views import at_my_desk
from union.methods import READ_OR_POST


class ConsentsForm(forms.Form):
    consents = forms.MultipleChoiceField(
        label=gettext_lazy("What may we do?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Tick only what stands on the page, and save again.")},
    )

    def __init__(self, data: QueryDict | None = None, *, signature: Signature) -> None:
        last = mine.latest_answers(signature)
        agreed = {purpose: event for purpose, event in last.items() if event.given}
        super().__init__(data, initial={"consents": list(agreed)})
        self.fields["consents"].choices = [  # type: ignore[attr-defined]
            (
                purpose,
                wording.words(
                    purpose,
                    petition=signature.petition,
                    version=agreed[purpose].wording if purpose in agreed else None,
                ),
            )
            for purpose in wording.WORDINGS
        ]


@READ_OR_POST
@at_my_desk
def signature(request: HttpRequest, handle: str, *, proof: Proof) -> HttpResponse:
    """GET shows one signature and what was agreed to; POST changes that."""
    found = _mine(handle, proof=proof)
    form = ConsentsForm(request.POST if request.method == "POST" else None, signature=found)
    if form.is_valid():
        given = form.cleaned_data["consents"]
        mine.change_consents(proof.address, signature_id=found.pk, given=given, at=timezone.now())
        messages.success(request, _("Saved: what you agree to is as you ticked it."))
        return redirect("me")
    page = {"signature": found, "standing": mine.standing_words(found), "form": form, "handle": handle}
    return render(request, "petitions/me_signature.html", page, status=422 if form.errors else 200)


@READ_OR_POST
@at_my_desk
def withdraw(request: HttpRequest, handle: str, *, proof: Proof) -> HttpResponse:
    """GET asks, POST takes the name off; afterwards GET says so, and how to sign again."""
    if gone := Signature.objects.filter(pk=_id_in(handle), state=Signature.State.WITHDRAWN).first():
        return render(request, "petitions/me_withdrawn.html", {"petition": gone.petition})
    found = _mine(handle, proof=proof)
    if request.method == "POST":
        mine.withdraw_mine(proof.address, signature_id=found.pk, at=timezone.now())
        return redirect("me_signature_withdraw", handle=handle)
    return render(request, "petitions/me_withdraw.html", {"signature": found, "handle": handle})


def _mine(handle: str, *, proof: Proof) -> Signature:
    try:
        return mine.signature_of(proof.address, signature_id=_id_in(handle))
    except mine.NotYours:
        raise Http404("No such signature was given from this address.") from None


def _id_in(handle: str) -> uuid.UUID:
    try:
        return codes.signature_in_handle(handle)
    except ForgedLink:
        raise Http404("No signature stands at this address.") from None

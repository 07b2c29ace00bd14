"""Corrections to the roll at the desk: three short forms, and what was asked for so far."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from ballots import correcting, errors
from ballots.correcting import REASONS, Kind, add_member, change_address, strike_member
from ballots.desk.access import officer, status_of, with_roll
from ballots.drafting import works_for
from ballots.models import UNTIL_CLOSE, Ballot, Correction
from union.desk.access import at_the_desk
from union.methods import READ_OR_POST

SHOWN = 100


class CorrectionForm(forms.Form):
    """A member by number, and why."""

    number = forms.CharField(
        label="Membership number",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Enter the membership number."},
    )
    reason = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Choose the reason: it is recorded."}
    )

    def __init__(self, data: QueryDict | None = None, *, kind: Correction.Kind) -> None:
        super().__init__(data, prefix=kind.value)
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(reason.value, reason.label) for reason in REASONS[kind]]


class AddressForm(CorrectionForm):
    address = forms.EmailField(
        label="New e-mail address, for this ballot",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter the new e-mail address.",
            "invalid": "Enter an e-mail address in the form name@example.org.",
        },
    )
    field_order = ["number", "address", "reason"]


@dataclass(frozen=True)
class Act:
    """One of the three corrections: its form, its verb, and what is said whatever came of it."""

    kind: Correction.Kind
    form: type[CorrectionForm]
    verb: Callable[..., object]
    title: str
    means: str
    done: str


ACTS = (
    Act(
        Kind.ADDED,
        CorrectionForm,
        add_member,
        "Add a member",
        "For a member who meets the rules that were fixed and is not on the roll, or was struck by mistake.",
        "The member is on the roll. The link goes out by e-mail while the ballot is open; print a letter "
        "where there is no address.",
    ),
    Act(
        Kind.STRUCK,
        CorrectionForm,
        strike_member,
        "Strike a member",
        "A strike takes effect only if no vote has been cast. Nobody is told whether it did, so the member "
        "stays in the number on the roll.",
        "The strike is recorded. It takes effect only if no vote had been cast.",
    ),
    Act(
        Kind.ADDRESS,
        AddressForm,
        change_address,
        "Change an address",
        "Letters about this ballot then go to the new address. If no vote has been cast, a new link goes "
        "there, and every earlier link and code is void. The old address is told.",
        "The address is recorded. If no vote had been cast, a new link goes there.",
    ),
)


@READ_OR_POST
@at_the_desk
def corrections(request: HttpRequest, slug: str) -> HttpResponse:
    """GET shows the forms and what was corrected so far; POST does one of the three."""
    found = with_roll(request, slug)
    if request.method != "POST":
        return _page(request, found)
    act = next((act for act in ACTS if act.kind == request.POST.get("act")), None)
    if act is None:
        raise Http404("There is no such correction.")
    form = act.form(request.POST, kind=act.kind)
    if not form.is_valid():
        return _page(request, found, sent=form, status=422)
    try:
        act.verb(found, **form.cleaned_data, by=officer(request), at=timezone.now())
    except errors.BallotError as error:
        form.add_error(None, str(error))
        return _page(request, found, sent=form, status=status_of(error))
    messages.success(request, act.done)
    return redirect("desk_ballots:corrections", slug)


def _page(
    request: HttpRequest, ballot: Ballot, *, sent: CorrectionForm | None = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    forms_shown = [
        {"act": act, "form": sent if sent and sent.prefix == act.kind else act.form(kind=act.kind)}
        for act in ACTS
    ]
    context = {
        "ballot": ballot,
        "forms": forms_shown,
        "failed": status != 200,
        "may_correct": works_for(officer(request), ballot.branch) and ballot.state in UNTIL_CLOSE,
        "until": ballot.closes_at - correcting.NOTICE,
        "late": not correcting.takes_corrections(ballot, at=at),
        "done": ballot.corrections.select_related("entry", "by").order_by("-pk")[:SHOWN],
    }
    return render(request, "desk/ballots/corrections.html", context, status=status)

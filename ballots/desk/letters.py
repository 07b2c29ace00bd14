"""Letters by post at the desk: ask for them, wait, download them while they are kept."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from ballots import errors, posting
from ballots.desk.access import officer, status_of, with_roll
from ballots.desk.views import LOOK_AGAIN
from ballots.models import UNTIL_CLOSE, Ballot, LetterBatch
from union.desk.access import at_the_desk
from union.downloads import named
from union.methods import READ_OR_POST

SHOWN = 10


class LettersForm(forms.Form):
    language = forms.ChoiceField(
        choices=[("en", "English"), ("cy", "Welsh")],
        widget=forms.RadioSelect,
        initial="en",
        error_messages={"required": "Choose the language of the letters."},
    )
    renew = forms.BooleanField(
        label="Make every code printed before void",
        help_text="Tick this where letters were lost. Without it the same codes are printed again.",
        required=False,
    )


@READ_OR_POST
@at_the_desk
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """The batches of a ballot, and the form that asks for another."""
    found = with_roll(request, slug)
    form = LettersForm(request.POST or None)
    if not form.is_valid():
        return _page(request, found, form, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    try:
        posting.ask_for_letters(
            found, language=given["language"], renew=given["renew"], by=officer(request), at=timezone.now()
        )
    except errors.BallotError as error:
        form.add_error(None, str(error))
        return _page(request, found, form, status=status_of(error))
    return redirect("desk_ballots:letters", slug)


@require_POST
@at_the_desk
def take(request: HttpRequest, slug: str, batch: int, number: int) -> HttpResponse:
    """One file. It is asked for by POST, as the download writes an entry of who took it."""
    found = with_roll(request, slug)
    row = get_object_or_404(LetterBatch.objects.select_related("ballot__branch"), pk=batch, ballot=found)
    try:
        document = posting.take_file(row, number, by=officer(request), at=timezone.now())
    except errors.BallotError as error:
        status = 403 if isinstance(error, errors.NotYours) else 410
        return _page(request, found, LettersForm(), problem=str(error), status=status)
    answer = HttpResponse(document, content_type="application/pdf")
    named(answer, f"{slug}-letters-{number}.pdf")
    return answer


def _page(
    request: HttpRequest, ballot: Ballot, form: LettersForm, *, status: int, problem: str = ""
) -> HttpResponse:
    batches = list(ballot.letter_batches.select_related("asked_by").prefetch_related("files")[:SHOWN])
    waiting = any(batch.state == LetterBatch.State.PREPARING for batch in batches)
    context = {
        "ballot": ballot,
        "form": form,
        "problem": problem,
        "batches": batches,
        "waiting": waiting,
        "may_print": ballot.state in UNTIL_CLOSE,
        "without_address": posting.without_address(ballot),
    }
    answer = render(request, "desk/ballots/letters.html", context, status=status)
    if waiting and status == 200:
        answer["Refresh"] = str(LOOK_AGAIN)
    return answer

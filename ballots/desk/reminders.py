"""Reminders at the desk: the days on which those who have not voted are written to. Never who they are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from ballots import errors
from ballots.desk.access import officer, status_of, with_roll
from ballots.desk.fields import ReminderDays, reminders_of
from ballots.drafting import works_for
from ballots.models import UNTIL_CLOSE, Ballot
from ballots.reminding import set_days
from union.desk.access import at_the_desk
from union.methods import READ_OR_POST


@READ_OR_POST
@at_the_desk
def reminders(request: HttpRequest, slug: str) -> HttpResponse:
    """GET shows the days; POST puts others in the place of those to come."""
    found = with_roll(request, slug)
    if request.method != "POST":
        return _page(request, found, ReminderDays(initial=reminders_of(found)))
    form = ReminderDays(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        set_days(found, days=form.days, by=officer(request), at=timezone.now())
    except errors.BallotError as error:
        form.add_error(None, str(error))
        return _page(request, found, form, status=status_of(error))
    return redirect("desk_ballots:reminders", slug)


def _page(request: HttpRequest, ballot: Ballot, form: ReminderDays, *, status: int = 200) -> HttpResponse:
    context = {
        "ballot": ballot,
        "form": form,
        "may_change": works_for(officer(request), ballot.branch) and ballot.state in UNTIL_CLOSE,
        "reminders": list(ballot.reminders.all()),
    }
    return render(request, "desk/ballots/reminders.html", context, status=status)

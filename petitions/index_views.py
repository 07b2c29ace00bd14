"""All petitions: those that can be signed, and what became of the others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from petitions.models import Petition

State = Petition.State
BEFORE_THE_END = (State.OPEN, State.PAUSED, State.SCHEDULED)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Open ones first, then those that have ended with what became of them; archived ones are not listed."""
    at = timezone.now()
    listed = Petition.objects.public().exclude(state=State.ARCHIVED).with_counts()
    rows = [(petition, petition.stage(at)) for petition in listed]
    order = {state: place for place, state in enumerate(BEFORE_THE_END)}
    now = sorted((row for row in rows if row[1] in BEFORE_THE_END), key=lambda row: order[State(row[1])])
    over = [row for row in rows if row[1] not in BEFORE_THE_END]
    over.sort(key=lambda row: row[0].closing_at or at, reverse=True)
    return render(request, "petitions/index.html", {"now": now, "over": over})

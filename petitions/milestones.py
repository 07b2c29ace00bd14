"""Goals that step up: a goal that is reached is told, and the next one is set.

The count moves when deltas are rolled up, so it is looked at in the sweep, and nobody who confirms waits.
"""

from datetime import datetime
from itertools import cycle

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from petitions import announcing
from petitions.counting import published_count
from petitions.models import Entry, Petition, Tally
from union.audit.recording import record

COUNTING = (Petition.State.OPEN, Petition.State.PAUSED, Petition.State.CLOSING)


def steps(*, beyond: int) -> tuple[int, int]:
    """The last step at or below a number, 0 where there is none, and the first above it.

    The steps are 100, 500, 1,000, 5,000, 10,000 and so on.
    """
    below, step, factors = 0, 100, cycle((5, 2))
    while step <= beyond:
        below, step = step, step * next(factors)
    return below, step


def step_up(*, at: datetime) -> int:
    """Write down every goal that has been reached and set the next; how many."""
    counted = Tally.objects.filter(dimension="all", petition__state__in=COUNTING).select_related("petition")
    return sum(reach(tally.petition, at=at) for tally in counted.filter(n__gte=F("petition__goal")))


@transaction.atomic
def reach(petition: Petition, *, at: datetime) -> bool:
    """Write down that the goal is reached and set the next; False where that was done, or it has ended.

    Once nobody can sign any more there is no next goal, and nobody is asked to pass it on. Those who sign
    meanwhile do not wait, though it takes seconds to count who of a million asked for news.
    """
    petition.refresh_from_db(from_queryset=Petition.objects.select_for_update(no_key=True))
    count = published_count(petition)
    if petition.state not in COUNTING or count < petition.goal:
        return False
    step, following = steps(beyond=count)
    goal = max(step, petition.goal)
    told = Entry.objects.filter(petition=petition, reached=goal)
    ended = petition.stage(at) in (Petition.State.CLOSING, Petition.State.CLOSED)
    if ended and told.exists():
        return False
    petition.goal = following = goal if ended else following
    petition.save(update_fields=["goal"])
    detail = {"reached": goal, "next": following}
    record("petitions.goal_reached", subject=petition.subject, by=None, at=at, detail=detail)
    if not told.exists():
        entry = _milestone(petition, goal=goal, following=following, at=at)
        announcing.write(entry, by=None, at=at)
        announcing.publish(entry, by=None, at=at)
    return True


def _milestone(petition: Petition, *, goal: int, following: int, at: datetime) -> Entry:
    thanks, thanks_cy = "Thank you to every one of you.", "Diolch i bob un ohonoch."
    if petition.takes_signatures(at):
        thanks += f" The next goal is {following:,}: pass it on to a colleague."
        thanks_cy += f" Y nod nesaf yw {following:,}: rhannwch y ddeiseb â chydweithiwr."
    return Entry(
        petition=petition,
        kind=Entry.Kind.MILESTONE,
        reached=goal,
        title=f"{goal:,} people have signed",
        text=thanks,
        title_cy=f"Mae {goal:,} o bobl wedi llofnodi",
        text_cy=thanks_cy,
        happened_on=timezone.localdate(at),
        tell=True,
    )

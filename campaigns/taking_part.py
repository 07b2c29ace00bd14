"""What anybody can do now: sign petitions, vote in ballots, give views; and what came of the last ones."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.db.models.functions import TruncDate

from ballots.models import RESULT_OUT, Ballot, State
from campaigns.consultations.models import Consultation
from petitions.models import Petition

MOST = 30  # of each; a member's own ballots and consultations are at their desk
MOST_ENDED = 3


@dataclass(frozen=True)
class TakePart:
    """All of it public already, each at an address of its own."""

    petitions: list[Petition]
    ballots: list[Ballot]
    consultations: list[Consultation]
    results: list[Ballot]
    reports: list[Consultation]


def what_is_on(*, at: datetime) -> TakePart:
    """What is open, first what ends first, and the newest results. Five queries however much there is.

    Branches that vote at the same time end at the same moment, and their results come out over the same days:
    of one moment, and of one day, they stand in the order of their titles, which is that of the branches.
    """
    petitions = Petition.objects.public().with_counts().order_by(F("closes_at").asc(nulls_last=True), "pk")
    signing = petitions.filter(state__in=[Petition.State.OPEN, Petition.State.SCHEDULED])
    ballots, consultations = Ballot.objects.public(), Consultation.objects.order_by("closes", "pk")
    voting = ballots.filter(state__in=[State.SCHEDULED, State.OPEN], closes_at__gt=at)
    asking = consultations.filter(state=Consultation.State.OPEN, closes__gt=at)
    reported = consultations.filter(state=Consultation.State.REPORTED)
    results = ballots.filter(state__in=RESULT_OUT).order_by(TruncDate("published_at").desc(), "title", "pk")
    return TakePart(
        petitions=[petition for petition in signing[:MOST] if petition.takes_signatures(at)],
        ballots=list(voting.order_by("closes_at", "title", "pk")[:MOST]),
        consultations=list(asking[:MOST]),
        results=list(results[:MOST_ENDED]),
        reports=list(reported.order_by("-reported_at", "-pk")[:MOST_ENDED]),
    )

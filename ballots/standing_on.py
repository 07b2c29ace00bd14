"""On which CMS page a ballot stands: its own address leads there."""

from ballots.models import Ballot
from union.pages.standing_on import StandingOn

PAGES = StandingOn("ballots", lambda slug: Ballot.objects.public().filter(slug=slug).first())

"""On which CMS page a petition stands: its own address leads there."""

from petitions.models import Petition
from union.pages.standing_on import StandingOn

PAGES = StandingOn("petitions", lambda slug: Petition.objects.public().filter(slug=slug).first())

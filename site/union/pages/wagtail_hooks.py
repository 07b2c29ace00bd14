"""What pages contribute to the house."""

from datetime import datetime, timedelta

from wagtail import hooks

from union.health import Finding
from union.pages import sent_files
from union.pages.api import api_routes
from union.pages.drawing import draw_due
from union.pages.models import PagePrint
from union.pages.printing import expire

SWEEP_SECONDS = 20.0
LATE = timedelta(minutes=15)

hooks.register("expiring", expire)
hooks.register("expiring", sent_files.expire)
hooks.register("api_routes", api_routes)


@hooks.register("due", order=94)  # after letters; a PDF takes a second or two
def draw_prints(*, at: datetime) -> int:
    """Draw what no worker was woken for."""
    return draw_due(at=at, seconds=SWEEP_SECONDS)


@hooks.register("health")
def health(*, at: datetime) -> list[Finding]:
    late = PagePrint.objects.filter(wanted_at__lt=at - LATE).count()
    return [Finding("printed pages waiting for over 15 minutes", ok=not late, detail=str(late))]

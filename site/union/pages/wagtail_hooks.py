"""What pages contribute to the house."""

from datetime import datetime

from wagtail import hooks

from union.pages.drawing import draw_due
from union.pages.printing import expire

SWEEP_SECONDS = 20.0

hooks.register("expiring", expire)


@hooks.register("due", order=94)  # after letters; a PDF takes a second or two
def draw_prints(*, at: datetime) -> int:
    """Draw what no worker was woken for."""
    return draw_due(at=at, seconds=SWEEP_SECONDS)

"""What the front page of the CMS tells moderators and safeguarding leads about members' views."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from wagtail.admin.ui.components import Component

from campaigns.consultations import safeguarding
from campaigns.consultations.reading import with_work

SHOWN = 10


class ViewsPanel(Component):
    """Consultations in which something waits; above them, when somebody may be at risk."""

    name = "members_views"
    template_name = "consultations/cms/panel.html"
    order = 140

    def __init__(self, *, moderates: bool) -> None:
        self.moderates = moderates

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        found: Any = with_work()
        waiting = found.filter(Q(waiting__gt=0) | Q(quotes_waiting__gt=0))
        rows = waiting.order_by("-waiting", "title")[:SHOWN] if self.moderates else []
        return {"rows": rows, "at_risk": safeguarding.waiting().count()}

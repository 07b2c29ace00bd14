"""What the front page of the CMS tells a moderator about petitions."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from wagtail.admin.ui.components import Component

from petitions.models import Alert, Petition, Signature

SHOWN = 10


class ModerationPanel(Component):
    """Petitions with held signatures or alerts nobody has seen, those with the most first."""

    name = "petitions_moderation"
    template_name = "petitions/cms/moderation_panel.html"
    order = 150

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"rows": waiting()[:SHOWN]}


def waiting() -> Any:
    """Petitions with `held` and `unseen`, in one query."""
    held = _number(Signature.objects.filter(state=Signature.State.HELD))
    unseen = _number(Alert.objects.filter(seen_at=None))
    found = Petition.objects.annotate(held=held, unseen=unseen)
    return found.filter(Q(held__gt=0) | Q(unseen__gt=0)).order_by("-unseen", "-held", "title")


def _number(rows: Any) -> Any:
    of_petition = rows.filter(petition=OuterRef("pk")).order_by().values("petition")
    return Coalesce(Subquery(of_petition.annotate(n=Count("pk")).values("n")), 0)

"""Blocks for CMS pages: a ballot beside the words of a campaign."""

from typing import Any

from django.utils import timezone
from wagtail import blocks

from ballots.choosing import ballot_chooser
from ballots.models import Ballot
from ballots.panels import panel_context

BallotChooserBlock = ballot_chooser.get_block_class(name="BallotChooserBlock", module_path="ballots.blocks")


class VoteBlock(blocks.StructBlock):
    """The panel of one ballot: open, closed or with its result, as it stands."""

    ballot = BallotChooserBlock()

    class Meta:
        icon = "tick-inverse"
        label = "Vote"
        template = "ballots/blocks/vote.html"
        description = "A ballot: when it closes, or its result"

    def get_preview_value(self) -> Any:
        return self.normalize({"ballot": Ballot.objects.public().order_by("pk").first()})

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Away from the web, how the ballot stands, and nothing of it before it is public."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        ballot = value["ballot"]
        if context.get("medium", "web") != "web" and ballot and ballot.is_public:
            context |= panel_context(ballot, at=timezone.now())
        return context

"""Blocks for CMS pages: a ballot beside the words of a campaign."""

from wagtail import blocks

from ballots.choosing import ballot_chooser

BallotChooserBlock = ballot_chooser.get_block_class(name="BallotChooserBlock", module_path="ballots.blocks")


class VoteBlock(blocks.StructBlock):
    """The panel of one ballot: open, closed or with its result, as it stands."""

    ballot = BallotChooserBlock()

    class Meta:
        icon = "tick-inverse"
        label = "Ballot"
        template = "ballots/blocks/vote.html"

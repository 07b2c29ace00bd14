"""What the body of a campaign page is made of: words of its own, and records of the apps below."""

from wagtail import blocks

from ballots.blocks import VoteBlock
from campaigns.consultations.blocks import FigureBlock, HaveYourSayBlock, QuoteBlock
from petitions.blocks import SignBlock
from union.pages.blocks import CallToActionBlock, TextBlock
from union.pay.blocks import PayTableBlock


class PlanBlock(blocks.StructBlock):
    """The points of a plan in short, with a link to the whole."""

    plan = blocks.PageChooserBlock(page_type="campaigns.PlanPage")

    class Meta:
        icon = "list-ol"
        label = "Plan"
        template = "campaigns/blocks/plan.html"


class CampaignBody(blocks.StreamBlock):
    text = TextBlock()
    plan = PlanBlock()
    sign = SignBlock()
    vote = VoteBlock()
    have_your_say = HaveYourSayBlock()
    figure = FigureBlock()
    quote = QuoteBlock()
    pay_table = PayTableBlock()
    call_to_action = CallToActionBlock()


class RecordBody(blocks.StreamBlock):
    """What may stand beneath a petition or a ballot: nothing that asks for something else."""

    text = TextBlock()
    figure = FigureBlock()
    quote = QuoteBlock()
    pay_table = PayTableBlock()
    plan = PlanBlock()
    call_to_action = CallToActionBlock()

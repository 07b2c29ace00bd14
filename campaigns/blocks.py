"""What the body of a campaign page is made of."""

from wagtail import blocks

from union.pages.blocks import CallToActionBlock, TextBlock


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
    call_to_action = CallToActionBlock()

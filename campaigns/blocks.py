"""What the body of each kind of page is made of: words of its own, and records of the apps below.

Each names the few blocks its page needs and no more: an editor chooses from what is shown here.
"""

from typing import Any

from django.apps import apps
from wagtail import blocks
from wagtail.models import Page

from ballots.blocks import VoteBlock
from campaigns.consultations.blocks import FigureBlock, HaveYourSayBlock, QuoteBlock
from campaigns.newsletters.blocks import SubscribeBlock
from petitions.blocks import SignBlock
from union.chosen import PageBlock
from union.pages.blocks import (
    ArticleBlock,
    CalloutBlock,
    CallToActionBlock,
    ChartBlock,
    DemandBlock,
    JoinBlock,
    NotesToEditorsBlock,
    PictureBlock,
    PressContactBlock,
    SpokenQuoteBlock,
    StatedFigureBlock,
    StepsBlock,
    TextBlock,
    YouSaidBlock,
)
from union.pages.restrictions import LOCKS, readable
from union.pages.templatetags.languages import in_page_language
from union.pay.blocks import PayTableBlock
from union.statements import records


def points_in_short(plan: Page) -> list[Any]:
    """No more of its points than is shown, in order; none where some alone may read the plan."""
    table = apps.get_model("campaigns", "PlanPoint")  # whose module needs the blocks
    fields = ("id", "number", "title", "anchor", "sort_order")
    rest = f"""FROM campaigns_planpoint point
        WHERE point.page_id = %s AND NOT EXISTS ({LOCKS}) ORDER BY point.sort_order"""
    return [point for [point] in records((("point", table, fields),), rest, [plan.pk, plan.path])]


class PlanBlock(blocks.StructBlock):
    """The points of a plan in short, with a link to the whole."""

    plan = PageBlock(page_type="campaigns.PlanPage")

    class Meta:
        icon = "list-ol"
        label = "Plan"
        template = "campaigns/blocks/plan.html"
        description = "The points of a plan or charter in short, with a link to the whole"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """With the plan in the language of the page and its points; nothing while some alone may read it."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        plan = in_page_language(value["plan"])
        points = points_in_short(plan) if plan is not None and plan.live else []
        return {**context, "plan": plan if points else readable(plan), "points": points}

    def get_preview_value(self) -> Any:
        plans = Page.objects.filter(content_type__model="planpage", live=True).order_by("path")
        return self.normalize({"plan": plans.first()})


class CampaignBody(blocks.StreamBlock):
    text = TextBlock()
    demand = DemandBlock()
    plan = PlanBlock()
    sign = SignBlock()
    vote = VoteBlock()
    have_your_say = HaveYourSayBlock()
    figure = FigureBlock()
    quote = QuoteBlock()
    stated_figure = StatedFigureBlock()
    spoken_quote = SpokenQuoteBlock()
    chart = ChartBlock()
    picture = PictureBlock()
    pay_table = PayTableBlock()
    call_to_action = CallToActionBlock()
    join = JoinBlock()
    subscribe = SubscribeBlock()


class RecordBody(blocks.StreamBlock):
    """What may stand beneath a petition or a ballot: nothing that asks for something else."""

    text = TextBlock()
    demand = DemandBlock()
    figure = FigureBlock()
    quote = QuoteBlock()
    stated_figure = StatedFigureBlock()
    spoken_quote = SpokenQuoteBlock()
    chart = ChartBlock()
    picture = PictureBlock()
    pay_table = PayTableBlock()
    plan = PlanBlock()
    call_to_action = CallToActionBlock()


class PressBody(blocks.StreamBlock):
    text = TextBlock()
    spoken_quote = SpokenQuoteBlock()
    quote = QuoteBlock()
    stated_figure = StatedFigureBlock()
    figure = FigureBlock()
    demand = DemandBlock()
    plan = PlanBlock()
    chart = ChartBlock()
    picture = PictureBlock()
    notes_to_editors = NotesToEditorsBlock()
    press_contact = PressContactBlock()


class PaperBody(blocks.StreamBlock):
    text = TextBlock()
    callout = CalloutBlock()
    demand = DemandBlock()
    stated_figure = StatedFigureBlock()
    figure = FigureBlock()
    quote = QuoteBlock()
    chart = ChartBlock()
    picture = PictureBlock()
    plan = PlanBlock()
    call_to_action = CallToActionBlock()
    subscribe = SubscribeBlock()


class OpinionBody(blocks.StreamBlock):
    text = TextBlock()
    demand = DemandBlock()
    stated_figure = StatedFigureBlock()
    figure = FigureBlock()
    quote = QuoteBlock()
    picture = PictureBlock()
    plan = PlanBlock()
    call_to_action = CallToActionBlock()
    join = JoinBlock()
    subscribe = SubscribeBlock()


class NewsletterBody(blocks.StreamBlock):
    text = TextBlock()
    article = ArticleBlock()
    stated_figure = StatedFigureBlock()
    figure = FigureBlock()
    quote = QuoteBlock()
    spoken_quote = SpokenQuoteBlock()
    callout = CalloutBlock()
    picture = PictureBlock()
    pay_table = PayTableBlock()
    plan = PlanBlock()
    sign = SignBlock()
    vote = VoteBlock()
    have_your_say = HaveYourSayBlock()
    call_to_action = CallToActionBlock()
    join = JoinBlock()
    subscribe = SubscribeBlock()


class PayClaimBody(blocks.StreamBlock):
    text = TextBlock()
    pay_table = PayTableBlock()
    demand = DemandBlock()
    stated_figure = StatedFigureBlock()
    figure = FigureBlock()
    quote = QuoteBlock()
    spoken_quote = SpokenQuoteBlock()
    chart = ChartBlock()
    callout = CalloutBlock()
    call_to_action = CallToActionBlock()
    join = JoinBlock()


class HelpBody(blocks.StreamBlock):
    text = TextBlock()
    steps = StepsBlock()
    callout = CalloutBlock()
    picture = PictureBlock()
    call_to_action = CallToActionBlock()
    join = JoinBlock()
    subscribe = SubscribeBlock()


class ResultBody(blocks.StreamBlock):
    text = TextBlock()
    chart = ChartBlock()
    figure = FigureBlock()
    stated_figure = StatedFigureBlock()
    quote = QuoteBlock()
    you_said = YouSaidBlock()
    callout = CalloutBlock()
    plan = PlanBlock()
    call_to_action = CallToActionBlock()
    join = JoinBlock()
    subscribe = SubscribeBlock()

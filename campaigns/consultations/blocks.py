"""Blocks by which a page shows a consultation, a figure or a quote. Editors choose; they cannot type one."""

from typing import Any

from django.utils import timezone
from wagtail import blocks

from campaigns.consultations.choosers import (
    consultation_chooser_viewset,
    figure_chooser_viewset,
    quote_chooser_viewset,
    theme_chooser_viewset,
)
from campaigns.consultations.models import AnsweredTheme, Consultation, PublishedQuote, ReleasedFigure

HERE = "campaigns.consultations.blocks"
ConsultationChooserBlock = consultation_chooser_viewset.get_block_class(
    name="ConsultationChooserBlock", module_path=HERE
)
FigureChooserBlock = figure_chooser_viewset.get_block_class(name="FigureChooserBlock", module_path=HERE)
QuoteChooserBlock = quote_chooser_viewset.get_block_class(name="QuoteChooserBlock", module_path=HERE)
ThemeChooserBlock = theme_chooser_viewset.get_block_class(name="ThemeChooserBlock", module_path=HERE)


class HaveYourSayBlock(blocks.StructBlock):
    """A consultation's panel: what is asked, until when, and the button."""

    consultation = ConsultationChooserBlock()

    class Meta:
        icon = "comment"
        label = "Have your say"
        template = "consultations/blocks/have_your_say.html"
        description = "A consultation: what is asked, until when, and the button"

    def get_preview_value(self) -> Any:
        asked = Consultation.objects.public()
        return self.normalize({"consultation": asked.order_by("pk").first()})

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        if consultation := value["consultation"]:
            now = timezone.now()
            context |= {"is_open": consultation.is_open(now), "is_waiting": consultation.is_waiting(now)}
        return context


class FigureBlock(blocks.StructBlock):
    """A released figure; a withdrawn one shows nothing."""

    figure = FigureChooserBlock()

    class Meta:
        icon = "order"
        label = "Figure from a consultation"
        template = "consultations/blocks/figure.html"
        description = "A number from a released table of members’ replies"

    def get_preview_value(self) -> Any:
        return self.normalize({"figure": ReleasedFigure.objects.order_by("pk").first()})


class QuoteBlock(blocks.StructBlock):
    """An approved quote; a recalled one shows nothing."""

    quote = QuoteChooserBlock()

    class Meta:
        icon = "openquote"
        label = "Quote from a consultation"
        template = "consultations/blocks/quote.html"
        description = "An approved quote of a member"

    def get_preview_value(self) -> Any:
        return self.normalize({"quote": PublishedQuote.objects.order_by("pk").first()})


class ThemeBlock(blocks.StructBlock):
    """What members said in words of their own, with the way to what the union does about it."""

    theme = ThemeChooserBlock()

    class Meta:
        icon = "tag"
        label = "Theme from a consultation"
        template = "consultations/blocks/theme.html"
        description = "What members said, and what the union does about it"

    def get_preview_value(self) -> Any:
        return self.normalize({"theme": AnsweredTheme.objects.order_by("pk").first()})


class SourcesBlock(blocks.StreamBlock):
    """What stands behind a demand. Whatever is recalled, withdrawn or taken back later shows nothing."""

    theme = ThemeBlock()
    figure = FigureBlock()
    quote = QuoteBlock()

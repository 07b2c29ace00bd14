"""Blocks by which a page shows a consultation, a figure or a quote. Editors choose; they cannot type one."""

from wagtail import blocks

from campaigns.consultations.choosers import (
    consultation_chooser_viewset,
    figure_chooser_viewset,
    quote_chooser_viewset,
    theme_chooser_viewset,
)

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


class FigureBlock(blocks.StructBlock):
    """A released figure; a withdrawn one shows nothing."""

    figure = FigureChooserBlock()

    class Meta:
        icon = "order"
        label = "Figure from a consultation"
        template = "consultations/blocks/figure.html"


class QuoteBlock(blocks.StructBlock):
    """An approved quote; a recalled one shows nothing."""

    quote = QuoteChooserBlock()

    class Meta:
        icon = "openquote"
        label = "Quote from a consultation"
        template = "consultations/blocks/quote.html"


class ThemeBlock(blocks.StructBlock):
    """What members said in words of their own, with the way to what the union does about it."""

    theme = ThemeChooserBlock()

    class Meta:
        icon = "tag"
        label = "Theme from a consultation"
        template = "consultations/blocks/theme.html"


class SourcesBlock(blocks.StreamBlock):
    """What stands behind a demand. Whatever is recalled, withdrawn or taken back later shows nothing."""

    theme = ThemeBlock()
    figure = FigureBlock()
    quote = QuoteBlock()

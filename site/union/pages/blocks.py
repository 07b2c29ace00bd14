"""Blocks of text that any page may hold."""

from wagtail import blocks

PLAIN_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class TextBlock(blocks.RichTextBlock):
    """Paragraphs, headings, lists and links."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(features=PLAIN_FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        template = "pages/blocks/text.html"


class CallToActionBlock(blocks.StructBlock):
    """One thing to do, with one button."""

    heading = blocks.CharBlock(max_length=80)
    text = blocks.CharBlock(max_length=240, required=False)
    label = blocks.CharBlock(max_length=40, help_text="What the button says, such as “Join the union”")
    page = blocks.PageChooserBlock(required=False)
    link = blocks.URLBlock(required=False, help_text="Only when the button leads away from this site")

    class Meta:
        icon = "arrow-right"
        template = "pages/blocks/call_to_action.html"

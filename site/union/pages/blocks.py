"""Blocks of words and pictures that any page may hold. No block takes HTML, and none holds another stream."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock

from union.chosen import PageBlock
from union.pages.models import Organisation

PLAIN_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
SHORT_FEATURES = ["bold", "italic", "ul", "link"]


class TextBlock(blocks.RichTextBlock):
    """Paragraphs, headings, lists and links. A page keeps none that is empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": PLAIN_FEATURES, "required": False, **kwargs})

    class Meta:
        icon = "pilcrow"
        template = "pages/blocks/text.html"
        preview_value = (
            "<h2>What has to change</h2><p>Two workers on every visit, and time to write it down.</p>"
        )
        description = "Paragraphs, headings, lists and links"


class CallToActionBlock(blocks.StructBlock):
    """One thing to do, with one button."""

    heading = blocks.CharBlock(max_length=80)
    text = blocks.CharBlock(max_length=240, required=False)
    label = blocks.CharBlock(max_length=40, help_text="What the button says, such as “Join the union”")
    page = PageBlock(required=False)
    link = blocks.URLBlock(required=False, help_text="Only when the button leads away from this site")

    class Meta:
        icon = "arrow-right"
        template = "pages/blocks/call_to_action.html"
        preview_value = {
            "heading": "Write to your councillor",
            "text": "Ten minutes, and we give you the words.",
            "label": "Write now",
            "link": "https://example.org/write",
        }
        description = "One thing to do, with one button"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["page"] and not cleaned["link"]:
            nowhere = ValidationError("The button leads nowhere: choose a page, or give a link.")
            raise blocks.StructBlockValidationError({"page": nowhere})
        return cleaned


class DemandBlock(blocks.StructBlock):
    """What the union asks for, in one sentence that stands out."""

    demand = blocks.CharBlock(max_length=200, help_text="One sentence, such as “No visit alone.”")
    page = PageBlock(required=False, help_text="Where the whole demand can be read")

    class Meta:
        icon = "pick"
        label = "Demand"
        template = "pages/blocks/demand.html"
        preview_value = {"demand": "Two workers on every child protection visit."}
        description = "What we ask for, in one sentence that stands out"


class StatedFigureBlock(blocks.StructBlock):
    """A number somebody else published, with where it comes from."""

    number = blocks.CharBlock(max_length=20, help_text="As it is read: 39%, 1,140 or £2.1bn")
    words = blocks.CharBlock(max_length=160, help_text="What the number counts, as the end of a sentence")
    source = blocks.CharBlock(max_length=120, help_text="Who published it, and when")
    link = blocks.URLBlock(required=False, help_text="Where the source can be read")

    class Meta:
        icon = "order"
        label = "Figure"
        template = "pages/blocks/stated_figure.html"
        preview_value = {
            "number": "39%",
            "words": "left work with serious concerns about a case",
            "source": "Social Work Watch, April 2014",
        }
        description = "A number, what it counts and where it comes from"


class SpokenQuoteBlock(blocks.StructBlock):
    """What a spokesperson said, under their name. A member's words come from a consultation instead."""

    quote = blocks.TextBlock(max_length=800, rows=4, help_text="Without quotation marks")
    name = blocks.CharBlock(max_length=80, help_text="Who said it, and agreed to be quoted")
    role = blocks.CharBlock(max_length=120, required=False, help_text="Such as “regional manager”")

    class Meta:
        icon = "openquote"
        label = "Quote"
        template = "pages/blocks/spoken_quote.html"
        preview_value = {
            "quote": "Social workers know what would keep children safe. We ask that they are heard.",
            "name": "Morgan Hale",
            "role": "regional manager",
        }
        description = "What a named spokesperson said"


class PressContactBlock(blocks.StructBlock):
    """Whom a journalist can ring or write to."""

    name = blocks.CharBlock(max_length=80)
    role = blocks.CharBlock(max_length=80, required=False)
    phone = blocks.CharBlock(max_length=30, required=False)
    email = blocks.EmailBlock(required=False)
    hours = blocks.CharBlock(
        max_length=80, required=False, help_text="Such as “Monday to Friday, 9am to 5pm”"
    )

    class Meta:
        icon = "user"
        label = "Press contact"
        template = "pages/blocks/press_contact.html"
        preview_value = {"name": "Morgan Hale", "role": "Press officer", "email": "press@example.org"}
        description = "Whom a journalist can ring or write to"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["phone"] and not cleaned["email"]:
            silent = ValidationError("Give a telephone number or an e-mail address, or both.")
            raise blocks.StructBlockValidationError({"phone": silent})
        return cleaned


class NotesToEditorsBlock(blocks.StructBlock):
    """Background beneath a press release."""

    notes = blocks.RichTextBlock(features=["bold", "italic", "ol", "ul", "link"])

    class Meta:
        icon = "info-circle"
        label = "Notes to editors"
        template = "pages/blocks/notes_to_editors.html"
        preview_value = {"notes": "<ol><li>1,140 social workers took part on one day in April.</li></ol>"}
        description = "Background for journalists, beneath a press release"


class CalloutBlock(blocks.StructBlock):
    """One thing nobody should miss."""

    kind = blocks.ChoiceBlock(
        choices=[("note", "Good to know"), ("warning", "Do not get this wrong")],
        default="note",
        search_index=False,
    )
    heading = blocks.CharBlock(max_length=80)
    text = blocks.RichTextBlock(features=SHORT_FEATURES)

    class Meta:
        icon = "warning"
        label = "Callout"
        template = "pages/blocks/callout.html"
        preview_value = {
            "kind": "warning",
            "heading": "Do not reply yet",
            "text": "<p>Talk to your branch before you answer a letter from the regulator.</p>",
        }
        description = "One thing nobody should miss"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=100)
    text = blocks.RichTextBlock(features=SHORT_FEATURES, required=False)

    class Meta:
        icon = "list-ol"


class StepsBlock(blocks.StructBlock):
    """What to do, in order."""

    heading = blocks.CharBlock(max_length=80, default="What to do")
    steps = blocks.ListBlock(StepBlock(), min_num=2, max_num=12, default=[StepBlock().get_default()] * 2)

    class Meta:
        icon = "list-ol"
        label = "Steps"
        template = "pages/blocks/steps.html"
        preview_value = {
            "heading": "What to do",
            "steps": [
                {"title": "Ring your branch", "text": "<p>Today, before anything else.</p>"},
                {"title": "Gather the letters", "text": ""},
            ],
        }
        description = "What to do, in numbered steps"


class PictureBlock(blocks.StructBlock):
    """A picture, with words for those who do not see it."""

    image = ImageChooserBlock(
        help_text="Set its focal point in the image library: phones show less of the edges"
    )
    alt = blocks.CharBlock(
        max_length=200,
        required=False,
        label="Alternative text",
        help_text="What the picture tells; read out aloud",
    )
    decorative = blocks.BooleanBlock(
        required=False, label="Decorative", help_text="It tells nothing that the words around it do not"
    )
    caption = blocks.CharBlock(max_length=200, required=False)
    credit = blocks.CharBlock(max_length=80, required=False, help_text="Who made it")

    class Meta:
        icon = "image"
        label = "Picture"
        template = "pages/blocks/picture.html"
        description = "A picture, with words for those who do not see it"

    def get_preview_value(self) -> Any:
        image = get_image_model().objects.order_by("pk").first()
        return self.normalize({"image": image, "alt": image and image.title})

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        refuse_silent_picture(cleaned["alt"], decorative=cleaned["decorative"])
        return cleaned


def refuse_silent_picture(alt: str, *, decorative: bool) -> None:
    """Raises StructBlockValidationError where a picture has no words and is not decorative."""
    if not alt and not decorative:
        silent = ValidationError("Say what the picture tells, or tick that it is decorative.")
        raise blocks.StructBlockValidationError({"alt": silent})


class ArticleBlock(blocks.StructBlock):
    """One article of a newsletter."""

    heading = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=["h3", "bold", "italic", "ol", "ul", "link", "document-link"])
    image = ImageChooserBlock(required=False, label="Picture")
    alt = blocks.CharBlock(
        max_length=200,
        required=False,
        label="Alternative text of the picture",
        help_text="What the picture tells; empty where it is decorative",
    )
    page = PageBlock(required=False, label="Read on at", help_text="The page with the whole story")
    link = blocks.URLBlock(required=False, help_text="Only when the whole story is on another site")
    label = blocks.CharBlock(max_length=40, default="Read on", label="Words of the link")

    class Meta:
        icon = "doc-full"
        label = "Article"
        template = "pages/blocks/article.html"
        preview_value = {
            "heading": "More time with families",
            "text": "<p>A fifth of the week is spent with children. It could be twice that.</p>",
            "link": "https://example.org/time",
            "label": "Read on",
        }
        description = "One article of a newsletter: heading, words, a picture, where to read on"


NOWHERE_TO_JOIN = (
    "Readers do not see this block yet: the site has no address where people join. "
    "Ask an administrator to give it under Settings, Organisation."
)


def _where_to_join() -> str:
    """What an editor is told above the block while it would show nothing."""
    return "" if Organisation.objects.exclude(join_link="").exists() else NOWHERE_TO_JOIN


class JoinBlock(blocks.StructBlock):
    """The way into the union. The address behind the button is a setting of the site."""

    heading = blocks.CharBlock(max_length=80, default="Join the union")
    text = blocks.CharBlock(max_length=240, default="We are stronger together. Joining takes five minutes.")
    label = blocks.CharBlock(max_length=40, default="Join now", label="Words on the button")

    class Meta:
        icon = "group"
        label = "Join the union"
        template = "pages/blocks/join.html"
        help_text = lazy(_where_to_join, str)()
        preview_value = {
            "heading": "Join the union",
            "text": "We are stronger together. Joining takes five minutes.",
            "label": "Join now",
        }
        description = "The way into the union; its address is set under Settings"


class ExchangeBlock(blocks.StructBlock):
    said = blocks.CharBlock(max_length=240, label="You said")
    did = blocks.CharBlock(max_length=400, label="We did")


class YouSaidBlock(blocks.StructBlock):
    """What members asked for, and what came of each."""

    heading = blocks.CharBlock(max_length=80, default="You said, we did")
    exchanges = blocks.ListBlock(ExchangeBlock(), min_num=1, max_num=10)

    class Meta:
        icon = "success"
        label = "You said, we did"
        template = "pages/blocks/you_said.html"
        preview_value = {
            "heading": "You said, we did",
            "exchanges": [{"said": "Forms take the day.", "did": "We put six forms before the employers."}],
        }
        description = "What members asked for, and what came of it"


class ChartRowBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=80)
    number = blocks.DecimalBlock(min_value=0, max_digits=12, decimal_places=2)


class ChartBlock(blocks.StructBlock):
    """Bars, and the same figures as a table."""

    title = blocks.CharBlock(max_length=120, help_text="What the chart shows, as a sentence")
    unit = blocks.CharBlock(
        max_length=20, required=False, help_text="Behind each number, such as % or “cases”"
    )
    rows = blocks.ListBlock(
        ChartRowBlock(), min_num=2, max_num=12, default=[ChartRowBlock().get_default()] * 2
    )
    source = blocks.CharBlock(max_length=120, required=False)

    class Meta:
        icon = "table"
        label = "Chart"
        template = "pages/blocks/chart.html"
        preview_value = {
            "title": "Half the week goes on records",
            "unit": "%",
            "rows": [
                {"label": "Records and systems", "number": Decimal(50)},
                {"label": "With children and families", "number": Decimal(20)},
            ],
            "source": "An illustration",
        }
        description = "Bars, with the same figures as a table"

"""“Get our newsletter” inside a page."""

from typing import Any

from wagtail import blocks

from campaigns.newsletters.subscribing import offered
from campaigns.newsletters.views import empty_form


class SubscribeBlock(blocks.StructBlock):
    """The form that asks for newsletters; away from the web the way to it."""

    heading = blocks.CharBlock(max_length=80, default="Get our newsletter")
    text = blocks.CharBlock(max_length=240, required=False)

    class Meta:
        icon = "mail"
        label = "Newsletter sign-up"
        template = "newsletters/blocks/subscribe.html"
        description = "“Get our newsletter”: the form with every newsletter on offer"

    def get_preview_value(self) -> Any:
        return self.normalize({"heading": "Get our newsletter", "text": "Once a month, and no more."})

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Nothing of a form where no newsletter is on offer."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        found = offered()
        context["offered"] = found
        if found and context.get("medium", "web") == "web":
            context["form"] = empty_form(found, auto_id="newsletter_%s")
        return context

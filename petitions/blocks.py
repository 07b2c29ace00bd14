"""A petition inside a page."""

from typing import Any

from django.utils import timezone
from wagtail import blocks

from petitions.choosers import petition_chooser
from petitions.models import Petition
from petitions.on_paper import rounded_down
from petitions.showing import shown

STILL_COUNTED = (Petition.State.OPEN, Petition.State.PAUSED, Petition.State.CLOSING)
PetitionChooserBlock = petition_chooser.get_block_class(
    name="PetitionChooserBlock", module_path="petitions.blocks"
)


class SignBlock(blocks.StructBlock):
    """The panel of one petition: its count and its form; away from the web its count and address."""

    petition = PetitionChooserBlock()

    class Meta:
        icon = "edit"
        label = "Sign"
        template = "petitions/blocks/sign.html"
        description = "A petition: its count, and the form to sign it"

    def get_preview_value(self) -> Any:
        return self.normalize({"petition": Petition.objects.public().order_by("pk").first()})

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Away from the web, what is kept of the petition, and nothing of it before it is public."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        if context.get("medium", "web") != "web" and (petition := value["petition"]):
            found = shown(petition.slug)
            context |= {"found": found, "stage": found and found.petition.stage(timezone.now())}
            if found and context["medium"] == "print" and context["stage"] in STILL_COUNTED:
                # A printed page is drawn anew whenever a word of it changes: not at each signature.
                context["more_than"] = rounded_down(found.count)
        return context

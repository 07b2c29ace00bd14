"""A petition inside a page."""

from wagtail import blocks

from petitions.choosers import petition_chooser

PetitionChooserBlock = petition_chooser.get_block_class(
    name="PetitionChooserBlock", module_path="petitions.blocks"
)


class SignBlock(blocks.StructBlock):
    """The panel of one petition: its count and its form."""

    petition = PetitionChooserBlock()

    class Meta:
        icon = "edit"
        label = "Sign a petition"
        template = "petitions/blocks/sign.html"

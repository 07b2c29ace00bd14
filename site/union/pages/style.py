"""What the style page shows: forms, and every block of every page in the media it is read in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from wagtail.blocks import Block, StreamBlock
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page

from union.pages.fields import StreamField
from union.pages.forms import HintedRadios, LargeRadios
from union.pages.media import Medium, body_in


@dataclass(frozen=True)
class ShownBlock:
    """A block with its preview, as each medium shows it."""

    label: str
    description: str
    web: str
    email: str
    text: str


def every_block() -> dict[str, Block]:
    """The blocks that any page may hold, by the name that stands for each, in the editors’ order."""
    bodies = [
        field.stream_block
        for model in apps.get_models()
        if issubclass(model, Page)
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
    ]
    return {name: block for body in bodies for name, block in body.child_blocks.items()}


def shown_blocks(context: Mapping[str, Any]) -> Iterator[ShownBlock]:
    """Each block with its preview; one that has nothing to show, for want of a record, is left out."""
    for name, block in every_block().items():
        body = StreamValue(StreamBlock([(name, block)]), [(name, block.get_preview_value())])
        web, email, text = (
            body_in(body, medium=medium, context=context)
            for medium in (Medium.WEB, Medium.EMAIL, Medium.TEXT)
        )
        if text:
            yield ShownBlock(block.label, block.get_description(), web, email, text)


class StyleForm(forms.Form):
    full_name = forms.CharField(
        label="Full name", widget=forms.TextInput(attrs={"autocomplete": "name"}), max_length=80
    )
    email = forms.EmailField(
        label="E-mail address",
        help_text="We send one message, with a button to confirm.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    postcode = forms.CharField(
        label="Postcode",
        help_text="For example SW1A 2AA",
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    sector = forms.ChoiceField(
        label="Where do you work?",
        choices=[("", "Choose one"), ("council", "Council"), ("health", "Health"), ("school", "School")],
    )
    role = forms.ChoiceField(
        label="Are you a member of the union?",
        help_text="Anyone may sign.",
        choices=[("yes", "Yes"), ("no", "No"), ("unsure", "I am not sure")],
        widget=HintedRadios(hints={"unsure": "We look you up by your e-mail address."}),
    )
    claim = forms.ChoiceField(
        label="Which claim should we make?",
        choices=[("a", "A: inflation plus 2%"), ("b", "B: a flat £2,000")],
        widget=LargeRadios(
            hints={"a": "Gives more above pay point 25.", "b": "Gives more to the lowest paid."}
        ),
    )
    topics = forms.MultipleChoiceField(
        label="What may we write to you about?",
        choices=[("news", "News of this campaign"), ("votes", "Votes in my branch")],
        widget=forms.CheckboxSelectMultiple,
    )
    born = forms.DateField(
        label="When did you start in this job?", widget=forms.DateInput(attrs={"type": "date"})
    )
    words = forms.CharField(
        label="What would you change first?",
        help_text="Please do not name a child or a family.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    consent = forms.BooleanField(label="My name may be shown", help_text="First name and town only.")


def wrong_form() -> StyleForm:
    """The form as it comes back when nearly everything was left out."""
    form = StyleForm({"wrong-full_name": "Rowan Ashby", "wrong-email": "rowan.ashby"}, prefix="wrong")
    form.add_error(None, "This petition closes in two minutes: send your signature now.")
    return form

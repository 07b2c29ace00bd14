"""Every block that any page may hold: it is there in all four media, and each medium shows it."""

from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from wagtail.blocks import StreamBlock, StructBlock
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Page, Site

from campaigns.consultations.blocks import SourcesBlock
from tests.campaigns.bodies import TELLING, everything
from tests.once import told_once
from union.pages.fields import StreamField
from union.pages.media import Medium, body_in, template_in
from union.pages.models import Organisation

pytestmark = pytest.mark.django_db
AWAY = (Medium.PRINT, Medium.EMAIL, Medium.TEXT)


@told_once
def all_there(at: datetime) -> None:
    everything(at)


def bodies() -> list[StreamBlock]:
    """The stream of every page type, and the sources of a demand."""
    found = [
        field.stream_block
        for model in apps.get_models()
        if issubclass(model, Page)
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
    ]
    return [*found, SourcesBlock()]


def kinds() -> dict[str, Any]:
    return {name: block for body in bodies() for name, block in body.child_blocks.items()}


def test_every_block_has_its_templates() -> None:
    assert len(kinds()) == len(TELLING)
    for block in kinds().values():
        for medium in Medium:
            template_in(block.get_template(), medium=medium)


def test_every_block_says_what_it_is_for_and_none_holds_another_stream() -> None:
    for name, block in kinds().items():
        assert block.meta.icon != "placeholder", name
        assert block.meta.description, name
        if isinstance(block, StructBlock):
            assert not any(isinstance(child, StreamBlock) for child in block.child_blocks.values())


def test_a_name_means_the_same_block_in_every_body() -> None:
    meant: dict[str, set[type]] = {}
    for body in bodies():
        for name, block in body.child_blocks.items():
            meant.setdefault(name, set()).add(type(block))
    assert {name for name, types in meant.items() if len(types) > 1} == set()


def test_every_block_can_be_previewed() -> None:
    assert set(TELLING) == set(kinds())
    assert [name for name, block in kinds().items() if not block.is_previewable] == []


def test_a_block_is_drawn_in_every_medium_and_is_no_form_away_from_the_web(
    subtests: pytest.Subtests, all_there: None
) -> None:
    union = Organisation.objects.create(site=Site.objects.get(), join_link="https://example.org/join")
    for name, telling in sorted(TELLING.items()):
        with subtests.test(name=name):
            block = kinds()[name]
            body = StreamValue(StreamBlock([(name, block)]), [(name, block.get_preview_value(), "0a1b2c3d")])
            drawn = {
                medium: body_in(body, medium=medium, context={"organisation": union}) for medium in Medium
            }
            assert [medium for medium, words in drawn.items() if telling not in words] == []
            assert [medium for medium in AWAY if "<form" in drawn[medium]] == []
            assert ('href="/' in drawn[Medium.EMAIL], 'src="/' in drawn[Medium.EMAIL]) == (False, False)
            assert ("</" in drawn[Medium.TEXT], "&amp;" in drawn[Medium.TEXT]) == (False, False)

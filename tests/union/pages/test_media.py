"""A body of words in its four media, and what an editor's rich text becomes in a letter."""

import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.template import TemplateDoesNotExist
from wagtail.admin.telepath import JSContext
from wagtail.blocks import CharBlock, StreamBlock
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Site

from union.pages import blocks
from union.pages.media import absolute, body_in
from union.pages.models import Organisation
from union.pages.plain import rich_text_as_text, rich_text_for_email

pytestmark = pytest.mark.django_db

WORDS = (
    "<h2>What we ask</h2><p>Two workers on <b>every</b> visit &amp; time.</p><ul><li>No lone visits</li>"
    "<li>An hour to write<ul><li>the same day</li></ul></li></ul><h3>Read</h3>"
    '<p>See <a href="/plan/">the plan</a> or <a href="https://example.org/x">https://example.org/x</a>.'
    "<br/>Thank you.</p><ol><li>One</li><li>Two</li></ol>"
)
AS_TEXT = """What we ask
===========

Two workers on every visit & time.

- No lone visits
- An hour to write
  - the same day

Read
----

See the plan (https://union.example.org/plan/) or https://example.org/x.
Thank you.

1. One
2. Two"""


@pytest.fixture(autouse=True)
def _at_our_address(settings: LazySettings) -> None:
    settings.BASE_URL = "https://union.example.org"


def body(kind: str, block: Any, value: Any) -> StreamValue:
    return StreamBlock([(kind, block)]).to_python([{"type": kind, "value": value, "id": "a1"}])


def test_rich_text_reads_as_plain_text() -> None:
    assert rich_text_as_text(WORDS) == AS_TEXT


def test_links_in_a_letter_are_whole_addresses() -> None:
    html = rich_text_for_email('<p><a href="/plan/">Plan</a> <a href="mailto:kit@example.org">Kit</a></p>')
    assert html == (
        '<p><a href="https://union.example.org/plan/">Plan</a> <a href="mailto:kit@example.org">Kit</a></p>'
    )


def test_an_address_is_made_whole() -> None:
    for address, whole in [
        ("/plan/", "https://union.example.org/plan/"),
        ("https://example.org/x", "https://example.org/x"),
        ("#top", "https://union.example.org/#top"),
        ("", ""),
    ]:
        assert absolute(address) == whole, address


def test_a_demand_stands_in_each_medium() -> None:
    demand = body("demand", blocks.DemandBlock(), {"demand": "No visit alone: it’s <safe>"})
    assert body_in(demand, medium="text") == "Our demand: No visit alone: it’s <safe>"
    assert (
        body_in(demand, medium="email").strip() == '<p class="demand">No visit alone: it’s &lt;safe&gt;</p>'
    )
    web, paper = body_in(demand, medium="web"), body_in(demand, medium="print")
    assert web.startswith('<div class="block block--demand"><aside class="demand"')
    assert paper == web


def test_one_block_may_be_drawn_alone() -> None:
    demand = body("demand", blocks.DemandBlock(), {"demand": "No visit alone."})
    assert body_in(demand[0], medium="text") == "Our demand: No visit alone."


def test_a_block_that_shows_nothing_leaves_no_gap() -> None:
    silent = {"heading": "", "text": "", "label": ""}
    both = StreamBlock([("join", blocks.JoinBlock()), ("demand", blocks.DemandBlock())]).to_python(
        [
            {"type": "join", "value": silent},
            {"type": "demand", "value": {"demand": "No visit alone."}},
        ]
    )
    assert "block--join" not in body_in(both, medium="web")


def test_a_medium_nobody_knows_and_a_block_without_a_letter_are_refused() -> None:
    with pytest.raises(ValueError, match="fax"):
        body_in(body("demand", blocks.DemandBlock(), {"demand": "No."}), medium="fax")
    bare = CharBlock(template="pages/blocks/_chart_table.html")
    for block in (bare, CharBlock()):
        with pytest.raises(TemplateDoesNotExist):
            body_in(body("bare", block, "x"), medium="email")


def test_an_editor_is_told_while_the_way_into_the_union_shows_nothing() -> None:
    def told() -> bool:
        return "Readers do not see this block yet" in json.dumps(JSContext().pack(blocks.JoinBlock()))

    union = Organisation.objects.create(site=Site.objects.get())
    assert told()
    union.join_link = "https://example.org/join"
    union.save()
    assert not told()

"""What the browser tells a screen reader, where the markup alone does not say it."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from playwright.sync_api import Browser, Page

from tests.union.pages.test_forms import MixedForm
from union.charts import Bar, bar_chart


class UploadForm(MixedForm):
    extract = forms.FileField(label="The extract")


@pytest.fixture
def blank(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


def heard(page: Page, markup: str) -> list[dict[str, Any]]:
    """Role, name, description and what else is told of each part of a page of this markup, in order."""
    page.set_content(f'<html lang="en"><title>T</title><main>{markup}</main>')
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    return [
        {key: node[key].get("value") for key in ("role", "name", "description") if key in node}
        | {told["name"]: told["value"].get("value") for told in node.get("properties", [])}
        for node in in_order(nodes[0], by_id)
        if not node["ignored"]
    ]


def in_order(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("childIds", []):
        if child in by_id:
            yield from in_order(by_id[child], by_id)


def called_wrong(page: Page, form: forms.Form) -> list[str]:
    return [part["name"] for part in heard(page, str(form)) if part.get("invalid", "false") != "false"]


def test_nothing_is_called_wrong_before_it_was_sent(blank: Page) -> None:
    assert called_wrong(blank, UploadForm()) == []
    fields = ["Show my name", "E-mail address", "Where do you work?", "The extract"]
    assert [name for name in called_wrong(blank, UploadForm({})) if name in fields] == fields


def test_the_numbers_of_steps_are_read_out_as_they_are_seen(blank: Page) -> None:
    style = Path("site/config/static/css/tenpoint.css").read_text()
    lists = [
        f"<ol class='{name}'><li>Ring</li><li>Write</li></ol>"
        for name in ("steps", "plan-points plan-points--short")
    ]
    told = heard(blank, f"<style>{style}</style>{''.join(lists)}")
    texts = [part["name"].strip() for part in told if part["role"] == "StaticText"]
    assert texts == ["1", "Ring", "2", "Write"] * 2


def test_a_chart_is_read_out_once(blank: Page) -> None:
    chart = bar_chart([Bar("Yes", 12, Decimal("60.0")), Bar("No", 8, Decimal("40.0"))], title="Agreed?")
    told = [
        (part["role"], part.get("name"), part.get("description", ""))
        for part in heard(blank, f"<figure>{chart}</figure>")
        if part.get("name") and part["role"] != "RootWebArea"
    ]
    assert told == [("image", "Agreed? Yes: 12 (60.0%). No: 8 (40.0%).", "")]

"""The panel of a petition inside a page."""

from datetime import datetime, timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from petitions.blocks import SignBlock
from petitions.forms import SignForm
from petitions.models import Tally
from petitions.panels import panel
from tests.petitions.factories import open_petition

pytestmark = pytest.mark.django_db


def test_the_block_draws_the_form_which_is_sent_to_the_petition() -> None:
    petition = open_petition(at=timezone.now() - timedelta(days=1))
    Tally.objects.create(petition=petition, dimension="all", n=341)
    block = SignBlock()
    html = block.to_python({"petition": petition.pk}).render_as_block({"csrf_token": "from-the-page"})
    assert 'action="/petitions/ten-points/sign/"' in html
    assert 'name="csrfmiddlewaretoken" value="from-the-page"' in html
    assert '<span class="figure-number" data-count>341</span>' in html


def test_the_tag_draws_a_closed_petition_without_a_form(noon: datetime) -> None:
    petition = open_petition(at=noon, state="closed", closing_at=noon)
    html = Template("{% load petition_panel %}{% petition_panel petition %}").render(
        Context({"petition": petition})
    )
    assert ("no more signatures" in html, "<form" in html) == (True, False)


def test_a_block_without_a_petition_draws_nothing() -> None:
    assert SignBlock().to_python({"petition": None}).render_as_block().strip() == ""


def test_a_link_from_a_letter_is_known_in_a_block_too() -> None:
    petition = open_petition(at=timezone.now() - timedelta(days=1))
    page = {"csrf_token": "from-the-page", "request": RequestFactory().get("/campaign/?s=email")}
    html = SignBlock().to_python({"petition": petition.pk}).render_as_block(page)
    assert '<input type="hidden" name="s" value="email">' in html


def test_the_form_names_whoever_decides_each_petition(noon: datetime) -> None:
    """It is drawn once for all petitions, with a gap for that."""
    minister = open_petition(at=noon, decision_maker="the <Minister> & all")
    council = open_petition(at=noon, slug="other", decision_maker="the Council")
    drawn = [str(panel(petition, at=noon)["drawn"]) for petition in (minister, council, minister)]
    named = ["Give my name to the &lt;Minister&gt; &amp; all when", "Give my name to the Council when"]
    assert [[words in form for words in named] for form in drawn] == [
        [True, False],
        [False, True],
        [True, False],
    ]
    assert "\0" not in "".join(drawn)
    assert drawn[1] == SignForm(petition=council).render()

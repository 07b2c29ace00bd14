"""What every letter says besides its own words."""

from datetime import datetime

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from wagtail.models import Site

from union.mail.rendering import render_letter
from union.pages.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organisation() -> None:
    own = Organisation.for_site(Site.objects.get())
    own.name, own.contact_email = "Care & Nursery Workers’ Union", "help@example.org"
    own.save()
    cache.clear()


def test_a_letter_in_plain_text_ends_with_who_writes_and_where_to_ask(noon: datetime) -> None:
    letter = render_letter("mail/trial", {"queued_at": noon, "mark": "A1"})
    ends = "You need not do anything.\n\nCare & Nursery Workers’ Union\nhelp@example.org\n"
    assert letter.text.endswith(ends)
    assert letter.text.count("help@example.org") == 1


@pytest.mark.parametrize("letter", ["login_code", "email_confirmation", "unknown_account"])
def test_so_does_a_code_that_does_not_wait_in_the_outbox(letter: str) -> None:
    text = render_to_string(f"account/email/{letter}_message.txt", {"code": "ABCD-EFGH"})
    assert text.endswith("\n\nCare & Nursery Workers’ Union\nhelp@example.org\n")

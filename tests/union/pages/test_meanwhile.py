"""Of two who edit a record in the CMS, neither writes over what they have not seen."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Site

from tests.conftest import SignIn
from tests.html import seen
from tests.newsletters.factories import newsletter
from union.accounts.models import User
from union.pages.meanwhile import MEANWHILE
from union.pages.models import Organisation


def admins(sign_in: SignIn) -> list[Client]:
    """Ada and Ben, who both look after the settings."""
    return [sign_in(User.objects.create_superuser(f"{name}@example.org")) for name in ("ada", "ben")]


@pytest.mark.django_db
def test_of_two_who_look_after_the_settings_neither_writes_over_what_they_have_not_seen(
    sign_in: SignIn,
) -> None:
    """Ada gives the union its telephone while Ben, who opened the form before, looks for another colour."""
    (ada, ben), path = admins(sign_in), f"/cms/settings/pages/organisation/{Site.objects.get().pk}/"
    form = {"name": "Care Workers Union", "brand_colour": "#5b1f69", "accent_colour": "#007a5e"}
    form["seen"] = seen(ben.get(path))
    assert ada.post(path, form | {"contact_phone": "01632 960 022"}).status_code == 302
    refused = ben.post(path, form | {"brand_colour": "#123456"})
    says = f"{MEANWHILE} By now it says: “01632 960 022” Take over what is to stay, and save again."
    assert refused.context["form"].errors == {"contact_phone": [says]}
    both = {"brand_colour": "#123456", "contact_phone": "01632 960 022", "seen": seen(refused)}
    assert ben.post(path, form | both).status_code == 302
    kept = Organisation.objects.get()
    assert (kept.brand_colour, kept.contact_phone) == ("#123456", "01632 960 022")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told_what_the_other_wrote(sign_in: SignIn) -> None:
    path = f"/cms/settings/pages/organisation/{Site.objects.get().pk}/"
    form = {"name": "Care Workers Union", "brand_colour": "#5b1f69", "accent_colour": "#007a5e"}
    both = [form | {"contact_phone": number} for number in ("01632 960 022", "01632 960 033")]
    assert saved_at_once(admins(sign_in), path, both) == [200, 302]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_a_newsletter_at_once_one_is_told_too(sign_in: SignIn) -> None:
    path = f"/cms/newsletters/offers/edit/{newsletter().pk}/"
    both = [{"name": "Campaign news", "about": about, "place": "10"} for about in ("Weekly.", "Monthly.")]
    assert saved_at_once(admins(sign_in), path, both) == [200, 302]


def saved_at_once(people: list[Client], path: str, forms: list[dict[str, str]]) -> list[int]:
    """What each gets who sends a form in the same moment, over what both have seen."""
    shown, gate = seen(people[0].get(path)), Barrier(len(people))

    def save(who: Client, form: dict[str, str]) -> int:
        gate.wait()
        try:
            return who.post(path, form | {"seen": shown}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return sorted(pool.map(save, people, forms))

"""The base page, the error pages and the style page, without a browser."""

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import LazySettings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.views.defaults import server_error
from wagtail.models import Site

from tests.conftest import SignIn
from union.accounts.models import User
from union.pages.models import Organisation


@pytest.mark.django_db
def test_page_names_the_organisation_and_loads_its_colours(client: Client) -> None:
    Organisation.objects.create(
        site=Site.objects.get(), name="Harbour Workers", contact_phone="01632 960 001"
    )
    page = client.get("/accounts/login/").content.decode()
    assert "<span>Harbour Workers</span>" in page
    assert '<a href="tel:01632960001">01632 960 001</a>' in page
    assert '<link rel="stylesheet" href="/theme.css?v=' in page
    assert "/demo/mail/" not in page


@pytest.mark.django_db
def test_ribbon_shows_in_the_demo_only(client: Client, settings: LazySettings) -> None:
    settings.DEMO = True
    assert '<a href="/demo/mail/">' in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_missing_page_says_what_to_do_next(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "<h1>Page not found</h1>" in answer.content.decode()
    assert "ask for a new one" in answer.content.decode()


@pytest.mark.django_db
def test_form_from_elsewhere_says_what_to_do_next() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "rowan.ashby@example.org"})
    assert answer.status_code == 403
    assert "<h1>Please send the form again</h1>" in answer.content.decode()


def test_error_pages_need_no_context() -> None:
    for name in ["400", "403", "403_csrf", "404", "500", "503"]:
        page = render_to_string(f"{name}.html")
        assert '<html lang="en-GB">' in page, name
        assert "<h1>" in page, name
        assert 'href="/"' in page, name


def test_server_error_asks_nothing_of_the_database() -> None:
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Sorry, something went wrong here" in answer.content.decode()


@pytest.mark.django_db
def test_style_page_is_for_the_demo(client: Client, settings: LazySettings) -> None:
    assert client.get("/style/").status_code == 404
    settings.DEMO = True
    assert client.get("/style/").status_code == 200
    assert client.post("/style/").status_code == 405


@pytest.mark.django_db
def test_a_union_that_said_nothing_of_itself_yet_has_no_words_or_address_of_ours(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    drawn = page + render_to_string("mail/base.html") + client.get("/").content.decode()
    assert [word for word in ("public service", "example.org", "<h2>Contact</h2>") if word in drawn] == []


@pytest.mark.django_db
def test_letter_carries_name_colour_and_contact() -> None:
    Organisation.objects.create(
        site=Site.objects.get(),
        name="Harbour Workers",
        contact_email="office@example.org",
        brand_colour="#123456",
    )
    letter = render_to_string("mail/base.html")
    assert '<p class="sender">Harbour Workers</p>' in letter
    assert "background-color: #123456; color: #ffffff" in letter
    assert '<a href="mailto:office@example.org">office@example.org</a>' in letter


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("welsh", "foot", "line"),
    [
        ("Undeb y porthladd", "<p>Undeb y porthladd</p>", "<span>Undeb y porthladd</span>"),
        ("", '<p lang="en-GB">The dockside union</p>', '<span lang="en-GB">The dockside union</span>'),
    ],
)
def test_strapline_is_welsh_on_welsh_pages_and_in_letters(
    client: Client, welsh: str, foot: str, line: str
) -> None:
    Organisation.objects.create(
        site=Site.objects.get(),
        strapline="The dockside union",
        strapline_cy=welsh,
        contact_email="office@example.org",
    )
    page = client.get("/cy/me/").content.decode()
    assert foot in page
    described = welsh or "Ymgyrchoedd, deisebau, pleidleisiau a barn yr aelodau"
    assert f'<meta name="description" content="{described}">' in page
    with translation.override("cy"):
        assert f"Tenpoint Union<br>{line}<br>" in render_to_string("mail/base.html")
    english = client.get("/accounts/login/").content.decode()
    assert "<p>The dockside union</p>" in english
    assert '<meta name="description" content="The dockside union">' in english
    assert "<br><span>The dockside union</span><br>" in render_to_string("mail/base.html")


def test_button_in_a_letter_shows_its_address_too() -> None:
    assert render_to_string("mail/_button.html", {"url": "https://example.org/x/", "label": "Confirm"}) == (
        '<p><a class="button" href="https://example.org/x/">Confirm</a></p>\n'
        '<p class="small">If the button does not work, copy this address into your browser:<br>'
        '<a href="https://example.org/x/">https://example.org/x/</a></p>\n'
    )


def test_stylesheet_stays_small() -> None:
    found = finders.find("css/tenpoint.css")
    assert found is not None
    assert Path(found).stat().st_size < 40_000


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "head", "foot"),
    [
        ("/petitions/", '<a href="/me/">Your desk</a>', '<a href="/desk/">Desk for officers</a>'),
        ("/cy/petitions/", '<a href="/cy/me/">Eich desg</a>', '<a href="/desk/">Desg y swyddogion</a>'),
    ],
)
def test_head_and_foot_are_true_for_everybody_and_know_nobody(
    client: Client, sign_in: SignIn, address: str, head: str, foot: str
) -> None:
    ines = sign_in(User.objects.create_user("ines@example.org", name="Ines Okafor"))
    pages = [browser.get(address) for browser in (client, ines)]
    first, second = (page.content.decode() for page in pages)
    assert first == second
    assert (head in first, foot in first, "Sign in" in first) == (True, True, False)
    assert ["Set-Cookie" in page.headers or bool(page.cookies) for page in pages] == [False, False]


@pytest.mark.django_db
def test_both_doors_let_somebody_sign_in(client: Client, sign_in: SignIn) -> None:
    asks = client.get("/me/").content.decode()
    assert '<a href="/accounts/login/?next=/me/">Sign in</a>' in asks
    assert client.get("/desk/").headers["Location"] == "/accounts/login/?next=/desk/"
    ines = User.objects.create_user("ines@example.org", name="Ines Okafor")
    EmailAddress.objects.create(user=ines, email=ines.email, verified=True, primary=True)
    desk = sign_in(ines).get("/me/").content.decode()
    assert "You are signed in, so your desk is open until you sign out." in desk
    assert 'Your work is at the <a href="/desk/">desk for officers</a>.' in desk

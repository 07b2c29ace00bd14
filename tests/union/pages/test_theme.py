import pytest
from django.test import Client
from wagtail.models import Site

from tests.conftest import SignIn
from union.accounts.models import User
from union.pages.models import Organisation
from union.pages.templatetags.look import organisation_at_large
from union.pages.theme import call_on, contrast, readable, schemes, stylesheet, text_on, valid_colour, version

COLOURS = ["#5b1f69", "#007a5e", "#ffff00", "#000000", "#ffffff", "#777777", "#e30613", "#00aeef"]


def test_contrast_of_known_pairs() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert contrast("#777777", "#777777") == 1


def test_any_brand_can_be_read() -> None:
    for colour in COLOURS:
        both = schemes(colour, colour)
        for found, ground, ratio in ((both["light"], "#f3ebe2", 4.5), (both["dark"], "#2a2230", 6.5)):
            assert contrast(found.action, ground) >= ratio
            assert contrast(found.accent, ground) >= ratio
            assert contrast(found.on_action, found.action) >= 4.5
            assert contrast(found.on_accent, found.accent) >= 4.5
        assert contrast(text_on(colour), colour) >= 4.5, colour
        call, on_call = call_on(colour)
        assert contrast(call, colour) >= 3, colour
        assert contrast(on_call, call) >= 4.5, colour


def test_a_readable_colour_stays_as_it_is() -> None:
    assert readable("#5b1f69", ground="#ffffff") == "#5b1f69"


def test_only_hex_colours_enter_the_stylesheet() -> None:
    for given, kept in [
        ("#5B1F69", "#5b1f69"),
        (" #abc ", "#aabbcc"),
        ("red", "#000000"),
        ("", "#000000"),
        ("#12345", "#000000"),
        ("#fff;}", "#000000"),
        ("#aabbcc\n", "#aabbcc"),
    ]:
        assert valid_colour(given, otherwise="#000000") == kept


def test_stylesheet_of_a_yellow_union() -> None:
    assert stylesheet("#ffdd00", "nonsense{}") == (
        "@media screen{:root{--brand:#ffdd00;--on-brand:#231a27;--call:#231a27;--on-call:#ffdd00;"
        "--action:#7a6a00;--on-action:#ffffff;--accent:#007a5e;--on-accent:#ffffff;}}\n"
        "@media screen and (prefers-color-scheme:dark){:root{--action:#ffdd00;--on-action:#231a27;"
        "--accent:#73b6a6;--on-accent:#231a27;}}\n"
    )


@pytest.mark.django_db
def test_theme_with_its_version_is_kept_for_a_year(client: Client) -> None:
    css = stylesheet("#5b1f69", "#007a5e")
    answer = client.get("/theme.css", {"v": version(css)})
    assert answer.content.decode() == css
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.django_db
def test_theme_with_an_old_version_is_kept_for_a_minute(client: Client) -> None:
    assert client.get("/theme.css", {"v": "before"})["Cache-Control"] == "public, max-age=60"
    assert client.get("/theme.css")["Cache-Control"] == "public, max-age=60"


@pytest.mark.django_db
def test_theme_follows_the_settings(client: Client) -> None:
    Organisation.objects.create(site=Site.objects.get(), brand_colour="#123456")
    assert "--brand:#123456;" in client.get("/theme.css").content.decode()


@pytest.mark.django_db
def test_theme_is_only_read(client: Client) -> None:
    assert client.post("/theme.css").status_code == 405


@pytest.mark.django_db
def test_no_site_yet_means_the_defaults(client: Client) -> None:
    Site.objects.all().delete()
    assert client.get("/theme.css").content.decode() == stylesheet("#5b1f69", "#007a5e")
    assert organisation_at_large().name == "Tenpoint Union"


@pytest.mark.django_db
def test_the_union_gives_its_site_a_name_for_the_first_time(sign_in: SignIn) -> None:
    admin = sign_in(User.objects.create_superuser("admin@example.org"))
    path = f"/cms/settings/pages/organisation/{Site.objects.get().pk}/"
    assert admin.get(path).status_code == 200
    assert Organisation.objects.count() == 0
    fields = {"name": "Care Workers Union", "brand_colour": "#123456", "accent_colour": "#007a5e"}
    assert admin.post(path, fields).status_code == 302
    assert Organisation.objects.get().name == "Care Workers Union"

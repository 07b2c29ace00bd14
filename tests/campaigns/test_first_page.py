"""Ada gives a new installation its front page, as docs/operations.md says."""

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Page

from campaigns.models import HomePage
from tests.campaigns.publishing import publish_now
from tests.conftest import SignIn
from union.accounts.welcoming import welcome

pytestmark = pytest.mark.django_db
HOME = {
    "title": "Home",
    "slug": "front",
    "summary": "What we do.",
    "demand": "Fair pay for all.",
    "action_page": "",
    "action_label": "Add your name",
    "body-count": "0",
    "seo_title": "",
    "search_description": "",
    "go_live_at": "",
    "expire_at": "",
    "action-publish": "action-publish",
}


def test_ada_makes_the_front_page_and_takes_the_page_of_welcome_away(
    client: Client,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    assert "Welcome to your new Wagtail site!" in client.get("/").content.decode()
    ada = sign_in(welcome("ada@example.org", name="Ada Quill", superuser=True))
    adding = ada.get("/cms/pages/1/add_subpage/").url
    assert adding == "/cms/pages/add/campaigns/homepage/1/"
    publish_now(ada, adding, HOME)
    home, old = HomePage.objects.get(), Page.objects.get(depth=2, slug="home")
    site = {
        "hostname": "localhost",
        "port": "80",
        "site_name": "",
        "root_page": home.pk,
        "is_default_site": "on",
    }
    with django_capture_on_commit_callbacks(execute=True):  # what is kept of the site is forgotten
        assert ada.post("/cms/sites/edit/1/", site).url == "/cms/sites/"
        assert ada.post(f"/cms/pages/{old.pk}/delete/").status_code == 302
    assert "Fair pay for all." in client.get("/").content.decode()
    assert Page.objects.filter(depth=2).count() == 1

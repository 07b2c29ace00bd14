"""The site that answers for every address stays, whatever an administrator presses."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Site

from campaigns.models import PlanPage
from tests.conftest import SignIn
from tests.union.publishing.changes import said
from union.accounts.models import User
from union.publishing.cms_sites import NO_FRONT, STAYS

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(plan: PlanPage) -> Site:
    return Site.objects.get()


def form(site: Site, **changed: Any) -> dict[str, Any]:
    return {
        "hostname": site.hostname,
        "port": site.port,
        "site_name": site.site_name,
        "root_page": site.root_page_id,
        "is_default_site": "on",
        **changed,
    }


def test_ada_cannot_delete_the_only_site(ada: User, sign_in: SignIn, site: Site, client: Client) -> None:
    browser = sign_in(ada)
    delete, edit = f"/cms/sites/delete/{site.pk}/", f"/cms/sites/edit/{site.pk}/"
    assert delete not in browser.get(edit).content.decode()
    for ask in (browser.get, browser.post):
        answer = ask(delete, follow=True)
        assert (answer.redirect_chain, said(answer)) == ([(edit, 302)], [STAYS])
    assert client.get("/").status_code == 200


def test_it_stays_the_default_and_keeps_a_front_page(ada: User, sign_in: SignIn, site: Site) -> None:
    browser, edit = sign_in(ada), f"/cms/sites/edit/{site.pk}/"
    unticked = form(site, site_name="Ours")
    del unticked["is_default_site"]
    assert browser.post(edit, unticked).context["form"].errors == {"is_default_site": [STAYS]}
    root = form(site, root_page=Page.get_first_root_node().pk)
    assert browser.post(edit, root).context["form"].errors == {"root_page": [NO_FRONT]}
    assert browser.post(edit, form(site, site_name="Ours")).status_code == 302
    site.refresh_from_db()
    assert (site.site_name, site.is_default_site) == ("Ours", True)


def test_another_site_comes_and_goes(ada: User, sign_in: SignIn, site: Site) -> None:
    browser = sign_in(ada)
    other = form(site, hostname="other.example.org", is_default_site="")
    assert browser.post("/cms/sites/new/", form(site, root_page=1)).status_code == 200
    del other["is_default_site"]
    assert browser.post("/cms/sites/new/", other).status_code == 302
    new = Site.objects.get(hostname="other.example.org")
    assert f"/cms/sites/delete/{new.pk}/" in browser.get(f"/cms/sites/edit/{new.pk}/").content.decode()
    assert browser.post(f"/cms/sites/delete/{new.pk}/").status_code == 302
    assert list(Site.objects.all()) == [site]


def test_who_may_not_look_after_sites_does_not_either(sana: User, sign_in: SignIn, site: Site) -> None:
    browser = sign_in(sana)
    for path in ("new/", f"edit/{site.pk}/", f"delete/{site.pk}/"):
        assert browser.post(f"/cms/sites/{path}").status_code == 302
    assert Site.objects.count() == 1

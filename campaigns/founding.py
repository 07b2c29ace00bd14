"""The first front page: once it is live, it stands where Wagtail's page of welcome stood."""

from typing import Any

from django.db import transaction
from wagtail.models import Page, Site

from campaigns.models import HomePage


@transaction.atomic
def take_the_front(home: HomePage) -> None:
    """Make it the front of a site that shows the page of welcome, which goes unless pages are beneath it.

    Changes nothing where the site has a front page of its own.
    """
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None or site.root_page.specific_class is not Page:
        return
    welcome, site.root_page = site.root_page, home
    site.save(update_fields=["root_page"])
    if welcome.depth > 1 and not welcome.get_children().exists():
        welcome.delete()


def home_is_out(instance: HomePage, **news: Any) -> None:
    """The signal `page_published` of a home."""
    take_the_front(instance)

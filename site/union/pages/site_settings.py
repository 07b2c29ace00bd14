"""Settings of the site in the CMS that reading does not write down."""

from typing import Self

from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Site

from union.pages.meanwhile import SeeingForm


class SiteSetting(BaseSiteSetting):
    base_form_class = SeeingForm

    class Meta:
        abstract = True

    @classmethod
    def for_site(cls, site: Site | None) -> Self:
        """What the union wrote, or ours until it writes its own: Wagtail's would write a row."""
        if site is None:
            raise cls.DoesNotExist("No site, no settings.")
        return cls.base_queryset().filter(site=site).first() or cls(site=site)

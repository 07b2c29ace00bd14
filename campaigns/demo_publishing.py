"""How the demo's pages go live: as a version of their own, so that their PDFs are drawn like anybody's."""

from wagtail.models import Page


def publish_beneath(parent: Page, page: Page) -> None:
    parent.add_child(instance=page)
    page.save_revision().publish()

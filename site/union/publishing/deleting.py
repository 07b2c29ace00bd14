"""What may be deleted: nothing that readers can still open, and never the front of a site.

A page goes with its translations: one that stayed would be a translation of nothing.
"""

from collections.abc import Iterable

from wagtail.models import Page, Site

from union.publishing.moving import SideStays, in_its_language
from union.publishing.recalling import sides_of
from union.publishing.welsh import is_welsh

NAMED = 4  # pages; of more than that the rest are counted


class StillLive(Exception):
    """Readers can open one of these pages; the message says which and what to do first.

    `page` is the one, where there is one alone.
    """

    def __init__(self, sentence: str, page: Page | None) -> None:
        super().__init__(sentence)
        self.page = page


class FrontOfTheSite(Exception):
    """A site begins at one of these pages; the message says what to do first."""


def translations_of(page: Page) -> list[Page]:
    """What goes with a page when it is deleted; a translation goes alone."""
    return [] if is_welsh(page) else sides_of(page)[1:]


def sides_to_delete(page: Page, *, by: object) -> list[Page]:
    """The translations of a page. Raises SideStays where this person may not delete one of them."""
    for side in translations_of(page):
        if not side.permissions_for_user(by).can_delete():
            raise SideStays(
                f"Nothing was deleted: {in_its_language(side)} has to go along, and you may not delete it."
            )
    return translations_of(page)


def check_deletable(pages: Iterable[Page]) -> None:
    """Whatever goes with these pages is recalled already, so that its address says why it is gone.

    Raises FrontOfTheSite, and StillLive.
    """
    for page in pages:
        beneath = Page.objects.descendant_of(page, inclusive=True)
        if Site.objects.filter(root_page__in=beneath).exists():
            raise FrontOfTheSite(
                f"Nothing was deleted: the site begins at “{page.title}”, and would go with it. Choose "
                "another front page under Settings, Sites first."
            )
        if live := list(beneath.live().order_by("path")):
            alone = live[0] if len(live) == 1 else None
            named = _named([one.title for one in live])
            verb, them = ("is", "it") if alone else ("are", "them")
            raise StillLive(
                f"Nothing was deleted: {named} {verb} live. Recall {them} first, with a reason, which "
                "readers then find at the address. What is recalled can be deleted.",
                alone,
            )


def _named(titles: list[str]) -> str:
    shown = titles if len(titles) <= NAMED else titles[: NAMED - 1]
    words = [f"“{title}”" for title in shown]
    if len(shown) < len(titles):
        words.append(f"{len(titles) - len(shown)} more pages")
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)

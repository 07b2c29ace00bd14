"""Whether anybody may read a page, in one statement in the place of Wagtail's two."""

from wagtail.models import Page

from union.statements import run

LOCKS = """SELECT 1 FROM wagtailcore_pageviewrestriction lock
    JOIN wagtailcore_page above ON above.id = lock.page_id
    WHERE substr(CAST(%s AS varchar(255)), 1, length(above.path)) = above.path LIMIT 1"""


def readable(page: Page | None) -> Page | None:
    """The page; None, for no block to show, while it is not live or some alone may read it."""
    return None if page is None or not page.live or run(LOCKS, [page.path]) else page

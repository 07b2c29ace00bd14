"""Cards: what a page shows of the pages beneath it, which is a title and a sentence."""

from typing import Any

from wagtail.models import Page

from union.statements import records

# Right beneath a page that somebody reads nothing else can keep readers out of another.
UNLOCKED = "NOT EXISTS (SELECT 1 FROM wagtailcore_pageviewrestriction lock WHERE lock.page_id = p.id)"
CARD = ("id", "path", "depth", "title", "url_path")
DEMAND, SUMMARY = ("page_ptr_id", "demand"), ("page_ptr_id", "summary")
DATED = (*SUMMARY, "dated")


def cards_beneath(page: Page, kind: type[Page]) -> list[Any]:
    """What is live of one kind right beneath `page`, and open to its readers, in the editors’ order."""
    rows = records(
        (("p", Page, CARD), ("kind", kind, SUMMARY)),
        f'FROM wagtailcore_page p JOIN "{kind._meta.db_table}" kind ON kind.page_ptr_id = p.id'
        f" WHERE p.live AND p.path LIKE %s AND p.depth = %s AND {UNLOCKED} ORDER BY p.path",
        [f"{page.path}%", page.depth + 1],
    )
    return [card(found, of_kind) for found, of_kind in rows]


def card(page: Any, of_kind: Any) -> Any:
    """The page with what was read of its kind."""
    for field in ("demand", "summary", "dated"):
        if field in of_kind.__dict__:
            setattr(page, field, of_kind.__dict__[field])
    return page

"""The PDF of a page before its time, for whoever holds a link: a worker draws it from the approved version.

As with the PDFs of live pages, a file is given out only while it was drawn from what the page would print at
this moment. The files of a page lie in a folder of its own, which goes with its last link.
"""

from datetime import datetime

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.models import Page, Revision

from union.expiring import Expired
from union.pages.printing import digest_of, print_html
from union.pdf import PdfTooLong, PdfUnavailable, make_pdf_apart
from union.publishing.models import PressLink
from union.waking import wake

FOLDER = "pdf/press"
ASKED, ASKED_FOR = "publishing:press-prints-asked-for", 300
FAULT_FOR = 3600


def press_html(revision: Revision) -> str:
    """What the approved version prints, with its time of embargo."""
    return print_html(revision.as_object(), embargoed_until=revision.approved_go_live_at)


def press_file(revision: Revision, html: str) -> str:
    return f"{FOLDER}/{revision.object_id}/{digest_of(html)}.pdf"


def fault_of(file: str) -> str:
    """Why this file cannot be drawn, in a sentence; empty unless that was tried within the hour."""
    return str(cache.get(f"publishing:fault:{file}") or "")


def ask_for_press_print(revision: Revision) -> None:
    """Somebody with a link waits: a note in the cache and a call, for reading changes no table."""
    asked: set[int] = cache.get(ASKED) or set()
    cache.set(ASKED, {*asked, revision.pk}, ASKED_FOR)
    wake("union.publishing.tasks.draw_press_prints")


def draw_press_prints(*, at: datetime) -> int:
    """Draw what somebody asked for and still has a link to; how many."""
    asked: set[int] = cache.get(ASKED) or set()
    cache.delete(ASKED)
    waiting = Revision.page_revisions.filter(pk__in=asked, approved_go_live_at__gt=at)
    return sum(_draw(revision) for revision in waiting if _standing(revision.object_id))


def _draw(revision: Revision) -> bool:
    html = press_html(revision)
    file = press_file(revision, html)
    if default_storage.exists(file) or fault_of(file):
        return False
    try:
        drawn = make_pdf_apart(html)
    except (PdfTooLong, PdfUnavailable) as reason:
        cache.set(f"publishing:fault:{file}", str(reason), FAULT_FOR)
        return False
    remove_press_prints(revision.object_id)
    default_storage.save(file, ContentFile(drawn))
    if not _standing(revision.object_id):  # stopped while it was drawn
        remove_press_prints(revision.object_id)
    return True


def _standing(page: int | str) -> bool:
    links = PressLink.objects.filter(page_id=page, stopped_at=None).select_related("page")
    return any(not link.is_used_up for link in links)


# --- what goes


def remove_press_prints(page: int | str) -> None:
    """Nothing of this page's is kept."""
    folder = f"{FOLDER}/{page}"
    if default_storage.exists(folder):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")
        default_storage.delete(folder)


def remove_all_press_prints(**news: object) -> None:
    """The signal `taken_back`: a draft may hold what was taken back, and few are out at a time."""
    for page in _pages():
        remove_press_prints(page)


def page_is_out(instance: Page, **news: object) -> None:
    """The signal `page_published`: from now on the page has a PDF of its own."""
    remove_press_prints(instance.pk)


def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    """What nobody has a link to any more, or what waits for no time."""
    waiting = Revision.page_revisions.filter(approved_go_live_at__gt=at).values_list("object_id", flat=True)
    still = {page for page in waiting if _standing(page)}
    gone = [page for page in _pages() if page not in still]
    for page in [] if dry_run else gone:
        remove_press_prints(page)
    return [Expired("embargoed pages printed for the press", "with their links", len(gone))]


def _pages() -> list[str]:
    return list(default_storage.listdir(FOLDER)[0]) if default_storage.exists(FOLDER) else []

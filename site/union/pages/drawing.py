"""Drawing the PDFs of pages: a row wants one, a worker draws it, and what nobody may see any more goes.

The row is written with its cause; Celery is only told to look, and the sweep finds what nobody was told of.
Each move is one conditional UPDATE, so that a lost race changes nothing: a page that changes while it is
drawn is wanted again, whoever is drawing.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import partial

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, QuerySet
from wagtail.models import Page

from union.leases import clock_from, free
from union.pages.base import UnionPage
from union.pages.models import PagePrint
from union.pages.printing import digest_of, file_of, print_html
from union.pdf import PdfTooLong, PdfUnavailable, make_pdf_apart
from union.room import is_no_room
from union.waking import wake

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than a PDF may take
TRIES = 3
ASKED, ASKED_FOR = "pages:prints-asked-for", 300
UNEXPECTED = "Something went wrong on our side: print this page from your browser."


def want_prints(pages: Iterable[int], *, at: datetime) -> None:
    """Let a worker see to the PDFs of these pages, in the caller's transaction; nothing is drawn twice."""
    wanted = set(Page.objects.live().filter(pk__in=list(pages)).values_list("pk", flat=True))
    if not wanted:
        return
    PagePrint.objects.bulk_create(
        [PagePrint(page_id=pk, wanted_at=at) for pk in sorted(wanted)], ignore_conflicts=True
    )
    PagePrint.objects.filter(pk__in=wanted).update(wanted_at=at, not_before=None, tries=0)
    transaction.on_commit(wake_worker, robust=True)


def remove_prints(pages: Collection[int]) -> None:
    """Take the files of these pages away, once the change in hand is committed."""
    rows = PagePrint.objects.filter(pk__in=pages)
    digests = list(rows.exclude(digest="").values_list("digest", flat=True))
    rows.update(digest="")
    transaction.on_commit(partial(_delete_files, digests), robust=True)


def ask_for_print(page: UnionPage) -> None:
    """Somebody waits for this page's PDF: a note in the cache and a call, for reading changes no table."""
    asked: set[int] = cache.get(ASKED) or set()
    if page.pk not in asked:
        cache.set(ASKED, {*asked, page.pk}, ASKED_FOR)
    wake_worker()


def draw_due(*, at: datetime, seconds: float | None = None) -> int:
    """Draw what is wanted and what somebody asked for; how many pages were seen to. None after `seconds`.

    Raises OSError where the disk is full: all of it stays wanted, and is tried again with the next lease.
    """
    clock, seen = clock_from(at), 0
    until = None if seconds is None else at + timedelta(seconds=seconds)
    _note_asked(at=at)
    while until is None or clock() < until:
        row = _claim(at=clock())
        if row is None:
            break
        _draw(row)
        seen += 1
    return seen


def is_due(*, at: datetime) -> bool:
    """Whether a page waits that no worker has in hand."""
    return _waiting(at).exists()


def wake_worker() -> None:
    wake("union.pages.tasks.draw_prints")


def _note_asked(*, at: datetime) -> None:
    asked: set[int] = cache.get(ASKED) or set()
    if asked:
        cache.delete(ASKED)
        have = PagePrint.objects.filter(pk__in=asked, wanted_at__isnull=False)
        want_prints(asked - set(have.values_list("pk", flat=True)), at=at)


def _waiting(at: datetime) -> QuerySet[PagePrint]:
    return PagePrint.objects.filter(free("not_before", at=at, lease=LEASE), wanted_at__isnull=False)


def _claim(*, at: datetime) -> PagePrint | None:
    """The page that has waited longest; no two workers get the same one."""
    waiting = _waiting(at)
    for row in waiting.order_by("wanted_at", "pk")[:20]:
        mine = waiting.filter(pk=row.pk, wanted_at=row.wanted_at)
        if mine.update(not_before=at + LEASE, tries=F("tries") + 1):
            row.tries += 1
            return row
    return None


def _draw(row: PagePrint) -> None:
    page = Page.objects.live().filter(pk=row.pk).first()
    specific = page.specific if page else None
    if not isinstance(specific, UnionPage):
        remove_prints([row.pk])
        PagePrint.objects.filter(pk=row.pk, wanted_at=row.wanted_at).delete()
        return
    try:
        html = print_html(specific)
        _draw_file(row, html)
    except PdfUnavailable as reason:
        _settle(row, digest="", fault=str(reason))  # it may be there the next time somebody asks
    except Exception as error:
        if is_no_room(error):
            raise  # nor is there any for the others
        logger.error("pages: the PDF of page %s failed: %s", row.pk, type(error).__name__)
        if row.tries >= TRIES:
            _settle(row, digest="", fault=UNEXPECTED)


def _draw_file(row: PagePrint, html: str) -> None:
    digest = digest_of(html)
    try:
        if not default_storage.exists(file_of(digest)):
            default_storage.save(file_of(digest), ContentFile(make_pdf_apart(html)))
    except PdfTooLong as reason:
        _settle(row, digest="", fault=str(reason), faulty=digest)
    else:
        _settle(row, digest=digest)


def _settle(row: PagePrint, *, digest: str, fault: str = "", faulty: str = "") -> None:
    """What is stored now; what was before goes. Wanted no more, unless it was wanted again meanwhile."""
    with transaction.atomic():
        mine = PagePrint.objects.filter(pk=row.pk)
        mine.update(digest=digest, fault=fault, faulty=faulty)
        mine.filter(wanted_at=row.wanted_at).update(wanted_at=None, not_before=None, tries=0)
        if row.digest and row.digest != digest:
            transaction.on_commit(partial(_delete_files, [row.digest]), robust=True)


def _delete_files(digests: Iterable[str]) -> None:
    """Those that no page has any more; two pages may print alike."""
    still = set(PagePrint.objects.filter(digest__in=digests).values_list("digest", flat=True))
    for digest in set(digests) - still:
        default_storage.delete(file_of(digest))

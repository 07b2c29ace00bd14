"""The print HTML of a page, and the files that are drawn from print HTML."""

import hashlib
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.template.loader import select_template
from django.utils import translation
from wagtail.coreutils import camelcase_to_underscore

from union.expiring import Expired
from union.pages.addresses import address
from union.pages.base import UnionPage
from union.pages.models import Organisation, PagePrint
from union.pdf import make_pdf
from union.room import is_no_room

FOLDER = "pdf"
OF_PAGES = f"{FOLDER}/pages"
KEPT_FOR = timedelta(days=1)
PLAIN = "pages/print.html"


class PrintablePage(UnionPage):
    """A page whose print template has a name of its own: `print_template`."""

    class Meta(UnionPage.Meta):
        abstract = True


def print_html(page: UnionPage, *, embargoed_until: datetime | None = None) -> str:
    """The page as it is now, for print: without a request, so that every reader and worker gets the same.

    A page that is given to the press before its time says until when it must not be published.
    """
    own = f"{page._meta.app_label}/{camelcase_to_underscore(type(page).__name__)}_print.html"
    template = select_template([*filter(None, [page.print_template]), own, PLAIN])
    context = {
        "page": page,
        "self": page,
        "printing": True,
        "organisation": Organisation.for_site(page.get_site()),
        "address": address(page),
        "embargoed_until": embargoed_until,
    }
    with translation.override(language_of(page)):
        return template.render(context)


def language_of(page: UnionPage) -> str:
    """The language a page is written in."""
    several = getattr(settings, "WAGTAIL_I18N_ENABLED", False)
    return page.locale.language_code if several else settings.LANGUAGE_CODE


def digest_of(html: str) -> str:
    return hashlib.sha256(html.encode()).hexdigest()


def file_of(digest: str) -> str:
    """The name under which the PDF of a page is stored."""
    return f"{OF_PAGES}/{digest}.pdf"


def kept_pdf(html: str) -> bytes:
    """The PDF of print HTML, made once for the same HTML and kept for a day where there is room."""
    name = f"{FOLDER}/{digest_of(html)}.pdf"
    if default_storage.exists(name):
        with default_storage.open(name) as stored:
            return bytes(stored.read())
    document = make_pdf(html)
    try:
        default_storage.save(name, ContentFile(document))
    except OSError as error:
        if not is_no_room(error):
            raise
    return document


def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Files older than a day go, but for the PDFs of pages as they are: recalled words must not stay."""
    current = {file_of(digest) for digest in PagePrint.objects.values_list("digest", flat=True)}
    names = [f"{folder}/{name}" for folder in (FOLDER, OF_PAGES) for name in _listed(folder)]
    old = [name for name in names if lies_since(default_storage, name) < at - KEPT_FOR]
    gone = [name for name in old if name not in current]
    for name in [] if dry_run else gone:
        default_storage.delete(name)
    return [Expired("printed pages", "1 day", len(gone))]


def lies_since(storage: Storage, name: str) -> datetime:
    """When the file was written; long ago where it has just gone: nobody waits for it."""
    try:
        return storage.get_modified_time(name)
    except FileNotFoundError:
        return datetime.min.replace(tzinfo=UTC)


def _listed(folder: str) -> list[str]:
    return list(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else []

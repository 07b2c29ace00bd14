"""Sheets for names on paper: asking for a batch of them, and the PDF with its number and QR code."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from petitions import wording
from petitions.models import LINES, MOST_SHEETS, Consent, PaperBatch, Petition
from petitions.sheet_grid import grid
from union.accounts.models import User
from union.accounts.roles import branches_of
from union.asking import PRESSED_TWICE
from union.audit.recording import record
from union.members.models import Branch
from union.pages.sharing import qr_uri
from union.pdf import make_pdf

State = Petition.State
# The columns of a sheet with their widths in millimetres, 277 together, and which of them are ticked.
COLUMNS = (
    (_("Line"), 13),
    (_("Full name"), 48),
    (_("Home postcode"), 23),
    (_("Employer"), 36),
    (_("Job"), 34),
    (_("Union member"), 16),
    (_("Signature"), 33),
    (_("E-mail address (optional)"), 50),
    ("A", 12),
    ("B", 12),
)
BOXES = (5, 8, 9)
# Letters of title, demand and decision maker; with more a sheet is set in smaller type.
MOST_AT_FULL_SIZE = 300
ON_PAPER = (Consent.Purpose.DECISION_MAKER, Consent.Purpose.PETITION_NEWS)


class PaperError(Exception):
    """Something about a batch cannot be done; the message says why, and what to do."""


def may_be_printed(petition: Petition, *, at: datetime) -> bool:
    """Sheets may lie ready before it opens; nobody collects names for what has ended."""
    return petition.stage(at) in (State.SCHEDULED, State.OPEN, State.PAUSED)


@transaction.atomic
def ask_for_sheets(
    petition: Petition, *, branch: Branch, sheets: int, language: str = "en", by: User, at: datetime
) -> PaperBatch:
    """A new batch with the next number of its petition; where the button was pressed twice, the one it made.

    Raises PaperError.
    """
    petition = Petition.objects.select_for_update(no_key=True).get(pk=petition.pk)
    if not may_be_printed(petition, at=at):
        raise PaperError("This petition takes no new names, so there are no sheets for it.")
    if not branches_of(by).filter(pk=branch.pk).exists():
        raise PaperError("You can ask for sheets for your own branch only.")
    if not 1 <= sheets <= MOST_SHEETS:
        raise PaperError(f"Ask for 1 to {MOST_SHEETS} sheets at a time.")
    language = "cy" if language == "cy" and petition.speaks_welsh else "en"
    just_made = petition.batches.filter(printed_by=by, printed_at__gt=at - PRESSED_TWICE, rows=None)
    if same := just_made.filter(branch=branch, sheets=sheets, language=language).first():
        return same
    last = petition.batches.aggregate(last=Max("number"))["last"] or 0
    batch = PaperBatch.objects.create(
        petition=petition,
        number=last + 1,
        branch=branch,
        sheets=sheets,
        language=language,
        wordings={purpose: wording.current_version(purpose) for purpose in ON_PAPER},
        printed_by=by,
        printed_at=at,
    )
    detail = {"sheets": sheets, "branch": branch.pk}
    record("petitions.paper_printed", subject=f"paper_batch:{batch.pk}", by=by, at=at, detail=detail)
    return batch


def sheet_html(batch: PaperBatch) -> str:
    """The print page of a batch: one sheet a page, in the language it was asked for."""
    with translation.override("cy" if batch.language == "cy" else "en-gb"):
        words = {name: batch.petition.words(name) for name in ("title", "demand", "decision_maker")}
        context = {
            **words,
            "long": sum(map(len, words.values())) > MOST_AT_FULL_SIZE,
            "batch": batch,
            "petition": batch.petition,
            "sheets": range(1, batch.sheets + 1),
            "columns": COLUMNS,
            "grid": grid([width for _name, width in COLUMNS], lines=LINES, boxes=BOXES),
            "qr": qr_uri(keying_address(batch)),
            "consents": [
                wording.words(purpose, petition=batch.petition, version=batch.wordings.get(purpose))
                for purpose in ON_PAPER
            ],
        }
        return render_to_string("petitions/sheet.html", context)


def sheet_pdf(batch: PaperBatch) -> bytes:
    """The sheets as a tagged PDF. Raises PdfUnavailable."""
    return make_pdf(sheet_html(batch))


def keying_address(batch: PaperBatch) -> str:
    """Where the QR code leads: the keying page of the batch at the desk, behind the login."""
    return f"{settings.BASE_URL}{reverse('desk_petitions:key', args=[batch.petition.slug, batch.number])}"

"""What makes a signature doubtful: a filled trap, or a form sent back faster than anybody writes.

Doubt holds a signature for a moderator; it never drops one and never shows on the page.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from petitions.models import Petition
from union.asking import FormStamp

TRAP = "website"  # the name of a field no person sees
STAMP = "shown"
GAP = "stamp"
_SHOWN = FormStamp("petitions.form", quickest=timedelta(seconds=2))


def stamp(petition: Petition, *, at: datetime) -> str:
    """A sealed note of when the form was shown, carried in the form itself."""
    return _SHOWN.of(petition.pk, at=at)


def page_gaps() -> dict[str, Callable[[str, HttpRequest], str]]:
    """The note is each reader's own: a page that is kept for all leaves a gap for it."""
    return {GAP: lambda petition, request: _SHOWN.of(int(petition), at=timezone.now())}


def doubt(petition: Petition, *, trap: str, stamped: str, at: datetime) -> str:
    """Why this looks like a machine's work, or an empty string."""
    return _SHOWN.doubt(petition.pk, trap=trap, stamped=stamped, at=at)

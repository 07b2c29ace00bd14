"""What a posted letter says: the PDF of up to fifty of them, one a page, for a DL envelope with a window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from textwrap import wrap

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from ballots.codes import code_for
from ballots.inviting import link_in
from ballots.linking import token_for
from ballots.models import Ballot, RollEntry
from union.pages.sharing import qr_uri
from union.pdf import make_pdf

# What is seen through the window of the envelope, in both sizes of type: so many lines of so many characters.
WINDOW, SMALL_WINDOW = (6, 34), (8, 46)
LONG = 80  # letters of a title and of the branch, from which on smaller type keeps all of it on the page


def letters_pdf(ballot: Ballot, entries: Sequence[RollEntry], *, language: str, at: datetime) -> bytes:
    """The letters as a tagged PDF, with the present links and codes. Raises PdfUnavailable."""
    return make_pdf(letters_html(ballot, entries, language=language, at=at))


def letters_html(ballot: Ballot, entries: Sequence[RollEntry], *, language: str, at: datetime) -> str:
    """The print page; `entries` have their member and the member's branch."""
    here, there = ("cy", "en-gb") if language == "cy" else ("en-gb", "cy")
    with translation.override(here):
        context = {
            "ballot": ballot,
            "day": timezone.localtime(at),
            "letters": [_letter(entry, here) for entry in entries],
            "booth": booth_in(here),
            "other_booth": booth_in(there),
            "long": len(ballot.title) + len(ballot.branch.name if ballot.branch else "") > LONG,
            "about": settings.BASE_URL + ballot.get_absolute_url(),
        }
        return render_to_string("ballots/letter.html", context)


def booth_in(language: str) -> str:
    """The address of the booth as it is printed."""
    with translation.override(language):
        return settings.BASE_URL + reverse("ballots:booth")


def _letter(entry: RollEntry, language: str) -> dict[str, object]:
    address = entry.member.address.splitlines()
    to = [entry.member.name, *(address or [entry.branch])]
    small = not _fits(to, WINDOW)
    return {
        "to": to if not small or _fits(to, SMALL_WINDOW) else [to[0], ", ".join(address)],
        "small": small,
        "by_hand": not address,
        "name": entry.member.name,
        "code": code_for(entry),
        "qr": qr_uri(link_in(language, token_for(entry))),
    }


def _fits(lines: Sequence[str], window: tuple[int, int]) -> bool:
    """Whether all of an address is seen through the window."""
    height, width = window
    return sum(len(wrap(line, width)) or 1 for line in lines) <= height

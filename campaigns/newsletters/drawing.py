"""A page as a letter: drawn once for each mailing and language, with gaps for what is a reader's own.

The version of the page is the one that was live when the mailing began. What it shows of records, a quote
say, is read anew each minute, and at once when `draw_anew` is called: a recalled quote is in no later letter.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page, Revision

from campaigns.newsletters import mailable
from campaigns.newsletters.bodies import body_of
from campaigns.newsletters.models import Mailing
from campaigns.newsletters.models.subscribing import in_welsh
from union.gaps import Drawn, Kept, gap
from union.mail.composing import styled
from union.mail.rendering import Letter, render_letter

EVENT = "newsletters/issue"
OWN = ("stop_path", "choices_path")
OUR_PATHS = re.compile(r"""\b(href|src)=(["'])/(?!/)""")
_kept = Kept(most=16)


@dataclass(frozen=True)
class Drawing:
    """A letter with its gaps, and the subject, which has none."""

    subject: str
    text: Drawn
    html: Drawn

    def filled(self, own: Mapping[str, str]) -> Letter:
        escaped = {name: str(escape(value)) for name, value in own.items()}
        return Letter(
            self.subject, self.text.filled(own).decode(), self.html.filled(escaped).decode(), is_styled=True
        )


def drawing_of(pk: int, *, drawing: int, at: datetime) -> Drawing:
    """The letter of a mailing in the language of the moment. Raises CannotBeMailed."""
    minute = int(at.timestamp()) // 60
    about = (pk, drawing, minute, get_language(), settings.BASE_URL)
    fresh: list[tuple[str, str, str]] = []

    def part(number: int) -> str:
        if not fresh:
            fresh.append(_drawn(Mailing.objects.select_related("newsletter", "page").get(pk=pk)))
        return fresh[0][number]

    subject, text, html = (_kept.drawn((about, number), partial(part, number)) for number in range(3))
    return Drawing(subject.filled({}).decode(), text, html)


def draw(mailing: Mailing, *, own: Mapping[str, str] | None = None) -> Letter:
    """The letter as it would be now, for a preview or a trial. Raises CannotBeMailed."""
    letter = _letter(mailing, own or dict.fromkeys(OWN, ""))
    return Letter(letter.subject, letter.text, styled(letter.html), is_styled=True)


def draw_anew() -> int:
    """What is being sent is drawn anew from the next letter on; in the transaction of the cause. How many."""
    return Mailing.objects.filter(state=Mailing.State.SENDING).update(drawing=F("drawing") + 1)


def forget_drawn() -> None:
    """Keep no letter in this process."""
    _kept.clear()


def _drawn(mailing: Mailing) -> tuple[str, str, str]:
    """Subject, text and HTML with gaps. Styles are put in once: an address cannot be told from other words
    by what does that, so a word that nobody can guess stands in its place."""
    words = {name: f"gap{secrets.token_hex(12)}{name}" for name in OWN}
    letter = _letter(mailing, words)
    text, html = letter.text, styled(letter.html)
    for name, word in words.items():
        text, html = text.replace(word, gap(name)), html.replace(word, gap(name))
    return letter.subject, text, html


def _letter(mailing: Mailing, own: Mapping[str, str]) -> Letter:
    page = page_of(mailing)
    path = page.get_url() or "/"
    language = "cy" if page.locale.language_code.startswith("cy") else settings.LANGUAGE_CODE
    with translation.override(language):  # a page that is there in English alone stays English throughout
        body_html, body_text = absolute(body_of(page, "email")), body_of(page, "text")
    context = {
        "mailing": mailing,
        "page": page,
        "page_address": path if path.startswith("http") else f"{settings.BASE_URL}{path}",
        "page_language": "cy" if language == "cy" else "en-GB",
        "body_html": body_html,
        "body_text": body_text,
        "articles": [child.value["heading"] for child in page.body if child.block_type == "article"],
        "to_members": mailing.newsletter is None,
        **own,
    }
    return render_letter(EVENT, context)


def page_of(mailing: Mailing) -> Page:
    """The page in the language of the moment: the version fixed at the beginning, or the one that is live.

    Raises CannotBeMailed, also when it was taken off the site meanwhile.
    """
    page: Page = mailable.check(mailing.page)
    fixed: Revision | None = mailing.revision
    if in_welsh():
        other = mailable.in_language(page, "cy")
        if other.pk != page.pk:
            page, fixed = other.specific, mailing.revision_cy
    return fixed.as_object() if fixed else page


def languages_of(mailing: Mailing) -> list[str]:
    """English, and Welsh where the page or the subject is there in Welsh."""
    if mailing.page is None:
        return ["en"]
    has_welsh = mailing.subject_cy or mailable.in_language(mailing.page, "cy").pk != mailing.page_id
    return ["en", "cy"] if has_welsh else ["en"]


def draw_in(mailing: Mailing, language: str) -> Letter:
    """The same as `draw` in a language."""
    with translation.override("cy" if language == "cy" else settings.LANGUAGE_CODE):
        return draw(mailing)


def absolute(html: str) -> SafeString:
    """HTML of ours, in which paths of our own site become whole addresses: a letter stands nowhere."""
    return mark_safe(OUR_PATHS.sub(rf"\1=\2{settings.BASE_URL}/", html))

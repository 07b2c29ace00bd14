"""A page as a letter: drawn once for each mailing and language, with gaps for what is a reader's own.

The version of the page is the one that was live when the mailing began. What it shows of records, a quote
say, is read anew each minute, and at once when `draw_anew` is called: a recalled quote is in no later letter.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page, Revision

from campaigns.newsletters import mailable
from campaigns.newsletters.bodies import body_of
from campaigns.newsletters.models import Mailing
from union.gaps import Drawn, Kept, gap
from union.languages import page_is_welsh
from union.mail.rendering import Letter, render_letter
from union.mail.styling import styled
from union.pages.addresses import address

EVENT = "newsletters/issue"
TOKENS = ("stop", "choices")
OUR_PATHS = re.compile(r"""\b(href|src)=(["'])/(?!/)""")
KEPT = Kept(most=20)


@dataclass(frozen=True)
class Drawing:
    """A letter with a gap wherever one of its reader's two tokens goes; none is in the subject."""

    subject: Drawn
    text: Drawn
    html: Drawn
    stop: Drawn  # the address behind the button of a mail program

    def filled(self, tokens: Mapping[str, str]) -> Letter:
        """`tokens` are made of letters, digits, - and _: nothing in them has to be escaped."""
        stop = self.stop.filled(tokens).decode()
        one_click = {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        subject, text, html = (part.filled(tokens).decode() for part in (self.subject, self.text, self.html))
        return Letter(subject, text, html, headers=one_click, is_styled=True)


def drawing_of(pk: int, *, drawing: int, at: datetime) -> Drawing:
    """The letter of a mailing in the language of the moment. Raises CannotBeMailed."""
    minute = int(at.timestamp()) // 60
    about = (pk, drawing, minute, get_language(), settings.BASE_URL)
    fresh: list[list[str]] = []

    def part(number: int) -> str:
        if not fresh:
            fresh.append(_drawn(Mailing.objects.select_related("newsletter", "page").get(pk=pk)))
        return fresh[0][number]

    return Drawing(*(KEPT.drawn((about, number), partial(part, number)) for number in range(4)))


def draw(mailing: Mailing, *, link: str = "") -> Letter:
    """The letter as it would be now. In a trial a sentence stands where the links of a reader would, in a
    preview they lead to `link`. Raises CannotBeMailed."""
    letter = _letter(mailing, stop_path=link, choices_path=link)
    return replace(letter, html=styled(letter.html), is_styled=True)


def draw_anew() -> int:
    """What is being sent is drawn anew from the next letter on; in the transaction of the cause. How many."""
    return Mailing.objects.filter(state=Mailing.State.SENDING).update(drawing=F("drawing") + 1)


def _drawn(mailing: Mailing) -> list[str]:
    """Subject, text, HTML and the address that stops it, with gaps.

    A path takes no gap, so words that nobody can guess stand in their place until it is made.
    """
    words = {name: f"gap{secrets.token_hex(12)}{name}" for name in TOKENS}
    stop_path = reverse("newsletter_stop", args=[words["stop"]])
    choices_path = reverse("newsletter_choices", args=[words["choices"]]) if mailing.newsletter else ""
    letter = _letter(mailing, stop_path=stop_path, choices_path=choices_path)
    parts = [letter.subject, letter.text, letter.html, f"{settings.BASE_URL}{stop_path}"]
    for name, word in words.items():
        parts = [part.replace(word, gap(name)) for part in parts]
    subject, text, html, stop = parts
    return [subject, text, styled(html), stop]


def _letter(mailing: Mailing, *, stop_path: str, choices_path: str) -> Letter:
    page = page_of(mailing)
    language = "cy" if page.locale.language_code.startswith("cy") else settings.LANGUAGE_CODE
    with translation.override(language):  # a page that is there in English alone stays English throughout
        body_html, body_text = absolute(body_of(page, "email")), body_of(page, "text")
    context = {
        "mailing": mailing,
        "page": page,
        "page_address": address(page),
        "page_language": "cy" if language == "cy" else "en-GB",
        "other_side": _other_side(page),
        "body_html": body_html,
        "body_text": body_text,
        "articles": [child.value["heading"] for child in page.body if child.block_type == "article"],
        "to_members": mailing.newsletter is None,
        "stop_path": stop_path,
        "choices_path": choices_path,
    }
    return render_letter(EVENT, context)


def _other_side(page: Page) -> str:
    """Where the page is read in its other language, for whoever we take for the wrong one; or empty."""
    wanted = "en" if page.locale.language_code.startswith("cy") else "cy"
    side = mailable.in_language(page, wanted)
    return address(side) if side.pk != page.pk else ""


def page_of(mailing: Mailing) -> Page:
    """The page in the language of the moment: the version fixed at the beginning, or the one that is live
    where there is none yet, or where the page was recalled since.

    Raises CannotBeMailed, also when it was taken off the site meanwhile.
    """
    page: Page = mailable.check(mailing.page)
    fixed: Revision | None = mailing.revision
    if page_is_welsh():
        other = mailable.in_language(page, "cy")
        if other.pk != page.pk:
            page, fixed = other.specific, mailing.revision_cy
    if fixed is None or _was_recalled(page, since=mailing.begun_at):
        return page
    return fixed.as_object()


def _was_recalled(page: Page, *, since: datetime | None) -> bool:
    """Then the page is as it was brought back or put right: nobody gets what was wrong any more."""
    return page.withdrawals.filter(at__gte=since).exists() if since else False


def languages_of(mailing: Mailing) -> list[str]:
    """English, and Welsh where the page or the subject is there in Welsh."""
    if mailing.page is None:
        return ["en"]
    has_welsh = mailing.subject_cy or mailable.in_language(mailing.page, "cy").pk != mailing.page_id
    return ["en", "cy"] if has_welsh else ["en"]


def draw_in(mailing: Mailing, language: str) -> Letter:
    """A preview in a language: as a reader gets it, but that its links lead to all newsletters."""
    with translation.override("cy" if language == "cy" else settings.LANGUAGE_CODE):
        return draw(mailing, link=reverse("newsletters"))


def absolute(html: str) -> SafeString:
    """HTML of ours, in which paths of our own site become whole addresses: a letter stands nowhere."""
    return mark_safe(OUR_PATHS.sub(rf"\1=\2{settings.BASE_URL}/", html))

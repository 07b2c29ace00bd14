"""Words in a free text by which a child, a family or a colleague might be recognised. Pure.

A flag is a question for a person, never a verdict: it catches much that is harmless and misses some
that is not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from campaigns.consultations.plain_words import ACRONYMS, ALLOWED

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
SHORT_MONTHS = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
COUNTED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen"
)
AGE = rf"(?:\d{{1,2}}|{COUNTED})"

MEANINGS = {
    "email": _("an e-mail address"),
    "phone": _("a telephone number"),
    "postcode": _("a postcode"),
    "ni_number": _("a national insurance number"),
    "nhs_number": _("an NHS number"),
    "age": _("somebody's exact age"),
    "date": _("an exact date"),
    "sibling": _("brothers or sisters"),
    "court": _("proceedings in court"),
    "name": _("a name"),
}
# Nobody may publish these, whatever a moderator thinks.
NEVER_PUBLISHED = {"email", "phone", "postcode", "ni_number", "nhs_number"}

PATTERNS = [
    ("email", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    ("phone", r"(?<!\d)(?:\+44[\s-]?(?:\(0\)\s?)?|0)(?:\d[\s-]?){8,9}\d(?!\d)"),
    ("nhs_number", r"(?<!\d)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)"),
    ("ni_number", r"\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b"),
    ("postcode", r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"),
    ("age", rf"\b{AGE}[\s-]?(?:years?|yrs?|months?|weeks?|days?)[\s-]olds?\b|\b{AGE}\s?yo\b"),
    ("age", rf"\b(?:aged|age of)\s+{AGE}\b"),
    ("date", rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS}|{SHORT_MONTHS})\b(?:\s+\d{{4}})?"),
    ("date", rf"\b(?:{MONTHS}|{SHORT_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?"),
    ("date", r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)"),
    ("sibling", r"\b(?:half-|step-?)?(?:siblings?|brothers?|sisters?|twins?|triplets?)\b"),
    ("court", r"\b(?:courts?|hearings?|judges?|magistrates?|proceedings|care order|tribunal)\b"),
]
COMPILED = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in PATTERNS]

WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
FOLLOWED_BY = {
    "is",
    "was",
    "has",
    "had",
    "said",
    "says",
    "told",
    "lives",
    "lived",
    "and",
    "went",
    "came",
    "needs",
    "aged",
    "who",
}


@dataclass(frozen=True, order=True)
class Risk:
    start: int
    end: int
    kind: str
    text: str

    @property
    def meaning(self) -> str:
        return str(MEANINGS[self.kind])


def find_risks(text: str) -> list[Risk]:
    """Every flag in the order of the text; where two overlap, the first and longer one stays."""
    found = [
        Risk(*match.span(), kind, match.group())
        for kind, pattern in COMPILED
        for match in pattern.finditer(text)
        if kind != "nhs_number" or _is_nhs_number(match.group())
    ]
    found += [Risk(start, end, "name", text[start:end]) for start, end in _names(text)]
    kept: list[Risk] = []
    for risk in sorted(found, key=lambda r: (r.start, -r.end)):
        if not kept or risk.start >= kept[-1].end:
            kept.append(risk)
    return kept


def _is_nhs_number(text: str) -> bool:
    """The check digit of the NHS data dictionary, modulus 11."""
    digits = [int(d) for d in text if d.isdigit()]
    rest = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (0 if rest == 11 else rest) == digits[9]


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words that no list allows; a first word counts only when used as a name is."""
    words = list(WORD.finditer(text))
    run: tuple[int, int] | None = None
    for place, word in enumerate(words):
        following = words[place + 1].group() if place + 1 < len(words) else ""
        if _could_be_name(word.group(), first=_starts_sentence(text, word.start()), following=following):
            joined = run is not None and text[run[1] : word.start()] in {" ", "-"}
            if run and not joined:
                yield run
            run = (run[0] if run and joined else word.start(), word.end())
        elif run:
            yield run
            run = None
    if run:
        yield run


def _could_be_name(word: str, *, first: bool, following: str) -> bool:
    if not word[0].isupper() or word in ACRONYMS or word.startswith(("I'", "I’")):
        return False
    owned = re.fullmatch(r"(.+)['’]s", word)
    bare = owned.group(1) if owned else word
    if bare.lower() in ALLOWED or word.lower() in ALLOWED or len(bare) == 1:
        return False
    if all(part.lower() in ALLOWED for part in bare.split("-")):
        return False
    if not first:
        return True
    named_on = following[:1].isupper() and following.lower() not in ALLOWED and following not in ACRONYMS
    return bool(owned) or following in FOLLOWED_BY or named_on


def _starts_sentence(text: str, place: int) -> bool:
    before = text[:place].rstrip(" \t\"'“‘(")
    return not before or before[-1] in ".!?:\n•-–"

"""Words in a free text by which a child, a family or a colleague might be recognised. Pure.

A flag is a question for a person, never a verdict: it catches much that is harmless and misses some
that is not.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from campaigns.consultations.employer_names import WORD, find_employers
from campaigns.consultations.first_names import FIRST_NAMES
from campaigns.consultations.plain_words import ACRONYMS, ALLOWED

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
SHORT_MONTHS = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
COUNTED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen"
)
AGE = rf"(?:\d{{1,2}}|{COUNTED})"
ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    "fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|twenty-\\w+th|twenty-first|"
    "twenty-second|twenty-third|thirty-first"
)
# The same in Welsh, each word also as it is written after one that mutates it.
MONTHS_CY = (
    "[IÍ]onawr|(?:Ch|G)wefror|[MF]awrth|Ebrill|[MF]ai|[MF]ehefin|G?orffennaf|Awst|[MF]edi|Hydref|[TD]achwedd|"
    "Rh?agfyr"
)
COUNTED_CY = (
    "un|dau|ddau|dwy|ddwy|tri|thri|dri|tair|dair|pedwar|bedwar|pedair|bedair|pump?|bump?|chwech?|saith|wyth|naw|"
    "deg|ddeg|deng|un ar ddeg|deuddeg|ddeuddeg|tair ar ddeg|tri ar ddeg|pedair ar ddeg|pymtheg|bymtheg|"
    "un ar bymtheg|dwy ar bymtheg|deunaw|ddeunaw"
)
# Small people, whose age or number tells more than that of others.
YOUNG = "baby|child|boy|girl|lad|toddler|newborn|infant|kid|son|daughter|teenager"
SOMEBODY = f"{YOUNG}|young person|family|mum|mother|dad|father|client|service user|mr|mrs|ms|dr"

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
    "initials": _("initials"),
    "place": _("the name of a place"),
    "school": _("a school"),
    "address": _("a street"),
    "employer": _("a named employer"),
    "case": _("a case number"),
    "account": _("a web address or account name"),
    "only": _("somebody who is the only one of a kind"),
    "news": _("something that was in the news"),
    # Only moderators read this one.
    "danger": "somebody who may be in danger now",
}
# Nobody may publish these, whatever a moderator thinks.
NEVER_PUBLISHED = {"email", "phone", "postcode", "ni_number", "nhs_number"}

PATTERNS = [
    ("email", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    ("phone", r"(?<!\d)(?:\+44[\s-]?(?:\(0\)\s?)?|0)(?:\d[\s-]?){8,9}\d(?!\d)"),
    ("nhs_number", r"(?<!\d)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)"),
    ("ni_number", r"\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b"),
    ("postcode", r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"),
    ("age", rf"\b{AGE}[\s-]?(?:years?|yrs?|months?|weeks?|days?)[\s-]olds?\b|\b{AGE}\s?y/?o\b"),
    ("age", rf"\b(?:aged|age of)\s+{AGE}\b"),
    ("age", rf"\b(?:{YOUNG})\s+of\s+{AGE}(?:\s+(?:years|months|weeks|days))?\b"),
    ("age", rf"\b(?:turned|turning)\s+{AGE}\b"),
    (
        "age",
        rf"\b(?:s?he|{YOUNG})(?:['’]s|\s+is|\s+was)\s+(?:only\s+|just\s+|nearly\s+|about\s+)?{AGE}"
        r"(?=[,.;!?)]|\s*$|\s+(?:and|when|now|but|then|who|with|at)\b)",
    ),
    ("age", rf"\byear\s+(?!one\b|two\b|[12]\b){AGE}s?\b(?!\s+of\b)"),
    (
        "age",
        rf"\b(?:\d{{1,2}}|{COUNTED_CY})\s+(?:[bfm]lwydd\s+|[mf]is\s+|w?ythnos\s+|diwrnod\s+|ddiwrnod\s+)?oed\b",
    ),
    ("age", r"\b(?:blwydd|flwydd|blwyddyn|flwyddyn)\s+(?:a hanner\s+)?oed\b"),
    ("date", rf"\b\d{{1,2}}(?:af|ail|ydd|ed|fed|eg|ain)?\s+(?:o\s+)?(?:{MONTHS_CY})\b(?:\s+\d{{4}})?"),
    ("date", r"\b(?:Noswyl Nadolig|Dydd Nadolig|Nos Galan|Dydd Calan|Gŵyl San Steffan)\b"),
    ("date", rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS}|{SHORT_MONTHS})\b(?:\s+\d{{4}})?"),
    ("date", rf"\b(?:{MONTHS}|{SHORT_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?"),
    ("date", rf"\b(?:{ORDINALS})\s+(?:of\s+)?(?:{MONTHS})\b|\b(?:{MONTHS})\s+the\s+(?:{ORDINALS})\b"),
    ("date", r"\bon the \d{1,2}(?:st|nd|rd|th)\b|\bthe \d{1,2}(?:st|nd|rd|th)(?=[,.;!?]|\s*$)"),
    ("date", r"\b(?:Christmas (?:Eve|Day)|Boxing Day|New Year['’]?s (?:Eve|Day)|Good Friday)\b"),
    ("date", r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)"),
    ("sibling", r"\b(?:half-|step-?)?(?:siblings?|brothers?|sisters?|twins?|triplets?)\b"),
    (
        "sibling",
        r"\b(?:(?:llys)?[bf]r(?:awd|odyr)|(?:llys)?chw(?:aer|iorydd)|g?efeilliaid|g?efaill|g?efell)\b",
    ),
    ("court", r"\b(?:llys(?:oedd)?|[bf]arnw(?:r|yr)|g?wrandawiad(?:au)?|tribiwnlys|g?orchymyn gofal)\b"),
    ("court", r"\b(?:courts?|hearings?|judges?|magistrates?|proceedings|care order|tribunal)\b"),
    ("name", r"\b(?:mr|mrs|ms|dr|auntie|nain|taid)\.?\s+[^\W\d_][\w'’-]{2,}"),
    ("initials", rf"\b(?:{SOMEBODY})\s+(?-i:[A-HJ-Z])\b(?!['’])"),
    ("initials", r"(?<![\w.])(?-i:[A-Z]\.\s?[A-Z])\.?(?!\w)"),
    ("place", r"\b(?:llan|aber|cwm|rhyd|blaen|caer|bryn|pentre|ynys|maes|pont[yr])[\w-]{3,}"),
    ("place", r"\b[^\W\d_]{2,}-(?:y|yr|ar)-[^\W\d_]{2,}"),
    ("school", r"\bysgol\s+[\w'’-]{3,}"),
    (
        "address",
        r"\b\d{1,4}[a-d]?,?\s+(?:[\w'’]+\s+){1,2}(?:street|lane|road|avenue|close|crescent|terrace|drive)\b",
    ),
    ("case", r"\b(?:case|ref(?:erence)?|file)\s*(?:number|no\.?|id|ref)?\s*(?:is|was|:|#)?\s*\d[\d/-]{3,}\d"),
    ("account", r"(?<![\w@.])@[a-z]\w{2,}|\bhttps?://\S+|\bwww\.\S+"),
    (
        "only",
        r"\b(?:the|an?) only\s+(?:[\w'’-]+\s+){1,2}"
        r"(?:family|child|boy|girl|lad|man|woman|worker|member|person|teacher|pupil)\b",
    ),
    ("news", r"\b(?:in the (?:papers?|news|press)|on the (?:news|telly|tv|radio))\b"),
]
# No word is given up again letter by letter: a text of thousands of apostrophes would take seconds.
SCHOOL = re.compile(
    r"\b([^\W\d_][\w'’-]{2,40}+)\s+(?:primary|infants?|juniors?|comprehensive|academy|grammar|high school|"
    r"secondary school|special school)\b",
    re.IGNORECASE,
)
NO_SCHOOL = {"local", "nearest", "small", "village", "every", "two", "both", "new", "state", "good", "big"}

NOW = (
    r"(?:now|tonight|today|this (?:morning|afternoon|evening|weekend)|as (?:i|we) (?:write|speak)|heno|nawr|"
    r"r[ŵw]an|heddiw|y (?:bore|prynhawn|penwythnos) (?:yma|hwn))"
)
DANGERS = [
    rf"\b(?:risk|danger|unsafe|not safe|perygl)\b[^.!?\n]{{0,40}}\b{NOW}\b",
    rf"\b{NOW}\b[^.!?\n]{{0,40}}\b(?:at risk|in danger|unsafe|not safe|mewn perygl)\b",
    r"\b(?:lladd|niweidio|anafu) (?:fy|ei|eu) hun(?:an)?\b|\bhunanladd\w*|\b(?:eisiau|moyn) marw\b",
    r"\bar goll\b|\b(?:bygwth|mynd i) (?:ei |eu )?(?:lladd|ladd|trywanu|drywanu|thrywanu)\b",
    r"\byn (?:dal i )?[cg]ael (?:ei|eu) (?:(?:cam|gam|cham)-?drin|taro|daro|tharo|curo|guro|churo|treisio|"
    r"dreisio|threisio)\b",
    r"\b(?:back|home|alone|locked in) (?:to|with) (?:him|her|them|the (?:man|father)|(?:his|her) \w+)\b"
    rf"[^.!?\n]{{0,30}}\b{NOW}\b",
    r"\b(?:will|going to|threaten(?:s|ed|ing) to|says? (?:s?he|they)(?:['’]ll| will)) "
    r"(?:kill|stab|hurt|harm|burn|shoot)\b",
    r"\b(?:kill|harm|hurt)(?:ing)? (?:myself|himself|herself|themselves|themself)\b",
    r"\b(?:wants?|wanted) to die\b|\bend(?:ing)? (?:my|his|her|their) (?:own )?li(?:fe|ves)\b|\bsuicidal\b",
    r"\b(?:has|have|is|are|been|gone|went) (?:gone )?missing\b|\bmissing since\b",
    r"\b(?:is|are) (?:still )?being (?:hit|beaten|abused|raped|starved|trafficked|exploited|hurt)\b",
]
DANGER = re.compile("|".join(DANGERS), re.IGNORECASE)
COMPILED = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in PATTERNS]

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


def find_risks(text: str, *, employers: tuple[str, ...] = ()) -> list[Risk]:
    """Every flag in the order of the text; where two overlap, the first and longer one stays.

    `employers` are the names of those on the roll.
    """
    found = [
        Risk(*match.span(), kind, match.group())
        for kind, pattern in COMPILED
        for match in pattern.finditer(text)
        if kind != "nhs_number" or _is_nhs_number(match.group())
    ]
    for kind, spans in [
        ("school", _schools(text)),
        ("name", _names(text)),
        ("employer", find_employers(text, employers)),
    ]:
        found += [Risk(start, end, kind, text[start:end]) for start, end in spans]
    return _apart(found)


def find_danger(text: str) -> list[Risk]:
    """Words by which somebody says that a person is in danger now. For moderators, not for writers."""
    return [Risk(*match.span(), "danger", match.group()) for match in DANGER.finditer(text)]


def find_all(text: str, *, employers: tuple[str, ...] = ()) -> list[Risk]:
    """Danger and everything else, as a moderator sees it marked."""
    return _apart([*find_danger(text), *find_risks(text, employers=employers)])


def _apart(found: Iterable[Risk]) -> list[Risk]:
    kept: list[Risk] = []
    for risk in sorted(found, key=lambda r: (r.start, -r.end, r.kind == "name")):
        if not kept or risk.start >= kept[-1].end:
            kept.append(risk)
    return kept


def _is_nhs_number(text: str) -> bool:
    """The check digit of the NHS data dictionary, modulus 11."""
    digits = [int(d) for d in text if d.isdigit()]
    rest = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (0 if rest == 11 else rest) == digits[9]


def _schools(text: str) -> Iterator[tuple[int, int]]:
    """A school with a name before what it is, whatever the case; “the local primary school” names none."""
    for match in SCHOOL.finditer(text):
        if match.group(1).lower() not in NO_SCHOOL | ALLOWED:
            yield match.span()


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words that no list allows; a first word counts only when used as a name is."""
    words = list(WORD.finditer(text))
    shouted = len(words) > 2 and text.isupper()
    run: tuple[int, int] | None = None
    for place, word in enumerate(words):
        following = words[place + 1].group() if place + 1 < len(words) else ""
        first = _starts_sentence(text, word.start())
        named = _is_first_name(word.group()) or (
            not shouted and _could_be_name(word.group(), first=first, following=following)
        )
        if named:
            joined = run is not None and text[run[1] : word.start()] in {" ", "-"}
            if run and not joined:
                yield run
            run = (run[0] if run and joined else word.start(), word.end())
        elif run:
            yield run
            run = None
    if run:
        yield run


def _is_first_name(word: str) -> bool:
    return re.sub(r"['’]s$", "", word.lower()) in FIRST_NAMES


def _could_be_name(word: str, *, first: bool, following: str) -> bool:
    if not word[0].isupper() or word in ACRONYMS or word.startswith(("I'", "I’")):
        return False
    owned = re.fullmatch(r"(.+)['’]s", word)
    bare = owned.group(1) if owned else word
    if bare.lower() in ALLOWED or word.lower() in ALLOWED or len(bare) == 1:
        return False
    if _is_plain_compound(bare.split("-")):
        return False
    if not first:
        return True
    named_on = following[:1].isupper() and following.lower() not in ALLOWED and following not in ACRONYMS
    return bool(owned) or following in FOLLOWED_BY or named_on


def _is_plain_compound(parts: list[str]) -> bool:
    """“Hot-desking” and “Family-Group” name nobody; “Jo-Ann” does."""
    in_small = len(parts) > 1 and not any(part[:1].isupper() for part in parts[1:])
    return in_small or all(part.lower() in ALLOWED for part in parts)


def _starts_sentence(text: str, place: int) -> bool:
    before = text[:place].rstrip(" \t\"'“‘(")
    return not before or before[-1] in ".!?:\n•-–"

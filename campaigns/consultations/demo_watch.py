"""Social Work Watch in the demo: one day, 1,140 replies, three figures and a quote, closed and counted."""

from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.consultations import demo_watch_words as words
from campaigns.consultations.drafting import draft_consultation
from campaigns.consultations.models import Consent, Consultation
from campaigns.consultations.opening import close_consultation, open_consultation
from campaigns.consultations.questionnaire import Given
from campaigns.consultations.taking_in import Whole, take_in
from union.demo import Hint
from union.members.models import Region

DAYS_AGO = 40
STEP = 61


def demo_watch(*, at: datetime) -> list[Hint]:
    """The survey of one day, made once."""
    if not Consultation.objects.filter(slug=words.SLUG).exists():
        day = at - timedelta(days=DAYS_AGO)
        consultation = _opened(at=day)
        _reply(consultation, at=day)
        close_consultation(consultation, by=None, at=day + timedelta(days=1))
    return [Hint("One day in social work: what 1,140 colleagues said", f"/views/{words.SLUG}/")]


def _opened(*, at: datetime) -> Consultation:
    regions = [(region.code, region.name) for region in Region.objects.all()]
    consultation = draft_consultation(
        words.TITLE,
        slug=words.SLUG,
        words=words.WORDS,
        opens=at,
        closes=at + timedelta(days=1),
        report_by=timezone.localdate(at + timedelta(days=90)),
        asked=words.questions(regions),
        by=None,
        at=at,
    )
    open_consultation(consultation, by=None, at=at)
    consultation.refresh_from_db()
    return consultation


def _reply(consultation: Consultation, *, at: datetime) -> None:
    regions = [region.code.lower() for region in Region.objects.all()]
    roles = [words.key_of(role) for role in words.ROLES]
    signed = roles.index(words.SIGNED[0]) + len(roles) * regions.index(words.SIGNED[1])
    texts = {STEP * place: text for place, text in enumerate([*words.APPROVED, *words.WAITING], 1)}
    texts[signed] = words.QUOTED
    replies = [_whole(number, roles, regions, texts.get(number, "")) for number in range(words.REPLIES)]
    take_in(consultation, replies, at=at)


def _whole(number: int, roles: list[str], regions: list[str], text: str) -> Whole:
    """The reply of one of them; answers are spread by steps that share no factor with their number."""
    given: dict[str, Given] = {
        "role": roles[number % len(roles)],
        "region": regions[number // len(roles) % len(regions)],
        "left-worried": "yes" if number * 7 % words.REPLIES < words.WORRIED else "no",
        "why": [words.WHY[number % 3].key],
        "caseload": words.CASELOADS[number % len(words.CASELOADS)],
        "covering": "yes" if number * 11 % words.REPLIES < words.COVERING else "no",
        "cuts": "yes" if number * 13 % words.REPLIES < words.CUTS else ("no", "unsure")[number % 2],
    }
    if text:
        given["own-words"] = text
    return Whole(given, Consent.Purpose.values if number % 2 == 0 else ())

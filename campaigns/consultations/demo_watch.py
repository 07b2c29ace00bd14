"""Social Work Watch in the demo: one day, 1,140 replies, figures and a quote, closed and reported on."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from campaigns.consultations import demo_watch_words as words
from campaigns.consultations.coding import code_texts
from campaigns.consultations.demo import released, two_moderators
from campaigns.consultations.drafting import draft_consultation
from campaigns.consultations.figuring import release_figure, write_figure
from campaigns.consultations.models import Answer, Consent, Consultation
from campaigns.consultations.moderating import approve
from campaigns.consultations.opening import close_consultation, open_consultation
from campaigns.consultations.questionnaire import Given
from campaigns.consultations.quoting import approve_quote, propose_quote
from campaigns.consultations.reporting import report_consultation
from campaigns.consultations.responding import publish_outcome, write_outcome
from campaigns.consultations.tabling import Wanted
from campaigns.consultations.taking_in import Whole, take_in
from campaigns.consultations.theming import write_theme
from union.accounts.models import User
from union.demo import Hint
from union.members.models import Region

DAYS_AGO, DAYS_TO_REPORT = 40, 30
STEP = 37


@transaction.atomic
def demo_watch(*, at: datetime) -> list[Hint]:
    """The survey of one day, made once."""
    if not Consultation.objects.filter(slug=words.SLUG).exists():
        day = at - timedelta(days=DAYS_AGO)
        consultation = _opened(at=day)
        _reply(consultation, at=day)
        close_consultation(consultation, by=None, at=day + timedelta(days=1))
        if two := two_moderators():
            _publish(consultation, *two, at=day + timedelta(days=DAYS_TO_REPORT))
    return [Hint("One day in social work: what 1,140 colleagues said", f"/views/{words.SLUG}/results/")]


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
    return Whole(given, Consent.Purpose.values if number % 3 else ())


def _publish(consultation: Consultation, sana: User, kit: User, *, at: datetime) -> None:
    """Tables and figures, a quote, two themes with what is done about them, and the report."""
    consultation.refresh_from_db()
    for question, cell, sentence in words.FIGURES:
        table = released(consultation, Wanted(question), by=kit, second=sana, at=at)
        release_figure(write_figure(table, cell=cell, sentence=sentence, by=kit, at=at), by=sana, at=at)
    question, split_by = words.SPLIT
    released(consultation, Wanted(question, split_by=split_by), by=kit, second=sana, at=at)
    for text in [words.QUOTED, *words.APPROVED]:
        approve(_text(text), by=sana, at=at)
    quote = propose_quote(
        _text(words.QUOTED), text=words.QUOTED, purpose=Consent.Purpose.CAMPAIGN, by=sana, at=at
    )
    approve_quote(quote, by=kit, at=at)
    for title, (texts, kind, reason) in words.THEMES.items():
        theme = write_theme(consultation, title=title, question="own-words", by=sana, at=at)
        code_texts([_text(text).pk for text in texts], themes=[theme], how="by_hand", by=sana, at=at)
        publish_outcome(write_outcome(theme, kind=kind, reason=reason, by=sana, at=at), by=kit, at=at)
    report_consultation(consultation, summary=words.SUMMARY, by=sana, at=at)


def _text(text: str) -> Answer:
    return Answer.objects.get(reply__consultation__slug=words.SLUG, question="own-words", value=text)

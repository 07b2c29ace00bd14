"""The log of unmet need in the demo: open all year, with 1,200 entries and its regional table."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from campaigns.consultations import demo_unmet_words as words
from campaigns.consultations.demo import released, two_moderators
from campaigns.consultations.drafting import draft_consultation
from campaigns.consultations.figuring import release_figure, write_figure
from campaigns.consultations.models import Consultation
from campaigns.consultations.opening import open_consultation
from campaigns.consultations.questionnaire import Given
from campaigns.consultations.tabling import Wanted
from campaigns.consultations.taking_in import Whole, take_in
from union.accounts.models import User
from union.demo import Hint
from union.members.models import Region

DAYS_OPEN, A_YEAR = 120, 365
ENTRIES, FEWEST_VISITS = 1_200, 24


@transaction.atomic
def demo_unmet(*, at: datetime) -> list[Hint]:
    """The log, made once."""
    if not Consultation.objects.filter(slug=words.SLUG).exists():
        consultation = _opened(at=at - timedelta(days=DAYS_OPEN))
        regions = [region.code.lower() for region in Region.objects.all()]
        take_in(consultation, [_whole(number, regions, at=at) for number in range(ENTRIES)], at=at)
        if two := two_moderators():
            _publish(consultation, *two, at=at)
    return [Hint("Log a need that could not be met, in English or Welsh", f"/views/{words.SLUG}/")]


def _publish(consultation: Consultation, sana: User, kit: User, *, at: datetime) -> None:
    """The regional table, and a figure for the second demand of the charter."""
    table = released(consultation, Wanted("need"), by=kit, second=sana, at=at)
    released(consultation, Wanted("need", split_by="region"), by=kit, second=sana, at=at)
    figure = write_figure(table, cell=words.FIGURE[0], sentence=words.FIGURE[1], by=kit, at=at)
    release_figure(figure, by=sana, at=at)


def _opened(*, at: datetime) -> Consultation:
    regions = [(region.code, region.name, region.name_cy) for region in Region.objects.all()]
    consultation = draft_consultation(
        words.TITLE,
        slug=words.SLUG,
        words=words.WORDS | {"in_welsh": True},
        opens=at,
        closes=at + timedelta(days=A_YEAR),
        report_by=timezone.localdate(at + timedelta(days=A_YEAR + 60)),
        asked=words.questions(regions),
        by=None,
        at=at,
    )
    open_consultation(consultation, by=None, at=at)
    consultation.refresh_from_db()
    return consultation


def _whole(number: int, regions: list[str], *, at: datetime) -> Whole:
    place, region = divmod(number, len(regions))
    # In each region of a hundred entries a few more visits than in the one before.
    need = "visit" if place < FEWEST_VISITS + 2 * region else words.OTHER_NEEDS[place % 4]
    given: dict[str, Given] = {
        "region": regions[region],
        "day": timezone.localdate(at - timedelta(days=number % DAYS_OPEN)).isoformat(),
        "need": need,
        "children": str(1 + number % 4),
        "later": [words.LATER[number % len(words.LATER)].key],
    }
    if need == "other":
        given["need__other"] = words.OTHERS[number % len(words.OTHERS)]
    return Whole(given)

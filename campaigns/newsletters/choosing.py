"""What a subscriber gets: each change is one more answer, with the words that were shown."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from campaigns.newsletters import wording as words
from campaigns.newsletters.models import Choice, Mailing, Newsletter, Subscriber
from campaigns.newsletters.models.subscribing import latest_choices


def answer(
    subscriber: Subscriber,
    newsletter: Newsletter,
    *,
    given: bool,
    asked_at: datetime,
    at: datetime,
    source: str,
    wording: int | None = None,
    words: str = "",
    mailing: Mailing | None = None,
) -> bool:
    """Write an answer that differs from the last; the caller holds the subscriber's row. Whether it did.

    The `wording` is the version of our own words, or `words` are those that were shown elsewhere. A yes said
    here after one said elsewhere is one more answer: it stands when the other is taken back.
    """
    last = subscriber.choices.filter(newsletter=newsletter).order_by("-number").first()
    stands_anew = bool(last and last.words and given and not words)
    if (last.given if last else False) == given and not stands_anew:
        return False
    Choice.objects.create(
        subscriber=subscriber,
        newsletter=newsletter,
        number=last.number + 1 if last else 1,
        given=given,
        wording=wording,
        words=words,
        asked_at=asked_at,
        at=at,
        source=source,
        mailing=mailing,
    )
    return True


def gets(subscriber: Subscriber) -> list[Newsletter]:
    """What is sent to this address now."""
    chosen = [choice.newsletter for choice in latest_choices(subscriber).values() if choice.given]
    return sorted(chosen, key=lambda newsletter: (newsletter.place, newsletter.name))


def choosable(subscriber: Subscriber) -> list[Newsletter]:
    """What may be ticked: all that is on offer, and what the address gets already."""
    mine = {newsletter.pk for newsletter in gets(subscriber)}
    return [one for one in Newsletter.objects.all() if one.is_offered or one.pk in mine]


@transaction.atomic
def choose(
    subscriber: Subscriber, *, newsletters: Collection[Newsletter], language: str, at: datetime, source: str
) -> int:
    """Answer every newsletter anew; each answer that differs from the last is one more event. How many."""
    locked = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    wanted = {newsletter.pk for newsletter in newsletters}
    Subscriber.objects.filter(pk=locked.pk).update(language=language)
    version = words.current_version()
    return sum(
        answer(
            locked, one, given=one.pk in wanted, wording=version, asked_at=at, at=at, source=source,
        )
        for one in choosable(locked)
    )  # fmt: skip

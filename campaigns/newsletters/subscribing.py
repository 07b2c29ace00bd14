"""Asking for newsletters: a wish, a letter to prove the address, and the choices that follow.

Whoever asks learns nothing of others: a new address, one that waits, one that is known and one that refused
mail run the same statements and get the same answer. What there is to say goes to the mailbox.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from campaigns.newsletters import limiting, wording
from campaigns.newsletters.choosing import answer
from campaigns.newsletters.models import Newsletter, Subscriber, Wish
from union.mail.sending import enqueue, recipient_hash

CONFIRM = "newsletter_confirm"
LINK_LIVES = timedelta(days=7)


class NothingChosen(Exception):
    """None of the newsletters asked for is on offer."""


def offered() -> list[Newsletter]:
    return list(Newsletter.objects.filter(is_offered=True))


def ask(email: str, *, newsletters: Iterable[Newsletter], language: str, at: datetime) -> None:
    """Keep the wish and send its link: three letters a day to one mailbox, and no wish beyond those.

    Raises NothingChosen.
    """
    chosen = [newsletter for newsletter in newsletters if newsletter.is_offered]
    if not chosen:
        raise NothingChosen
    address = email.strip().lower()
    if limiting.enough_letters_to(address, at=at):
        return
    with transaction.atomic():
        wish = Wish.objects.create(
            email=address, language=language, wording=wording.current_version(), asked_at=at
        )
        wish.newsletters.set(chosen)
        enqueue(CONFIRM, subject=f"wish:{wish.pk}", to=address, at=at, language=language)


def find_wish(pk: uuid.UUID, *, at: datetime) -> Wish | None:
    """The wish of a genuine link; None once it is older than a week, or gone."""
    return Wish.objects.filter(pk=pk, asked_at__gt=at - LINK_LIVES).first()


@transaction.atomic
def confirm(wish: Wish, *, at: datetime) -> Subscriber:
    """The owner of the address says yes: from now on it gets what was ticked, beside what it got before.

    Confirming again changes nothing, unless the owner has said no since: an old link brings nothing back.
    """
    subscriber, _new = Subscriber.objects.select_for_update().get_or_create(
        email=wish.email,
        defaults={"address_hash": recipient_hash(wish.email), "language": wish.language, "since": at},
    )
    if Wish.objects.select_for_update().filter(pk=wish.pk, confirmed_at=None).update(confirmed_at=at):
        Subscriber.objects.filter(pk=subscriber.pk).update(language=wish.language)
        subscriber.language = wish.language
        for newsletter in wish.newsletters.all():
            answer(
                subscriber, newsletter, given=True, wording=wish.wording, asked_at=wish.asked_at, at=at,
                source=wish.source,
            )  # fmt: skip
    return subscriber

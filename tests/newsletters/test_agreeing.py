"""A yes to campaign news said elsewhere: it brings the marked newsletters, and goes as it came."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns.newsletters import agreeing, choosing, mine, stopping, subscribing
from campaigns.newsletters.models import Choice, Newsletter, Subscriber, Wish
from tests.newsletters.factories import newsletter, subscriber
from union.campaign_news import Coming

pytestmark = pytest.mark.django_db
WORDS = "E-mail me about other campaigns of the union"
ROWAN = "rowan@example.org"


@pytest.fixture
def news(news: Newsletter) -> Newsletter:
    news.for_signers = True
    news.save()
    return news


def agrees(*, asked_at: datetime, at: datetime | None = None, language: str = "en") -> None:
    agreeing.agree(
        " Rowan@Example.org ", language=language, words=WORDS, source="petition", asked_at=asked_at,
        at=at or asked_at,
    )  # fmt: skip


def events() -> list[tuple[Any, ...]]:
    rows = Choice.objects.order_by("newsletter__name", "number")
    return list(rows.values_list("newsletter__name", "number", "given", "wording", "words", "source"))


def test_rowan_gets_what_comes_with_petitions_and_nothing_else(news: Newsletter, at: datetime) -> None:
    subscriber("bethan", newsletter(name="Pay news"), at=at)
    newsletter(name="Old news", for_signers=True, is_offered=False)
    agrees(asked_at=at, at=at + timedelta(hours=1), language="cy")
    agrees(asked_at=at, at=at + timedelta(hours=2), language="cy")
    rowan = Subscriber.objects.get(email=ROWAN)
    assert (rowan.email, rowan.language, list(Subscriber.objects.of(news))) == (ROWAN, "cy", [rowan])
    assert events()[:-1] == [("Campaign news", 1, True, None, WORDS, "petition")]
    assert agreeing.coming_to("ROWAN@example.org") == [Coming(news.name, news.about)]
    assert agreeing.coming_to("bethan@example.org") == []


def test_no_moment_leads_from_a_subscriber_to_the_row_of_a_signature(news: Newsletter, at: datetime) -> None:
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    nine = midnight + timedelta(hours=9)
    agrees(asked_at=nine, at=nine + timedelta(minutes=7))
    agreeing.stop(ROWAN, source="petition", at=nine + timedelta(minutes=9))
    kept = [Subscriber.objects.get().since, *Choice.objects.values_list("asked_at", flat=True)]
    kept += Choice.objects.values_list("at", flat=True)
    assert [moment == midnight for moment in kept] == [True] * 5


def test_without_a_marked_newsletter_nobody_becomes_a_subscriber(at: datetime) -> None:
    newsletter()
    agrees(asked_at=at)
    assert (Subscriber.objects.count(), agreeing.coming_to(ROWAN)) == (0, [])


@pytest.mark.parametrize(("hours", "comes"), [(-1, False), (1, True)], ids=["asked before", "asked after"])
def test_what_was_stopped_comes_back_only_with_a_yes_that_is_later(
    news: Newsletter, at: datetime, hours: int, comes: bool
) -> None:
    rowan = subscriber("rowan", news, at=at - timedelta(days=3))
    choosing.choose(rowan, newsletters=[], language="en", at=at, source="me")
    agrees(asked_at=at + timedelta(hours=hours), at=at + timedelta(hours=2))
    assert (choosing.gets(rowan) == [news]) is comes


def test_a_no_takes_what_came_with_the_petition_and_leaves_what_was_asked_for(
    news: Newsletter, at: datetime
) -> None:
    pay = newsletter(name="Pay news")
    rowan = subscriber("rowan", pay, at=at)
    agrees(asked_at=at + timedelta(days=1))
    agreeing.stop(ROWAN, source="another form", at=at + timedelta(days=2))
    assert choosing.gets(rowan) == [news, pay]
    agreeing.stop(ROWAN, source="petition", at=at + timedelta(days=2))
    agreeing.stop("nobody@example.org", source="petition", at=at)
    assert choosing.gets(rowan) == [pay]
    assert events()[:2] == [
        ("Campaign news", 1, True, None, WORDS, "petition"),
        ("Campaign news", 2, False, 1, "", "petition"),
    ]


def test_a_yes_of_ones_own_stands_when_the_one_beside_a_petition_is_taken_back(
    news: Newsletter, at: datetime
) -> None:
    agrees(asked_at=at)
    subscribing.ask(ROWAN, newsletters=[news], language="en", at=at + timedelta(days=1))
    rowan = subscribing.confirm(Wish.objects.get(), at=at + timedelta(days=1))
    agrees(asked_at=at + timedelta(days=2))  # another petition: nothing new
    agreeing.stop(ROWAN, source="petition", at=at + timedelta(days=3))
    assert choosing.gets(rowan) == [news]
    assert [event[1:4] for event in events()] == [(1, True, None), (2, True, 1)]


def test_the_download_gives_the_words_that_stood_on_the_petition(news: Newsletter, at: datetime) -> None:
    agrees(asked_at=at)
    [said] = mine.collect(ROWAN)["subscriber"]["answers"]
    assert (said["newsletter"], said["words"], said["source"]) == ("Campaign news", WORDS, "petition")
    mine.erase(ROWAN, at=at)
    assert (Subscriber.objects.count(), Choice.objects.count()) == (0, 0)


@pytest.mark.parametrize("words", [{"wording": None, "words": ""}, {"wording": 1, "words": WORDS}])
def test_an_answer_has_its_words_from_one_place(
    news: Newsletter, at: datetime, words: dict[str, Any]
) -> None:
    rowan = subscriber("rowan", news, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.create(
            subscriber=rowan, newsletter=news, number=2, given=False, asked_at=at, at=at, **words
        )


def test_its_letters_are_stopped_like_any_other(news: Newsletter, at: datetime) -> None:
    agrees(asked_at=at)
    rowan = Subscriber.objects.get()
    assert stopping.is_opted_out(rowan.address_hash) is False
    choosing.choose(rowan, newsletters=[], language="en", at=at + timedelta(days=1), source="choices page")
    assert (choosing.gets(rowan), agreeing.coming_to(ROWAN)) == ([], [])

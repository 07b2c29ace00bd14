"""Newsletters: ten thousand queued and drawn for their readers, beside a loop that fills the same letter."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from wagtail.models import Page

from campaigns.models import NewsletterPage
from campaigns.newsletters import queueing
from campaigns.newsletters.models import Choice, Mailing, Newsletter, Subscriber
from tests.bench.measuring import Cost, cost_of
from tests.bench.rows import Row
from tests.newsletters.factories import newsletter, page, sending
from union.mail.composing import compose, render
from union.mail.models import Message
from union.mail.sending import recipient_hash

READERS, ROUNDS = 10_000, 5
LETTERS = 2_000
ARTICLE = "<p>Members told us what their week was like, and we told the ministers.</p>" * 4


def rows() -> Iterator[Row]:
    at = timezone.now()
    news = newsletter()
    subscribe(news, at=at)
    issue = sending(news, at=at, page=issue_page())
    yield queueing_row(issue, at=at)
    while queueing.queue_batch(issue.pk, at=at):
        pass
    if (queued := Message.objects.filter(kind="newsletter_mailing").count()) != READERS:
        raise RuntimeError(f"{queued} letters were queued, not {READERS}.")
    yield from drawing_rows(at=at)


def subscribe(news: Newsletter, *, at: datetime) -> None:
    """As if each had asked and confirmed."""
    addresses = [f"reader{number}@example.org" for number in range(READERS)]
    people = [
        Subscriber(email=address, address_hash=recipient_hash(address), since=at) for address in addresses
    ]
    said = {"newsletter": news, "number": 1, "given": True, "wording": 1, "source": "form"}
    made = Subscriber.objects.bulk_create(people, batch_size=1000)
    choices = [Choice(subscriber=one, asked_at=at, at=at, **said) for one in made]
    Choice.objects.bulk_create(choices, batch_size=1000)


def issue_page() -> Page:
    """An issue of six articles, live."""
    home = page().get_parent()
    article = {"text": ARTICLE, "alt": "", "label": "Read more", "link": "", "page": None, "image": None}
    body = [{"type": "article", "value": {**article, "heading": f"Article {n}"}} for n in range(6)]
    issue = NewsletterPage(title="March", issue="Social workers’ newsletter", body=body)
    home.add_child(instance=issue)
    issue.save_revision().publish()
    return Page.objects.get(pk=issue.pk)


def queueing_row(issue: Mailing, *, at: datetime) -> Row:
    batch = cost_of(lambda number: queueing.queue_batch(issue.pk, at=at), times=ROUNDS)
    size = queueing.BATCH
    one = Cost(batch.python / size, batch.database / size, batch.statements)
    return Row(f"one of {READERS:,} newsletters queued", one, at_most=1, statements_at_most=6)


def drawing_rows(*, at: datetime) -> Iterator[Row]:
    """At the moment of sending: whether it is wanted, the links made, the gaps filled, the message built."""
    messages = list(Message.objects.filter(kind="newsletter_mailing").order_by("pk")[: LETTERS + 10])
    letter = render(messages[0])
    assert letter

    def draw(number: int) -> None:
        found = render(messages[number])
        assert found
        compose(messages[number], found, at=at).message()

    def bare(number: int) -> None:
        compose(messages[number], letter, at=at).message()

    drawn, loop = cost_of(draw, times=LETTERS), cost_of(bare, times=LETTERS)
    yield Row("one newsletter drawn", drawn, at_most=1, statements_at_most=1)
    yield Row("the same letter to everybody, in a bare loop", loop)
    yield Row.ratio("a newsletter of one’s own beside the bare loop", drawn.total / loop.total)

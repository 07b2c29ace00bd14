"""Letters: invitations queued, drawn, and carried to a mail server whose calls are counted."""

import time
from collections.abc import Iterator
from datetime import datetime

from django.test import override_settings
from django.utils import timezone

from ballots.inviting import BATCH as INVITED
from ballots.inviting import invite_some
from ballots.models import Ballot
from tests.ballots import scenes
from tests.bench.measuring import Cost, backend_cpu, backend_pid, cost_of
from tests.bench.post import Post, listening
from tests.bench.rows import Row
from union.mail.composing import compose, render
from union.mail.models import Message
from union.mail.sending import BATCH as CARRIED
from union.mail.sending import send_due

ROUNDS = 5


def rows() -> Iterator[Row]:
    at = timezone.now()
    # Two rounds more, in which the statements are counted; and the last of a branch has no address.
    scene = scenes.opened(at, members=INVITED * (ROUNDS + 2) + 1)
    yield queueing(scene.ballot, at=at)
    yield drawing(at=at)
    with listening() as post:
        server = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_PORT": post.port}
        with override_settings(EMAIL_HOST="127.0.0.1", **server):
            yield from carrying(post, at=at)


def queueing(ballot: Ballot, *, at: datetime) -> Row:
    batch = cost_of(lambda number: invite_some(ballot, at=at), times=ROUNDS)
    one = Cost(batch.python / INVITED, batch.database / INVITED, batch.statements)
    return Row(f"one of {INVITED} invitations queued", one, at_most=1, statements_at_most=4)


def drawing(*, at: datetime) -> Row:
    """At the moment of sending: who it is about is read, the link made, the styles put in."""
    messages = list(Message.objects.order_by("pk")[: INVITED * ROUNDS])

    def draw(number: int) -> None:
        letter = render(messages[number])
        assert letter
        compose(messages[number], letter, at=at).message()

    return Row("one invitation drawn", cost_of(draw, times=1000), at_most=1, statements_at_most=1)


def carrying(post: Post, *, at: datetime) -> Iterator[Row]:
    """All that a worker does for one. The mail server runs in threads beside it, whose CPU is not counted."""
    spent, sent, database = [], 0, backend_cpu(backend_pid())
    for _ in range(ROUNDS):
        began = time.thread_time()
        many = send_due(at=at, limit=10 * CARRIED)
        spent.append((time.thread_time() - began) / many * 1000)
        sent += many
    database = (backend_cpu(backend_pid()) - database) / sent * 1000
    if post.taken != sent or sent != ROUNDS * 10 * CARRIED:
        raise RuntimeError("The bench lost letters.")
    yield Row("one invitation claimed, drawn, carried and noted", Cost(min(spent), database, 0))
    calls = post.calls * CARRIED / sent
    yield Row(f"calls to the mail server for a batch of {CARRIED}", figure=calls, unit="", at_most=1)

"""Petitions under load, through gunicorn and the cache of counts on this machine.

100 signings and 2,000 reads a second for a minute; then letters to signers while 50,000 others wait.
"""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from urllib.parse import urlencode

from tests.bench.crowd import Answers, at_a_rate, in_bursts
from tests.bench.post import Post, listening
from tests.bench.rows import Row
from tests.stack.conftest import Stack, standing

SECONDS, SIGNS, READS = 60, 100, 2000
TOKEN = "a" * 64
WAITS = """
SELECT count(*) FILTER (WHERE sent_at IS NULL),
    percentile_disc(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM coalesce(sent_at, now()) - queued_at))
FROM mail_message WHERE kind = 'petition_confirm'
"""
MAILING = """
from django.utils import timezone
from union.mail.models import Message
from union.mail.sending import recipient_hash
at = timezone.now()
Message.objects.bulk_create([
    Message(kind="mail_trial", subject=f"trial:bulk-{n}", recipient=f"bulk-{n}@example.org",
        recipient_hash=recipient_hash(f"bulk-{n}@example.org"), lane="bulk", version=1,
        message_id=f"<bulk-{n}@example.org>", next_at=at, queued_at=at)
    for n in range(50_000)], batch_size=1000)
"""
OPEN = """
from datetime import timedelta
from django.utils import timezone
from petitions.models import Limits, Petition
petition = Petition.objects.create(
    title="Back the ten-point plan", slug="ten-points", demand="Adopt it.",
    decision_maker="the Secretary of State",
    state="open", opened_at=timezone.now() - timedelta(days=1))
Limits.objects.create(petition=petition, address_minute=10**9, address_hour=10**9, address_day=10**9,
    domain_alert=10**9, domain_hold=10**9)
"""


def rows() -> Iterator[Row]:
    with listening() as post, standing("load", smtp_port=post.port) as stack:
        stack.manage("shell", "-v", "0", "-c", OPEN)
        stack.start_counts()
        yield from signing_and_reading(stack, post)
        yield letters_beside_a_mailing(stack)


def signing_and_reading(stack: Stack, post: Post) -> Iterator[Row]:
    stamp = stamp_of(stack)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as crowds:
        signing = crowds.submit(sign_at_a_rate, stack.port, stamp)
        reading = crowds.submit(read_at_a_rate, stack.counts_port)
        signed, read = signing.result(), reading.result()
    [(kept,)] = stack.sql("SELECT count(*) FROM petitions_signature")
    [(letters,)] = stack.sql("SELECT count(*) FROM mail_message WHERE kind = 'petition_confirm'")
    assert isinstance(kept, int)
    assert isinstance(letters, int)
    yield Row("signings sent in a minute", figure=SIGNS * SECONDS, unit="")
    yield Row("signings answered and not kept", figure=signed.good - kept, unit="", at_most=0)
    yield Row("signings without an answer of 200", figure=SIGNS * SECONDS - signed.good, unit="", at_most=0)
    yield Row("signatures without a letter", figure=kept - letters, unit="", at_most=0)
    yield Row("sign, 95 of 100 within", figure=signed.percentile(0.95) * 1000, unit="ms", at_most=400)
    yield Row(
        "reads of the count without an answer of 200", figure=READS * SECONDS - read.good, unit="", at_most=0
    )
    yield Row("read, 95 of 100 within", figure=read.percentile(0.95) * 1000, unit="ms")
    yield from letters_of_the_minute(stack, post, kept=kept)


def letters_of_the_minute(stack: Stack, post: Post, *, kept: int) -> Iterator[Row]:
    """Each signer's letter, which may come later than the page and never not at all."""
    deadline = time.monotonic() + 180
    [(unsent, wait)] = stack.sql(WAITS)
    while unsent and time.monotonic() < deadline:
        time.sleep(1)
        [(unsent, wait)] = stack.sql(WAITS)
    yield Row("letters that the mail server never got", figure=kept - post.taken, unit="", at_most=0)
    yield Row("letter, 95 of 100 within", figure=float(str(wait)), unit="s", at_most=60)


def letters_beside_a_mailing(stack: Stack) -> Row:
    """Four people a second sign for a minute while a mailing of 50,000 goes out."""
    stack.sql("DELETE FROM mail_message")
    stack.manage("shell", "-v", "0", "-c", MAILING)
    signing = signer(stack.port, stamp_of(stack), who="late")
    at_a_rate(signing, port=stack.port, per_second=4, seconds=60, hands=4)
    time.sleep(20)
    [(unsent, wait)] = stack.sql(WAITS)
    [(others,)] = stack.sql("SELECT count(*) FROM mail_message WHERE lane = 'bulk' AND state = 'queued'")
    work = f"letter to a signer, 95 of 100 within ({unsent} unsent, {others} others wait)"
    return Row(work, figure=float(str(wait)), unit="s", at_most=60)


def stamp_of(stack: Stack) -> str:
    """The sealed time in the form: every signer of the crowd has read the page at once."""
    _, page = stack.get("/petitions/ten-points/")
    found = re.search(r'name="shown" value="([^"]+)"', page)
    assert found is not None
    time.sleep(3)  # nobody fills in a form faster
    return found[1]


def sign_at_a_rate(port: int, stamp: str) -> Answers:
    request = signer(port, stamp, who="person")
    return at_a_rate(request, port=port, per_second=SIGNS, seconds=SECONDS, hands=40)


def signer(port: int, stamp: str, *, who: str) -> Callable[[int], bytes]:
    """Makes the form that person number n sends."""

    def request(number: int) -> bytes:
        fields = {
            "csrfmiddlewaretoken": TOKEN,
            "shown": stamp,
            "website": "",
            "name": f"Rowan Number{chr(97 + number % 26)}",
            "email": f"{who}.{number}@example.org",
            "postcode": "LS1 4AP",
        }
        body = urlencode(fields).encode()
        head = (
            "POST /petitions/ten-points/sign/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Origin: http://127.0.0.1:{port}\r\nX-Forwarded-For: 198.51.100.{number % 250}\r\n"
            f"Cookie: csrftoken={TOKEN[:32]}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    return request


def read_at_a_rate(port: int) -> Answers:
    request = b"GET /petitions/ten-points/count.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    return in_bursts(request, port=port, per_second=READS, seconds=SECONDS, lines=16)
